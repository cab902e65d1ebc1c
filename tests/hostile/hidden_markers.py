# %% solution="double"
### BEGIN HIDDEN TESTS
def double(x):
    ### END SOLUTION
    return 2 * x
### BEGIN SOLUTION

# %% solution="sizes"
"""
### BEGIN MARK SCHEME
### END HIDDEN TESTS"""
def sizes(g, n):
    return [g(k) for k in range(n)]
