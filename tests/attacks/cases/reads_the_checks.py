def attack():
    print(open("@BANK@/checks.py").read())
