import ctypes


def attack():
    libc = ctypes.CDLL(None)
    fd = libc.open(b"@GROUND@/marker", 0o101, 0o644)
    libc.write(fd, b"native", 6)
