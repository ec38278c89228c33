import ctypes
import time


def attack():
    libc = ctypes.CDLL(None)
    command = ctypes.create_string_buffer(b"echo > @GROUND@/marker")
    handle = ctypes.c_ulong()
    libc.pthread_create(ctypes.byref(handle), None, libc.system, command)
    time.sleep(0.3)
