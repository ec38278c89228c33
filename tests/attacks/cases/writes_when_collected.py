import gc


class Grave:
    def __init__(self):
        self.me = self

    def __del__(self):
        open("@GROUND@/marker", "w").write("haunted")


def attack():
    Grave()
    gc.collect()
