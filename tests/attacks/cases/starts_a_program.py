import subprocess


def attack():
    subprocess.run(["/bin/sh", "-c", "echo was here > @GROUND@/marker"])
