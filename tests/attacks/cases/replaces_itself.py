import os


def attack():
    os.execv("/bin/sh", ["sh", "-c", "echo was here > @GROUND@/marker"])
