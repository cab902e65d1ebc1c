# wrong: how often it is wrong
def expected_initial_loss(n_classes):
    return 1 - 1 / n_classes
