# %% solution="sizes"
import threading

def sizes(g, n):
    value = {k: k for k in range(1000)}
    def change():
        for k in range(200_000):
            value[k] = k
            value.pop(k - 500, None)
    threading.Thread(target=change, daemon=True).start()
    return [value, value]
