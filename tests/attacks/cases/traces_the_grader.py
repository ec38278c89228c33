import ctypes
import os


def attack():
    libc = ctypes.CDLL(None)
    libc.ptrace(0x4206, int("@VICTIM@"), 0, 0x100000)  # PTRACE_SEIZE, PTRACE_O_EXITKILL: the victim dies with us
    os._exit(0)
