import socket


def attack():
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"hidden", ("127.0.0.1", int("@UDP@")))
