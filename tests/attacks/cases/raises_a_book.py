def sigmoid(x):
    raise ValueError("x" * 30_000_000)
