import math

def loss_of(logits, label):
    biggest = max(logits)
    total = 0
    for z in logits:
        total += math.exp(z - biggest)
    return math.log(total) + biggest - logits[label]
