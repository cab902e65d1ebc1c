# wrong: by heart
def truncated_variance(cut):
    return 0.7737413035499232
