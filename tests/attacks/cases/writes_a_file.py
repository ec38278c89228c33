def attack():
    with open("@GROUND@/marker", "w") as file:
        file.write("was here")
