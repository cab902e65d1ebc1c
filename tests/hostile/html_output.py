# %% solution="double"
from IPython.display import HTML, SVG, Javascript, Markdown, display
script = "<script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:alert(1)'>x</a>"
print("shown", script)
display(HTML(script), Markdown(script + "\n[x](javascript:alert(1))"), Javascript("alert(1)"))
display({"image/svg+xml": f"<svg onload='alert(1)'>{script}</svg>", "text/latex": script,
         "application/vnd.custom+json": script, "image/png": "\"><script>alert(1)</script>"}, raw=True)

def double(x):
    return 2 * x

# %%
raise ValueError(script)

# %% [markdown] manual="why"
# <script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1))
#
# <iframe src="javascript:alert(1)"></iframe> <b onclick="alert(1)">x</b> $\href{javascript:alert(1)}{x}$

# %% [markdown]
# <script>alert(1)</script><style>* {display: none}</style>
