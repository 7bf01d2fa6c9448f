"""Processes that stand at once: forked from one that has imported everything already.

Each is a process like any other, with connections, threads and a death of its own; what is saved are the two seconds in
which Python imports.
"""

import multiprocessing
import os
import subprocess
from collections.abc import Callable
from functools import cache
from multiprocessing.context import ForkServerContext
from typing import Any

IMPORTED = [
    "__main__",
    "tests.faults.worker",
    "tests.faults.paging",
    "tests.faults.hastened",
    "tests.faults.brisk",
]


@cache
def forking() -> ForkServerContext:
    """What they are forked from, and how one talks with them."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(IMPORTED)
    return context


class Forked:
    """A process at some work, with the manners of `subprocess.Popen` as far as the harness asks for them."""

    def __init__(self, work: Callable[..., object], *args: Any) -> None:
        self._process = forking().Process(target=work, args=args, daemon=True)
        self._process.start()
        assert self._process.pid
        self.pid: int = self._process.pid

    def poll(self) -> int | None:
        """How it ended, if it did; -9 after kill -9."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("forked", timeout or 0.0)
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Any signal."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """kill -9."""
        self._process.kill()
