import numpy as np


def sigmoid(x):
    return np.empty(3 << 29, np.uint8)[:1]
