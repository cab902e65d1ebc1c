# %%
from IPython.display import HTML, display
left_open = "<p>" + "".join(f"<b class={k}>" for k in range(600)) + "<p>x" * 1_000
for _ in range(5):
    display(HTML(left_open))

# %% [markdown] manual="why"
# $a$ &#57344;9999&#57345; &#xE000;0&#xE001;

# %% [markdown]
# ```python
# spread = 1
# ```
#
# &#57344;0&#57345; &#57344;-1&#57345;
