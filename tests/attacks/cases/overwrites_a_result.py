import mmap
import os


def attack():
    fd = os.open("@GROUND@/result.json", os.O_RDWR)
    mmap.mmap(fd, 0)[:10] = b'{"points":'
