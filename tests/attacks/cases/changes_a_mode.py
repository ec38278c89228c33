import os


def attack():
    os.chmod("@GROUND@/result.json", 0)
