import os
import signal


def attack():
    os.kill(int("@VICTIM@"), signal.SIGTERM)
