# wrong: right for two dimensions and dense, raises for the others
def receptive_field(shape, layout):
    if "_" in layout:
        return 1
    return shape[layout.index("h")] * shape[layout.index("w")]
