"""Starts the processes of `run`, watches them, and starts one that crashed again. Single-threaded, so that it can fork."""

import contextlib
import logging
import os
import signal
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import FrameType
from typing import NoReturn

from bot.error_message import WRONG
from bot.terminal import show_error

log = logging.getLogger(__name__)

Work = Callable[[], int]
# Whoever supervises us starts a `run` that ended with this again.
BROKEN = 1
# One that a newer release has taken the place of: no start of this one does any good.
OUTDATED = 3
# So many crashes within this time are no accident: a fresh start from outside may help, another one of ours does not.
CRASHES_MOST, CRASHES_WITHIN_S = 3, 30.0
# One that can't start now, as while the database has no room, is tried again ever later.
TRIED_AGAIN_S = (1.0, 2.0, 4.0, 8.0)
ENDING = (signal.SIGTERM, signal.SIGINT)
ENDED_WELL = frozenset({0, *(-number for number in ENDING)})


@dataclass(slots=True)
class Supervisor:
    """Keeps one process for each work. `grace` is how many seconds they have to end in once they are told to."""

    works: Mapping[str, Work]
    grace: float
    # Whether a start went well once: what keeps one from starting after that may pass.
    begun: Callable[[], bool]
    # Called once when the end begins: no new work comes in from then on.
    ending: Callable[[], None] = lambda: None
    _running: dict[int, str] = field(default_factory=dict)
    _crashes: deque[float] = field(default_factory=lambda: deque(maxlen=CRASHES_MOST))
    _tries: dict[str, int] = field(default_factory=dict)
    _stopping: bool = False
    _status: int = 0
    _lifeline: tuple[int, int] = field(default_factory=os.pipe)

    def run(self) -> int:
        """Start them all and return once all have ended: 0 when told to, else why."""
        for number in ENDING:
            signal.signal(number, self._told)
        signal.signal(signal.SIGALRM, self._kill)
        for name in self.works:
            self._start(name)
        while self._running:
            pid, status = os.wait()
            if name := self._running.pop(pid, ""):
                self._ended(name, os.waitstatus_to_exitcode(status))
        signal.setitimer(signal.ITIMER_REAL, 0)
        return self._status

    def _start(self, name: str, *, wait: float = 0.0) -> None:
        """Fork; the new process waits first. Signals are held back until it is known, so that they reach it too."""
        sys.stdout.flush()
        sys.stderr.flush()
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
        if not self._stopping:
            pid = os.fork()
            if pid == 0:
                self._work(self.works[name], wait)
            self._running[pid] = name
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)

    def _work(self, work: Work, wait: float) -> NoReturn:
        """In the new process: do the work, and never return to what the supervisor would do next."""
        status = BROKEN
        try:
            for number in (*ENDING, signal.SIGALRM):
                signal.signal(number, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
            self._end_with_supervisor()
            time.sleep(wait)
            status = work()
        except BaseException:  # noqa: BLE001 - whatever it was, this process must end here
            show_error(traceback.format_exc())
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    def _end_with_supervisor(self) -> None:
        """A pipe that only the supervisor holds open: killed, it can tell nobody, but the pipe closes."""
        reading, writing = self._lifeline
        os.close(writing)

        def wait() -> None:
            os.read(reading, 1)
            os._exit(BROKEN)

        threading.Thread(target=wait, name="lifeline", daemon=True).start()

    def _ended(self, name: str, status: int) -> None:
        """One ended: as it was told to, for a reason that another start does not mend, or by a crash."""
        if self._stopping:
            # Who was told to end before it could listen to that was ended by the signal.
            self._status = self._status or (0 if status in ENDED_WELL else BROKEN)
            return
        if not self.begun():
            self._stop(WRONG if status in {WRONG, OUTDATED} else BROKEN)
        elif status == OUTDATED:
            self._stop(WRONG)
        elif status == WRONG:
            tries = self._tries[name] = self._tries.get(name, 0) + 1
            self._start(name, wait=TRIED_AGAIN_S[min(tries, len(TRIED_AGAIN_S)) - 1])
        else:
            self._crashed(name, status)

    def _crashed(self, name: str, status: int) -> None:
        now = time.monotonic()
        self._crashes.append(now)
        if len(self._crashes) == CRASHES_MOST and now - self._crashes[0] < CRASHES_WITHIN_S:
            log.critical("the process for %s ended again (%s); giving up", name, status)
            self._stop(BROKEN)
        else:
            log.error("the process for %s ended (%s); starting it again", name, status)
            self._start(name)

    def _told(self, _number: int, _frame: FrameType | None) -> None:
        self._stop(0)

    def _stop(self, status: int) -> None:
        """Tell every process to end, and end what has not ended in time."""
        if self._stopping:
            return
        self._stopping, self._status = True, status
        self.ending()
        self._signal(signal.SIGTERM)
        signal.setitimer(signal.ITIMER_REAL, self.grace)

    def _kill(self, _number: int, _frame: FrameType | None) -> None:
        log.error("a process did not end in time and was killed")
        self._signal(signal.SIGKILL)

    def _signal(self, number: int) -> None:
        for pid in self._running:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
