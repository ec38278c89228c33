import ctypes


def attack():
    ctypes.CDLL(None).msgget(@KEY@, 0o666 | 0o1000)
