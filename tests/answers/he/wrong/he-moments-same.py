# wrong: thinks that ReLU halves the variance as well
def relu_moments(sigma):
    half = sigma**2 / 2
    return half, half
