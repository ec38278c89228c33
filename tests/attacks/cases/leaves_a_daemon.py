import os
import time


def attack():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(0.5)
            open("@GROUND@/marker", "w").write("survived")
        os._exit(0)
