# wrong: the given net
def lsuv(net, X, tol=0.01, max_iter=10):
    return net
