def mup(shape, role):
    width = np.float64(shape[0])
    match role:
        case "output":
            return np.array([1, 1]) / width
        case "hidden":
            return np.array([np.sqrt(width), 1]) / width
        case _:
            return np.array([np.sqrt(width) / width, 1])
