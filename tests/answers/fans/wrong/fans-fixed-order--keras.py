# wrong: copied from Keras, whatever the layout
def compute_fans(shape, layout, groups=1, transposed=False):
    if len(shape) == 2:
        return shape[0], shape[1]
    receptive_field_size = int(np.prod(shape[:-2]))
    return shape[-2] * receptive_field_size, shape[-1] * receptive_field_size
