"""Posts what Slack would post, signed, many at a time, and takes the time of each."""

import asyncio
import hashlib
import hmac
import itertools
import json
import statistics
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.conversations.harness import MARA, ONBOARDING, SECRET, Json, Team, team
from tests.ports import free_port

FORM = "application/x-www-form-urlencoded"
# Slack gives up after three seconds. What took longer, and what was not answered at all, has no status. Where a crowded
# machine is to be forgiven, as in the short forms, one waits longer.
ACK_S, FORGIVING_S, TIMED_OUT, CUT_OFF = 3.0, 20.0, 0, -1


@dataclass
class Taken:
    """What became of many requests: statuses, and seconds until each was answered."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    @property
    def p99(self) -> float:
        return statistics.quantiles([*self.seconds, self.slowest], n=100, method="inclusive")[98]

    @property
    def p50(self) -> float:
        return statistics.median(self.seconds)

    @property
    def slowest(self) -> float:
        return max(self.seconds)


@contextmanager
def served(database_url: str, *, processes: int = 1) -> Iterator[tuple[Team, list[str]]]:
    """The playground and some app processes over HTTP on one database, with the addresses Slack posts to."""
    with team(database_url, mode="http", app=False) as here:
        ports = [here.mode.partition(":")[2], *(str(free_port()) for _ in range(processes - 1))]
        for port in ports:
            here.mode = f"http:{port}"
            here.start_app()
        yield here, [f"http://127.0.0.1:{port}/slack/events" for port in ports]


def request(body: bytes, *, kind: str = FORM, age: float = 0, secret: str = SECRET) -> Json:
    """One signed request, as arguments of an HTTP client."""
    stamp = str(int(time.time() - age))
    signature = "v0=" + hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    headers = {"content-type": kind, "x-slack-request-timestamp": stamp, "x-slack-signature": signature}
    return {"content": body, "headers": headers}


def command(text: str, *, trigger: str) -> Json:
    """`/persona …`, signed."""
    said = {
        "command": "/persona", "text": text, "user_id": MARA, "team_id": TENANT, "channel_id": ONBOARDING,
        "channel_name": "onboarding", "trigger_id": trigger, "response_url": "https://hooks.slack.com/x",
    }  # fmt: skip
    return request(urlencode(said).encode())


def event(inner: Json, event_id: str) -> Json:
    """An event, signed."""
    told = {"type": "event_callback", "team_id": TENANT, "event_id": event_id, "event": inner}
    return request(json.dumps(told).encode(), kind="application/json")


def reaction(ts: str) -> Json:
    """Somebody files a message by an emoji."""
    item = {"type": "message", "channel": ONBOARDING, "ts": ts}
    return {"type": "reaction_added", "user": MARA, "reaction": "card_index", "item": item, "event_ts": ts}


async def post_all(
    urls: list[str], requests: Iterable[Json], *, parallel: int, patience: float = ACK_S
) -> Taken:
    """Post them all, so many at a time, taking turns between the processes."""
    taken, waiting = Taken(), iter(enumerate(requests))

    async def line() -> None:
        for number, each in waiting:
            began = time.perf_counter()
            status = await _status(urls[number % len(urls)], each, patience)
            taken.seconds.append(time.perf_counter() - began)
            taken.statuses[status] += 1

    await asyncio.gather(*(line() for _ in range(parallel)))
    return taken


async def post_steadily(
    urls: list[str],
    make: Callable[[int], Json],
    *,
    per_second: float,
    until: Callable[[], Awaitable[bool]],
    every: float = 0.5,
    patience: float = ACK_S,
) -> Taken:
    """Post so many a second, whatever became of the earlier ones, until something is so; nobody waits in a line."""
    taken, under_way, began = Taken(), set[asyncio.Task[None]](), time.perf_counter()

    async def one(number: int) -> None:
        sent = time.perf_counter()
        status = await _status(urls[number % len(urls)], make(number), patience)
        taken.seconds.append(time.perf_counter() - sent)
        taken.statuses[status] += 1

    for number in itertools.count():
        if number % max(1, round(per_second * every)) == 0 and await until():
            break
        await asyncio.sleep(max(0.0, began + number / per_second - time.perf_counter()))
        task = asyncio.create_task(one(number))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
    await asyncio.gather(*under_way)
    return taken


async def _status(url: str, given: Json, patience: float) -> int:
    """Post over a connection of its own, with as little work here as can be: what is timed is the app."""
    at = urlsplit(url)
    fields = {
        **given["headers"],
        "host": at.netloc,
        "connection": "close",
        "content-length": len(given["content"]),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    try:
        async with asyncio.timeout(patience):
            reader, writer = await asyncio.open_connection(at.hostname, at.port)
            writer.write(f"POST {at.path} HTTP/1.1\r\n{head}\r\n".encode() + given["content"])
            answer = await reader.read()
            writer.close()
    except TimeoutError:
        return TIMED_OUT
    except OSError:
        return CUT_OFF
    return int(answer[9:12] or CUT_OFF)


def file_by_emoji(database_url: str) -> None:
    """Switch filing by emoji on where the reactions come from."""
    store = Store.open(database_url)
    with store.begin(TENANT) as tx:
        tx.channels.bind(ONBOARDING, [], filing=True, by=MARA, at=NOW)
    store.close()
