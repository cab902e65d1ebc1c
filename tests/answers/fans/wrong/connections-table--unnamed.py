# wrong: never calls the layer
def connections(layer, n_in):
    return np.array([[True, True, False], [False, True, False], [False, False, True]])
