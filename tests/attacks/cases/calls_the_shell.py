import os


def attack():
    os.system("echo was here > @GROUND@/marker")
