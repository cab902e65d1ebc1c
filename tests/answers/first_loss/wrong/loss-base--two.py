# wrong: base 2
def expected_initial_loss(n_classes):
    return np.log2(n_classes)
