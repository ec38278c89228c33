import os


def attack():
    os.write(os.open("@GROUND@/marker", os.O_CREAT | os.O_WRONLY | os.O_APPEND), b"was here")
