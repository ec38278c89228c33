import os


def attack():
    print(dict(os.environ))
    try:
        print(open("/proc/self/environ").read())
    except OSError:
        pass
