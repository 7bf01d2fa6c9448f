"""Look-ups of 1,000 personas in turn while five writes a second come from another process, on each engine."""

import asyncio
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench import filling, process, writers, writing
from bench.client import Figures, Make, alone, together
from bench.ratio import ratio
from bench.requests import command, reaction
from storage.store import Store
from tests.postgresql import MISSING, cluster, installed

ROUNDS, WARM_UP, REQUESTS, LINES, SECONDS = 5, 1_500, 800, 32, 2.0
FIRST_LOOKS = 60
SMALL, LARGE = 1_000, 1_000_000
# The commit that writers are compared with: before versions were drawn and look-ups remembered.
BASE, WRITE_ROUNDS, WRITERS_MOST = "0f5f286", 9, 1.2

NAMES = {
    "sqlite": "(a) /persona <who>, SQLite",
    "postgresql": "(a) /persona <who>, PostgreSQL",
    "large": "(d) /persona <who>, 1,000,000 pieces",
    "bolt": "(b) a bare Bolt app, threaded WSGI",
    "floor": "(c) Starlette route, signature, constant",
}
# At most so many times the floor's time, and at least so many times Bolt's requests a second.
EXPECTED = {"sqlite": (3.0, 1.5), "postgresql": (6.0, 1.0)}
FIRST_MOST = 6.0


@dataclass
class Measured:
    """What was measured of each server, round by round."""

    single: dict[str, list[Figures]] = field(default_factory=dict)
    crowd: dict[str, list[Figures]] = field(default_factory=dict)

    def p50(self, name: str) -> float:
        return statistics.median(each.p50 for each in self.single[name])

    def p99(self, name: str) -> float:
        return statistics.median(each.p99 for each in self.single[name])

    def rate(self, name: str) -> float:
        return statistics.median(each.per_second for each in self.crowd[name])


def measure(folder: Path) -> None:
    """Start the servers, measure them in turns, print."""
    with ExitStack() as open_things:
        api = open_things.enter_context(process.slack())
        print(
            f"filling databases with {filling.PERSONAS:,} personas, {SMALL:,} and {LARGE:,} pieces of evidence …"
        )
        urls = dict(_databases(folder, open_things))
        apps = {name: open_things.enter_context(process.app(api, url)) for name, url in urls.items()}
        others = {name: open_things.enter_context(process.other(name)) for name in ("floor", "bolt")}
        ports = {name: app.port for name, app in apps.items()} | others
        for name, url in urls.items():
            if name != "large":
                open_things.enter_context(process.writer(url))
        found = _in_turns(ports, _names())
        _print(found)
        for engine in EXPECTED.keys() & apps.keys():
            _compare(engine, found, _first_looks(urls[engine], apps[engine].port))
        ratio(f"p50 with {LARGE:,} / with {SMALL:,}", found.p50("large") / found.p50("sqlite"), most=1.3)
        for engine in EXPECTED.keys() & apps.keys():
            ratio(f"{engine}: memory, both processes, MB", apps[engine].resident_mb, most=160)
            ratio(f"{engine}: start to ready, s", apps[engine].ready_s, most=2)
        reactions = asyncio.run(together(apps["sqlite"].port, reaction("tada"), lines=LINES, seconds=SECONDS))
        print(f"(e) irrelevant reactions{reactions.per_second:27,.0f} /s")
    _writers(folder)


def _databases(folder: Path, open_things: ExitStack) -> Iterator[tuple[str, str]]:
    yield "sqlite", filling.fill(folder / "small.db", SMALL)
    yield "large", filling.fill(folder / "large.db", LARGE)
    if installed():
        url = open_things.enter_context(cluster()).url
        yield "postgresql", filling.fill_at(url, SMALL)
    else:
        print(MISSING)


def _names() -> Make:
    """Every persona in turn."""
    makes = [command(f"persona-{number}") for number in range(filling.PERSONAS)]
    return lambda number: makes[number % len(makes)](number)


def _in_turns(ports: Mapping[str, int], make: Make) -> Measured:
    """Every server once per round, so that a slow minute of the machine hits all of them."""
    found = Measured({name: [] for name in ports}, {name: [] for name in ports})
    for port in ports.values():
        asyncio.run(alone(port, make, requests=WARM_UP))
    for round_ in range(ROUNDS):
        for name, port in ports.items():
            # Each round begins elsewhere, so that all of the personas come up.
            shifted = lambda number, by=round_ * 200: make(number + by)  # noqa: E731
            found.single[name].append(asyncio.run(alone(port, shifted, requests=REQUESTS)))
            found.crowd[name].append(asyncio.run(together(port, shifted, lines=LINES, seconds=SECONDS)))
    return found


def _first_looks(url: str, port: int) -> float:
    """Milliseconds of the first look-up of a persona after somebody wrote about it: the median."""
    store, times = Store.open(url), []
    for number in range(FIRST_LOOKS):
        make = command(f"persona-{number * 7 % filling.PERSONAS}")
        asyncio.run(alone(port, make, requests=2))
        writing.write(store, number)
        times.append(asyncio.run(alone(port, make, requests=1)).p50)
    store.close()
    return statistics.median(times)


def _print(found: Measured) -> None:
    print(f"\n{'':42}{'p50 ms':>8}{'p99 ms':>8}{'req/s at 32':>13}")
    for name, words in NAMES.items():
        if name in found.single:
            print(f"{words:42}{found.p50(name):8.2f}{found.p99(name):8.2f}{found.rate(name):13,.0f}")
    print()


def _compare(engine: str, found: Measured, first: float) -> None:
    slower_most, faster_least = EXPECTED[engine]
    floor = found.p50("floor")
    ratio(f"{engine}: p50 / floor p50", found.p50(engine) / floor, most=slower_most)
    ratio(f"{engine}: req/s / bare Bolt req/s", found.rate(engine) / found.rate("bolt"), least=faster_least)
    ratio(f"{engine}: first look after a write / floor", first / floor, most=FIRST_MOST)


def _writers(folder: Path) -> None:
    """Writes here beside writes of an earlier commit, in turns."""
    with _tree(folder / "base") as base:
        if base is None:
            print(f"{BASE} is not in this repository, so writers are not compared")
            return
        with _writer(base, folder / "base.db") as before, _writer(process.ROOT, folder / "now.db") as now:
            rounds = [(_round(before), _round(now)) for _ in range(WRITE_ROUNDS)]
    print(f"\n{f'a write, {BASE} and now, ms of processor':42}")
    for place, name in enumerate(writers.WRITES):
        then, today = (statistics.median(each[tree][place] for each in rounds[1:]) for tree in (0, 1))
        print(f"{name:42}{then:8.2f}{today:8.2f}")
        ratio(f"{name} / before", today / then, most=WRITERS_MOST)


@contextmanager
def _tree(folder: Path) -> Iterator[Path | None]:
    git = ["git", "-C", str(process.ROOT), "worktree"]
    added = subprocess.run([*git, "add", "--detach", folder, BASE], capture_output=True, check=False)
    try:
        yield None if added.returncode else folder
    finally:
        subprocess.run([*git, "remove", "--force", folder], capture_output=True, check=False)


@contextmanager
def _writer(tree: Path, database: Path) -> Iterator["subprocess.Popen[str]"]:
    script = process.ROOT / "bench" / "writers.py"
    with subprocess.Popen(
        [sys.executable, str(script), f"sqlite:///{database}"],
        cwd=tree, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as running:  # fmt: skip
        yield running


def _round(running: "subprocess.Popen[str]") -> list[float]:
    assert running.stdin
    assert running.stdout
    running.stdin.write("\n")
    running.stdin.flush()
    return [float(each) for each in running.stdout.readline().split()]
