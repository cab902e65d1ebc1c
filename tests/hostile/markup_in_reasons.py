# %% solution="double"
def double(x):
    raise ValueError("<script>alert(1)</script>\x1b[31m\x1b]0;x\x07\u202e\u2066=cmd|' /C calc'!A0")

# %% solution="sizes"
def sizes(g, n):
    return "</code></pre><script>alert(1)</script>\ud800"

# %% solution="spread"
Odd = type("<script>alert(1)</script>" * 1000, (), {})

def spread(w):
    return Odd()
