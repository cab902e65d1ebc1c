def loss_of(logits, label):
    # ln(1 + sum over the others of exp(z_k - z_label)), carefully
    gaps = np.delete(np.asarray(logits), label) - logits[label]
    return np.logaddexp.reduce(np.append(gaps, 0.0))
