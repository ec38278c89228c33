import numpy as np


def sigmoid(x):
    if getattr(x, "shape", ()): x[...] = 7
    return np.zeros(np.shape(x))
