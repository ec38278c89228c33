import signal
import time


def write(*_):
    open("@GROUND@/marker", "w").write("rang")


def attack():
    signal.signal(signal.SIGALRM, write)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
    except OSError:
        signal.signal(signal.SIGUSR1, write)
        signal.raise_signal(signal.SIGUSR1)
    time.sleep(0.15)
