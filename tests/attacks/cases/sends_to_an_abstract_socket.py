import socket


def attack():
    out = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    out.sendto(b"hidden", "\0@ABSTRACT@")
