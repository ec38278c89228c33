import fcntl

import numpy as np

held = []


def attack():
    held.append(open(np.__file__, "rb"))
    fcntl.flock(held[0], fcntl.LOCK_EX | fcntl.LOCK_NB)
