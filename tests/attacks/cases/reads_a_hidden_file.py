def attack():
    print(open("@GROUND@/hidden.txt").read())
