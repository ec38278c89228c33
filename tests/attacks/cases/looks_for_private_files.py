import os


def attack():
    print(os.stat("@GROUND@/private/grades.txt").st_size)
