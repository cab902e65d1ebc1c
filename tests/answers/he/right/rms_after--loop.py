def rms_after(depth, factor):
    rms = 1.0
    for layer in range(depth):
        rms = rms * factor**0.5
    return rms
