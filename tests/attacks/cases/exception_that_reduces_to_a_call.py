class Trouble(ValueError):
    def __reduce__(self):
        return open, ("@GROUND@/marker", "w")


def sigmoid(x):
    raise Trouble("unpickle me")
