def sigmoid(x):
    return 9 ** 9 ** 9
