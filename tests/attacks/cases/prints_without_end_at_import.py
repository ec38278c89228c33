while True:
    print("import " * 1000)
