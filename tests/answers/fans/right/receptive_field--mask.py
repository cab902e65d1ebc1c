def receptive_field(shape, layout):
    if len(shape) == 2:
        return np.int64(1)
    letters = np.array(list(layout))
    is_kernel = np.isin(letters, ["d", "h", "w"])
    return np.array(shape)[is_kernel].prod()
