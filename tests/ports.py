"""Ports for the processes of tests, where neither the system nor another test takes them before they are used."""

import os
import socket
from itertools import count

# Below the range from which the system gives outgoing connections theirs; each test worker has some of its own.
FIRST, EACH = 12_000, 2_000
_tried = count(os.getpid() % EACH)


def free_port() -> int:
    """A port of 127.0.0.1 on which nobody listens."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw8").removeprefix("gw")) % 9
    for number in _tried:
        port = FIRST + worker * EACH + number % EACH
        with socket.socket() as free:
            free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                free.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("every port is taken")
