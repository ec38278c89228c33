import os


def attack():
    os.utime("@GROUND@/result.json", (0, 0))
