import os, signal

def attack():
    os.kill(@VICTIM@, signal.SIGTERM)
