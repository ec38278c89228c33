import os


def sigmoid(x):
    os.closerange(0, 64)
    return x
