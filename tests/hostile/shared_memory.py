# %% solution="sizes"
import mmap, os
handle = os.open("/dev/shm/large", os.O_RDWR | os.O_CREAT)
os.truncate(handle, 12 * 2**20)
shared = mmap.mmap(handle, 12 * 2**20)
for k in range(12 * 2**20 // 4096):
    shared[k * 4096] = 1
print("REACHED")

def sizes(g, n):
    return [g(k) for k in range(n)]
