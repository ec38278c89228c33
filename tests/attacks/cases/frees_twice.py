import ctypes

libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.free.argtypes = [ctypes.c_void_p]


def sigmoid(x):
    block = libc.malloc(5000)
    for _ in range(10):
        libc.free(block)
    return x
