import fcntl
import os
import signal
import time


def attack():
    reading, writing = os.pipe()
    fcntl.fcntl(reading, fcntl.F_SETOWN, int("@VICTIM@"))
    fcntl.fcntl(reading, 10, signal.SIGTERM)  # F_SETSIG
    fcntl.fcntl(reading, fcntl.F_SETFL, os.O_ASYNC)
    os.write(writing, b"x")
    time.sleep(0.1)
