import os


def attack():
    os.mkfifo("@GROUND@/marker")
