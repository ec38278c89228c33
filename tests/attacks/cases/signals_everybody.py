import os
import signal


def attack():
    # Only children of the same session would be hit outside the jail: the harness gives it one of its own.
    os.killpg(os.getpgid(int("@VICTIM@")), signal.SIGTERM)
