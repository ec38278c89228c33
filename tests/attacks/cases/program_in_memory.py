import os


def attack():
    fd = os.memfd_create("program", 0)
    with open("/bin/sh", "rb") as shell:
        os.write(fd, shell.read())
    os.execve(fd, ["sh", "-c", "echo was here > @GROUND@/marker"], {})
