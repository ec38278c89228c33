import os, signal

def attack():
    os.kill(int("@VICTIM@"), signal.SIGTERM)
