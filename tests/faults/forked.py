"""Processes that stand at once: forked from one that has imported everything already.

Each is a process like any other, with connections, threads and a death of its own; what is saved are the two seconds in
which Python imports.
"""

import atexit
import multiprocessing
import os
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import IO, Any

IMPORTED = [
    "__main__", "bot.run", "bot.socketmode", "bot.web", "bot.authorize", "bot.oauth", "bot.vault", "uvicorn",
    "storage.backup", "uvloop", "httptools", "playground.server", "playground.manifest", "playground.sample",
    "bot.check", "bot.keys", "bot.export", "storage.migrations", "alembic.command", "websockets", "psycopg",
    "personas.views", "apscheduler.schedulers.asyncio", "uvicorn.loops.auto", "uvicorn.protocols.http.auto",  "tests.faults.worker", "tests.faults.paging", "tests.faults.hastened", "tests.faults.brisk",
]  # fmt: skip


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

    @classmethod
    def command(cls, work: Callable[[], object], environment: dict[str, str]) -> tuple["Forked", Path]:
        """The same as a command of its own: with nothing but this environment. Tells also where it writes to."""
        told = Path(tempfile.mkstemp(dir=_folder(), suffix=".log")[1])
        return cls(_commanded, work, environment, told), told

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


class Program(Forked):
    """`python -m bot …` or `python -m playground …` in a folder, with an environment and two pipes of its own."""

    def __init__(self, module: str, *arguments: str, environment: dict[str, str], folder: Path) -> None:
        lines = [forking().Pipe(duplex=False) for _ in range(2)]
        ends = [end for _, end in lines]
        super().__init__(_program, [module, *arguments], environment, folder, *ends)
        self.args = ["python", "-m", module, *arguments]
        self.stdout, self.stderr = (_text(reader) for reader, _ in lines)
        for reader, end in lines:
            reader.close()
            end.close()

    @property
    def returncode(self) -> int | None:
        """How it ended, if it did."""
        return self.poll()

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """Everything it says until it ends."""
        with ThreadPoolExecutor(2) as pool:
            said = [pool.submit(pipe.read) for pipe in (self.stdout, self.stderr)]
            self.wait(timeout)
            out, error = (each.result() for each in said)
        return out, error


def _text(reader: Connection) -> IO[str]:
    return os.fdopen(os.dup(reader.fileno()), encoding="utf-8")


def _program(
    command: list[str], environment: dict[str, str], folder: Path, out: Connection, error: Connection
) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    for number, end in ((1, out), (2, error)):
        os.dup2(end.fileno(), number)
        end.close()
    sys.argv = list(command)
    sys.modules.pop(f"{command[0]}.__main__", None)
    runpy.run_module(command[0], run_name="__main__", alter_sys=True)


@cache
def _folder() -> str:
    """Where these processes write to, for as long as the tests run."""
    folder = tempfile.TemporaryDirectory(prefix="dramatis-")
    atexit.register(folder.cleanup)
    return folder.name


def _commanded(work: Callable[[], object], environment: dict[str, str], told: Path) -> None:
    os.environ.clear()
    os.environ.update(environment)
    with told.open("w") as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    work()
