import numpy as np


def sigmoid(x):
    if getattr(x, "shape", ()): x[...] = 7
    return np.full(np.shape(x), np.nan)
