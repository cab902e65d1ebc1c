def dead_share(slopes):
    columns = slopes.T.tolist()
    return sum(all(abs(s) < 0.01 for s in column) for column in columns) / len(columns)
