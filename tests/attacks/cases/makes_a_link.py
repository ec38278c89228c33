import os


def attack():
    os.symlink("/etc/passwd", "@GROUND@/marker")
