import numpy as np


def sigmoid(x):
    with open("log.txt", "a") as log:
        log.write(str(x))
    return 1 / (1 + np.exp(-x))
