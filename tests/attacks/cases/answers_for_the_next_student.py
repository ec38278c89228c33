import os
import sys


def _wire():
    frame = sys._getframe()
    while "wire" not in frame.f_globals:
        frame = frame.f_back
    return frame.f_globals["wire"]


wire = _wire()

# What lies in a pipe when its reader turns to the next child must not be read as that child's answer.
os.write(61, wire.frame(wire.Returned(0.5, wire.NO_CHANGES)) * 100)

def sigmoid(x):
    return x
