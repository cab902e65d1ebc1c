def kaiming_bound(fan_in, a):
    # as torch.nn.init writes it
    gain = np.sqrt(2.0 / (1 + a**2))
    std = gain / np.sqrt(fan_in)
    return np.sqrt(3.0) * std
