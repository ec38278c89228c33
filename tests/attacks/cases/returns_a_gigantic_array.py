import numpy as np


def sigmoid(x):
    if getattr(x, "shape", ()): x[...] = 7
    return np.broadcast_to(0.0, (1 << 40,))
