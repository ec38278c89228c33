import threading


def attack():
    thread = threading.Thread(target=lambda: open("@GROUND@/marker", "w").write("thread"))
    thread.start()
    thread.join()
