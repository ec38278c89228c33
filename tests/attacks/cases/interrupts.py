def sigmoid(x):
    raise KeyboardInterrupt
