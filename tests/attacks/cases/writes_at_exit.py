import atexit


def attack():
    atexit.register(lambda: open("@GROUND@/marker", "w").write("at exit"))
