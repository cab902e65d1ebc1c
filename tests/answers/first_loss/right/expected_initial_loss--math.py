import math

def expected_initial_loss(n_classes):
    return math.log(n_classes)
