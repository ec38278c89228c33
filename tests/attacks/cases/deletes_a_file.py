import os


def attack():
    os.unlink("@GROUND@/result.json")
