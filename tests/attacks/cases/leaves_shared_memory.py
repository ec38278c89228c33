import ctypes


def attack():
    ctypes.CDLL(None).shmget(@KEY@, 4096, 0o666 | 0o1000)
