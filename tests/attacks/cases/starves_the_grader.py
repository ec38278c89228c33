import resource


def attack():
    resource.prlimit(int("@VICTIM@"), resource.RLIMIT_NOFILE, (3, 3))
