# wrong: always ln 2
def expected_initial_loss(n_classes):
    return 0.6931471805599453
