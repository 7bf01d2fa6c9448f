"""`make bench`: every figure in one run, as ratios, each with what is expected of it."""

import asyncio
import statistics
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from bench import beside, filling, process, wave
from bench.client import Figures, Make, alone, together
from bench.ratio import ratio
from bench.requests import command, reaction

ROUNDS = 5
WARM_UP = 300
REQUESTS = 800
LINES = 32
SECONDS = 2.0
LOOK_UP = "persona-500"
SMALL, LARGE = 1_000, 1_000_000

Measured = Mapping[str, list[Figures]]


def main() -> None:
    """Look-ups, then a wave by itself and beside other work."""
    with tempfile.TemporaryDirectory() as name:
        for part in (look_ups, wave.measure, beside.measure):
            part(Path(name))


def look_ups(folder: Path) -> None:
    """Start the servers, measure them in turns, print."""
    with ExitStack() as open_things:
        api = open_things.enter_context(process.slack())
        print(
            f"filling two databases with {filling.PERSONAS:,} personas, {SMALL:,} and {LARGE:,} pieces of evidence …"
        )
        apps = {
            name: open_things.enter_context(process.app(api, filling.fill(folder / f"{name}.db", pieces)))
            for name, pieces in (("ours", SMALL), ("large", LARGE))
        }
        others = {name: open_things.enter_context(process.other(name)) for name in ("floor", "bolt")}
        ports = {name: app.port for name, app in apps.items()} | others
        single, crowd = _in_turns(ports, command(LOOK_UP))
        reactions = asyncio.run(together(apps["ours"].port, reaction("tada"), lines=LINES, seconds=SECONDS))
        _print(single, crowd, reactions, apps["large"])


def _in_turns(ports: Mapping[str, int], make: Make) -> tuple[Measured, Measured]:
    """Every server once per round, so that a slow minute of the machine hits all of them."""
    single: dict[str, list[Figures]] = {name: [] for name in ports}
    crowd: dict[str, list[Figures]] = {name: [] for name in ports}
    for port in ports.values():
        asyncio.run(alone(port, make, requests=WARM_UP))
    for _ in range(ROUNDS):
        for name, port in ports.items():
            single[name].append(asyncio.run(alone(port, make, requests=REQUESTS)))
            crowd[name].append(asyncio.run(together(port, make, lines=LINES, seconds=SECONDS)))
    return single, crowd


def _print(single: Measured, crowd: Measured, reactions: Figures, app: process.App) -> None:
    ours, floor, bolt = (_p50(single[name]) for name in ("ours", "floor", "bolt"))
    rate, bolt_rate = _rate(crowd["ours"]), _rate(crowd["bolt"])
    print(f"\n{'':38}{'p50 ms':>8}{'p99 ms':>8}{'req/s at 32':>13}")
    for name, words in _NAMES.items():
        print(f"{words:38}{_p50(single[name]):8.2f}{_p99(single[name]):8.2f}{_rate(crowd[name]):13,.0f}")
    print()
    ratio("look-up p50 / floor p50", ours / floor, most=3)
    ratio("bare Bolt p50 / look-up p50", bolt / ours, least=5)
    ratio("look-up req/s / bare Bolt req/s", rate / bolt_rate, least=1 / 1.3)
    ratio(f"p50 with {LARGE:,} / with {SMALL:,}", _p50(single["large"]) / ours, most=1.3)
    ratio("resident memory, MB", app.resident_mb, most=130)
    ratio("start to ready, s", app.ready_s, most=3)
    print(f"(e) irrelevant reactions{reactions.per_second:27,.0f} /s")


_NAMES = {
    "ours": "(a) /persona <who>, 1,000 pieces",
    "large": "(d) /persona <who>, 1,000,000 pieces",
    "bolt": "(b) a bare Bolt app, threaded WSGI",
    "floor": "(c) Starlette route, signature, constant",
}


def _p50(figures: list[Figures]) -> float:
    return statistics.median(each.p50 for each in figures)


def _p99(figures: list[Figures]) -> float:
    return statistics.median(each.p99 for each in figures)


def _rate(figures: list[Figures]) -> float:
    return statistics.median(each.per_second for each in figures)


if __name__ == "__main__":
    main()
