def expected_initial_loss(n_classes):
    p = 1 / n_classes
    return -np.log(p)
