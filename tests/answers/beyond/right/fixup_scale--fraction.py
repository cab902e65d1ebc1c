from fractions import Fraction


def fixup_scale(n_layers, layers_per_branch):
    try:
        exponent = Fraction(-1, 2 * layers_per_branch - 2)
    except ZeroDivisionError:
        raise ValueError("nothing to scale in a branch of one layer") from None
    return n_layers ** float(exponent)
