# wrong: rounded to two digits
def residual_scale(n_layers, branches_per_layer=2):
    return round((n_layers * branches_per_layer) ** -0.5, 2)
