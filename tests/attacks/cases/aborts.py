import os


def sigmoid(x):
    os.abort()
