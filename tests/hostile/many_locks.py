# %%
import fcntl, os, sqlite3

with open("locked", "w+b") as file:
    for place in range(0, 2_000_000, 2):
        fcntl.lockf(file, fcntl.LOCK_EX, 1, place)
    if os.fork() == 0:  # another process would be told of a lock that is held
        asked = fcntl.fcntl(file, fcntl.F_GETLK, b"\0" * 32)
        os._exit(asked[:2] != b"\2\0")  # F_UNLCK
    print("left:", os.wait()[1])
with sqlite3.connect("kept.db") as base:  # which locks its file
    base.execute("create table a (b)")
