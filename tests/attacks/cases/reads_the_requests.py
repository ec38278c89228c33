import os


def sigmoid(x):
    return os.read(60, 1)
