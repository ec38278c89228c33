import ctypes
import os


def attack():
    machine = os.uname().machine
    ctypes.CDLL(None).syscall(56 if machine == "aarch64" else 257, -100, b"@GROUND@/marker", 0o101, 0o644)
