# wrong: the probability of a class
def expected_initial_loss(n_classes):
    return 1 / n_classes
