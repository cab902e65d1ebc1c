# %% solution="double"
import gc, itertools
[server] = [one for one in gc.get_objects() if type(one).__name__ == "Server"]
answer = type(server).do_call
forms = itertools.cycle([
    {"f": {"yours": 0}}, {"f": {"yours": -1}}, {"f": {"mine": "x", "name": 1}}, {"f": 7},
    {"a": ["|O8", [1], "AAAAAAAAAAA="]}, {"a": ["<f8", [-1], ""]}, {"a": ["<f8", [0, 2**62], ""]},
    {"a": ["<U99999", [10**9], ""]}, {"i": "0x" + "f" * 10**6}, {"x": "1e9"}, {"d": [[[], 1]]},
    {"s": [{}]}, {"g": {"bit_generator": "os"}}, {"n": ["<M8[s]", "AAAAAAAAAAA="]}, {}, {"t": 5}, {"r": 0}, {"r": -1}, {"v": [0, 0, [], {"a": ["|b1", [], "AQ=="]}]}])

def do_call(self, message):
    if self.functions[message["target"]] is double:
        return {"value": next(forms), "changed": []}
    return answer(self, message)

type(server).do_call = do_call

def double(x):
    return 0
