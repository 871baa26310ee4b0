"""A port for a program that a test starts: it stays free until the program takes it."""

import os
import socket
from itertools import count

# Below the ports that the system gives to whoever asks for any: those are soon somebody else's.
FIRST, MANY = 10_000, 20_000
_numbers = count(os.getpid() * 101)  # tests that run side by side begin elsewhere


def free_port() -> int:
    for number in _numbers:
        port = FIRST + number % MANY
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise AssertionError("there is no end of numbers")
