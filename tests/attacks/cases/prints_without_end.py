def sigmoid(x):
    while True:
        print("#" * 100000)
