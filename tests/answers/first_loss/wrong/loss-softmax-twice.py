# wrong: softmax of the softmax
def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()

def loss_of(logits, label):
    return -np.log(softmax(softmax(logits))[label])
