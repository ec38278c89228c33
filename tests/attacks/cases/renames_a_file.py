import os


def attack():
    os.rename("@GROUND@/result.json", "@GROUND@/moved.json")
