"""F2: every event comes four times, shuffled, to two processes, and one a day later: each has one effect."""

import asyncio
import random

from sqlalchemy import func, select

from storage import tables
from storage.store import Store
from tests.faults.conftest import Figures
from tests.faults.signed import (
    ACK_S,
    FORGIVING_S,
    event,
    file_by_emoji,
    post_all,
    reaction,
    served,
)

COPIES, ACK_MOST_S = 4, 0.5


def test_every_event_has_one_effect_however_often_it_comes(
    database_url: str, long: bool, figures: Figures
) -> None:
    events, parallel, patience = (10_000, 50, ACK_S) if long else (50, 10, FORGIVING_S)
    several = 2 if database_url.startswith("postgresql") else 1
    with served(database_url, processes=several) as (here, urls):
        file_by_emoji(database_url)
        sent = [number for number in range(events) for _ in range(COPIES)]
        random.Random(2).shuffle(sent)
        each = (event(reaction(f"{number}.1"), f"Ev{number}") for number in sent)
        taken = asyncio.run(post_all(urls, each, parallel=parallel, patience=patience))
        once, more = effects(database_url)
        here.jump("tomorrow")
        again = [event(reaction("1.1"), "Ev1")]
        late = asyncio.run(post_all(urls, again, parallel=1, patience=patience))
        assert effects(database_url) == (once, more)
    figures("F2", lost=events - once, doubled=more, refused=refused(taken.statuses), ack_p99=taken.p99)
    assert (once, more) == (events, 0)
    assert set(taken.statuses) == set(late.statuses) == {200}
    assert taken.p50 < ACK_MOST_S
    if long:
        assert taken.p99 < ACK_MOST_S


def refused(statuses: dict[int, int]) -> int:
    return sum(many for status, many in statuses.items() if status != 200)


def effects(database_url: str) -> tuple[int, int]:
    """How many messages are to be looked at, and how many were asked for more than once."""
    store, captured = Store.open(database_url), tables.Capture.__table__
    with store.engine.connect() as connection:
        all_ = connection.execute(select(func.count()).select_from(captured)).scalar_one()
        more = connection.execute(
            select(func.count()).select_from(captured).where(captured.c.wanted > 1)
        ).scalar_one()
    store.close()
    return int(all_), int(more)
