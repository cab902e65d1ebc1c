# wrong: one factor for the input as well
def rms_after(depth, factor):
    square = factor
    for _ in range(depth):
        square *= factor
    return square**0.5
