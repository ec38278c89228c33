import sys


def sigmoid(x):
    while True:
        sys.stdout.write("x" * 100000)
