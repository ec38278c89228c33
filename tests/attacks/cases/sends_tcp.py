import socket


def attack():
    with socket.create_connection(("127.0.0.1", int("@TCP@"))) as out:
        out.sendall(b"hidden")
