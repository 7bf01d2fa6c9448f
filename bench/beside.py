"""What others notice of a wave in their process: their commands' slowest answers, and its memory."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from shutil import copy
from statistics import median

from bench import asking, process
from bench.client import alone
from bench.filling import NOW, fill
from bench.ratio import ratio
from bench.requests import command
from storage.store import Store

ROUNDS, REQUESTS, WARM_UP = 7, 600, 300
PERSONAS_EVIDENCE = 1_000
# Slack's clock runs so fast where memory is looked at, that 10,000 messages take a minute.
RATE = 40
PATIENCE_S = 120.0
SLOWER_MOST, GROWTH_MOST_MB = 2, 60
LATE = "0.02"


def measure(folder: Path) -> None:
    """Print both figures."""
    print(f"\nBeside a question to {asking.PEOPLE:,} people, in the same process, sqlite")
    fill(folder / "without.db", PERSONAS_EVIDENCE)
    with _opened(folder / "without.db") as store:
        asking.people(store)
    for name in ("with", "fast"):
        copy(folder / "without.db", folder / f"{name}.db")
    _answers(folder)
    _memory(folder)


def _answers(folder: Path) -> None:
    """At Slack's own pace: a process with a wave and one without, in turns."""
    with ExitStack() as open_things:
        slack = open_things.enter_context(process.other("slack", LATE))
        apps = {
            name: open_things.enter_context(_app(slack, folder / f"{name}.db"))
            for name in ("without", "with")
        }
        for app in apps.values():
            asyncio.run(alone(app.port, command("persona-500"), requests=WARM_UP))
        with _opened(folder / "with.db") as store:
            asking.send(store, asking.draft(store, _everybody(), NOW), NOW)
            slowest: dict[str, list[float]] = {name: [] for name in apps}
            for _ in range(ROUNDS):
                for name, app in apps.items():
                    figures = asyncio.run(alone(app.port, command("persona-500"), requests=REQUESTS))
                    slowest[name].append(figures.p99)
            said = asking.states(store).get("sent", 0)
    if not said:
        raise RuntimeError("nothing was said meanwhile")
    without, beside = median(slowest["without"]), median(slowest["with"])
    print(f"{'p99 without, beside, ms':38}{without:8.2f}{beside:8.2f}")
    ratio("p99 beside a wave / without", beside / without, most=SLOWER_MOST)


def _memory(folder: Path) -> None:
    """All of it, with a clock so fast that it passes in a minute."""
    with ExitStack() as open_things:
        slack = open_things.enter_context(process.other("slack", "0", str(RATE)))
        path = folder / "fast.db"
        app = open_things.enter_context(_app(slack, path, module="tests.faults.hastened", RATE=str(RATE)))
        asyncio.run(alone(app.port, command("persona-500"), requests=WARM_UP))
        with _opened(path) as store:
            held = most = app.resident_mb
            asking.send(store, asking.draft(store, _everybody(), NOW), NOW)
            end = time.monotonic() + PATIENCE_S
            while (said := asking.states(store).get("sent", 0)) < asking.PEOPLE and time.monotonic() < end:
                time.sleep(0.5)
                most = max(most, app.resident_mb)
    print(f"{'messages said':38}{said:8,}")
    ratio("memory growth, MB", most - held, most=GROWTH_MOST_MB)


def _app(slack: int, path: Path, *, module: str = "bot", **more: str) -> AbstractContextManager[process.App]:
    base, url = f"http://127.0.0.1:{slack}", f"sqlite:///{path}"
    return process.app(
        f"{base}/api/", url, module=module, CLOCK_URL=f"{base}/clock", TICK_SECONDS="1", **more
    )


def _everybody() -> list[str]:
    return [f"U{number:05}WAVE" for number in range(asking.PEOPLE)]


@contextmanager
def _opened(path: Path) -> Iterator[Store]:
    store = Store.open(f"sqlite:///{path}")
    yield store
    store.close()


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        measure(Path(name))
