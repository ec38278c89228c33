import os


def attack():
    os.setpriority(os.PRIO_PROCESS, int("@VICTIM@"), 19)
