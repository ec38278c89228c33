import os


def attack():
    fd = os.open("@GROUND@/hidden.txt", os.O_PATH)
    print(open(f"/proc/self/fd/{fd}").read())
