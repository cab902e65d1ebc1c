def receptive_field(shape, layout):
    match layout:
        case "in_out" | "out_in":
            return 1
        case "wio":
            return shape[0]
        case "oiw":
            return shape[2]
        case "hwio":
            h, w, _, _ = shape
        case "oihw":
            _, _, h, w = shape
        case "dhwio":
            d, h, w, _, _ = shape
            return d * h * w
        case "oidhw":
            _, _, d, h, w = shape
            return d * h * w
    return h * w
