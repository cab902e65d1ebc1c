# wrong: minus forgotten
def expected_initial_loss(n_classes):
    return np.log(1 / n_classes)
