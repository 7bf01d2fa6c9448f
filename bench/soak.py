"""A day's worth of events an hour, for as long as one likes: does memory, do threads, connections or tables grow?

Usage: python -m bench.soak [--minutes 120] [--database URL]
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, func, insert, select, text

from bench import process
from bench.client import steadily, together
from bench.filling import TENANT
from bench.requests import command, reaction
from storage import tables
from storage.migrations import upgrade
from storage.retention import HEARD_KEPT
from storage.store import Store

# Slack delivers an app this much from one workspace in an hour, and no more.
EVENTS_PER_HOUR = 30_000
LOOK_UPS_PER_S = 1.0
EVERY_S = 5.0
# Pools of connections and caches fill at first, by a crowd faster than by steady work; what grows later grows for good.
CROWD, CROWD_S = 32, 5.0
WARM_UP = 0.4
# What an hour brings, kept too long already: the purge has as much to do as it ever has.
OVERDUE = EVENTS_PER_HOUR
SLOPE_MOST = 1.0
# A sample may meet a file or a connection that is being opened or closed.
STRAY = 2
OK = 200
LINES_KEPT = 12


@dataclass(frozen=True)
class Sample:
    """The process and its database at one moment."""

    minute: float
    rss_mb: float
    threads: int
    files: int
    database_mb: float
    heard: int
    overdue: int


def main() -> None:
    """Start, load, sample, print."""
    asked = _asked()
    with tempfile.TemporaryDirectory() as folder, process.slack() as api:
        url = asked.database or f"sqlite:///{folder}/soak.db"
        store = Store.open(url)
        _prepare(store)
        print(f"{EVENTS_PER_HOUR:,} events an hour for {asked.minutes:g} minutes …", flush=True)
        with process.app(api, url) as app:
            samples, statuses = asyncio.run(_soak(app, store, asked.minutes * 60))
        store.close()
    _print(samples, statuses)


def slope(samples: Sequence[Sample]) -> float:
    """MB an hour, by least squares over what follows the warm-up."""
    settled = samples[int(len(samples) * WARM_UP) :]
    line = statistics.linear_regression(
        [each.minute / 60 for each in settled], [each.rss_mb for each in settled]
    )
    return line.slope


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.soak", description="Watch a process under a steady load."
    )
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--database", default="", help="an address; a SQLite file of its own unless given")
    return parser.parse_args()


def _prepare(store: Store) -> None:
    """A channel in which reactions count, and what the purge is to take away."""
    upgrade(store)
    now = datetime.now(UTC)
    old = now - HEARD_KEPT - timedelta(days=1)
    with store.begin(TENANT) as tx:
        tx.channels.bind("C0SUPPORT", [], filing=True, by="U0MARA", at=now)
        rows = [{"tenant": TENANT, "key": f"old:{number}", "at": old} for number in range(OVERDUE)]
        tx.connection.execute(insert(tables.Heard), rows)


async def _soak(app: process.App, store: Store, seconds: float) -> tuple[list[Sample], Counter[int]]:
    statuses: Counter[int] = Counter()
    for make in (command("list"), reaction("tada")):
        await together(app.port, make, lines=CROWD, seconds=CROWD_S)
    began = time.monotonic()
    loads = [
        asyncio.create_task(steadily(app.port, make, per_second=rate, statuses=statuses))
        for make, rate in (
            (reaction("card_index"), EVENTS_PER_HOUR / 3600),
            (command("list"), LOOK_UPS_PER_S),
        )
    ]
    samples = []
    while (gone := time.monotonic() - began) < seconds:
        samples.append(await asyncio.to_thread(_sample, app, store, gone / 60))
        await asyncio.sleep(EVERY_S)
    for load in loads:
        load.cancel()
    return samples, statuses


def _sample(app: process.App, store: Store, minute: float) -> Sample:
    status = Path(f"/proc/{app.process.pid}/status").read_text()
    threads = next(line for line in status.splitlines() if line.startswith("Threads"))
    heard, at = tables.Heard.__table__, tables.Heard.__table__.c.at
    with store.engine.connect() as connection:
        return Sample(
            minute=minute,
            rss_mb=app.resident_mb,
            threads=int(threads.split()[1]),
            files=len(list(Path(f"/proc/{app.process.pid}/fd").iterdir())),
            database_mb=_size(connection) / 1024**2,
            heard=connection.execute(select(func.count()).select_from(heard)).scalar_one(),
            overdue=connection.execute(
                select(func.count()).select_from(heard).where(at < datetime.now(UTC) - HEARD_KEPT)
            ).scalar_one(),
        )


def _size(connection: Connection) -> int:
    if connection.dialect.name == "postgresql":
        return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
    pages, page = (
        connection.exec_driver_sql(f"PRAGMA page_{name}").scalar_one() for name in ("count", "size")
    )
    return int(pages) * int(page)


def _print(samples: Sequence[Sample], statuses: Counter[int]) -> None:
    shown = samples[:: max(1, len(samples) // LINES_KEPT)]
    print("".join(f"{field.name.replace('_', ' '):>13}" for field in fields(Sample)))
    for sample in (*shown, samples[-1]):
        print(
            "".join(
                f"{value:13,.1f}" if isinstance(value, float) else f"{value:13,}" for value in astuple(sample)
            )
        )
    settled = samples[int(len(samples) * WARM_UP) :]
    refused = sum(many for status, many in statuses.items() if status != OK)
    print()
    _line("resident memory, MB an hour", slope(samples), most=SLOPE_MOST)
    _line("threads more than after the warm-up", settled[-1].threads - settled[0].threads, most=0)
    _line("files and connections more", settled[-1].files - settled[0].files, most=STRAY)
    _line("rows kept too long at the end", samples[-1].overdue, most=0)
    _line("requests not answered with 200", refused, most=0)
    print(f"{sum(statuses.values()):,} requests in {samples[-1].minute:.1f} minutes")


def _line(words: str, value: float, *, most: float) -> None:
    verdict = "" if value <= most else "   FALLS SHORT"
    print(f"{words:38}{value:10,.2f}   expected ≤ {most:g}{verdict}")


if __name__ == "__main__":
    main()
