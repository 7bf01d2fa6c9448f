"""Answers that only read, from a large workspace: what each costs the processor and how many statements it runs."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from personas.permission import Viewer
from storage.home import home_of
from storage.store import Store
from tests.large import ASKED, CHANNEL, NOW, TENANT, USER, ask

ROUNDS = 7


def measure(store: Store) -> None:
    """Print each: milliseconds of processor and of time, the median of some rounds, and statements."""
    print(f"\n{'answers that only read':38}{'cpu ms':>8}{'ms':>8}{'statements':>12}")
    for name, answer in answers(store).items():
        answer()
        with statements(store) as said:
            answer()
        took = timed(answer)
        print(f"{name:38}{took[0]:8.2f}{took[1]:8.2f}{len(said):12}", flush=True)


def answers(store: Store) -> dict[str, Callable[[], object]]:
    """Everything that is measured, by name."""
    asked = {name: lambda words=words: ask(store, words) for name, words in ASKED.items()}

    def home() -> object:
        with store.read(TENANT) as reading:
            return home_of(reading, USER, NOW)

    def picker(words: str) -> object:
        with store.read(TENANT) as reading:
            return reading.evidence.find(words, viewer=Viewer(CHANNEL, USER))

    typed = ("", "rarest", "common", "common export", "xpor", "a", "nowhere")
    return {**asked, "home": home} | {
        f"picker: {words!r}": lambda words=words: picker(words) for words in typed
    }


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """The statements that are run meanwhile."""
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        said.append(statement)

    reader = store._reader  # noqa: SLF001 its own listeners are the product's
    event.listen(reader, "before_cursor_execute", note)
    yield said
    event.remove(reader, "before_cursor_execute", note)


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Processor time of this thread, and time, in ms."""
    rounds = []
    for _ in range(ROUNDS):
        began, at = time.thread_time(), time.perf_counter()
        work()
        rounds.append((time.thread_time() - began, time.perf_counter() - at))
    return statistics.median(each[0] for each in rounds) * 1000, statistics.median(
        each[1] for each in rounds
    ) * 1000
