import ctypes


def attack():
    ctypes.CDLL(None).semget(@KEY@, 1, 0o666 | 0o1000)
