"""F8: ten thousand people are asked at Slack's pace, and whoever types a command meanwhile is answered.

Slack's clock runs twelve times as fast as ours (see hastened.py), so its half hour passes in three minutes and the wave
weighs twelve times as much on machine and database as in earnest. Commands come at five a second of our own clock, and
their answers are timed by it. The playground insists on 300 posts in any minute and one a second per channel; in the
short form on 80 in any ten seconds, which a wave without a pace would break at once.
"""

import asyncio
import time
from datetime import timedelta

from storage.store import Store
from tests.conversations.harness import Team
from tests.faults.conftest import Figures
from tests.faults.crowded import POST, asked, calls, crowd_of, said, settled
from tests.faults.hastened import hastened, resident_mb, start
from tests.faults.pulsing import clock
from tests.faults.signed import ACK_S, FORGIVING_S, Taken, command, post_steadily

PAGE, WORKERS = 200, 2
PATIENCE_S = 600
MINUTES_MOST, MATERIALISED_MOST_S, ACK_MOST_S, GROWTH_MOST_MB = 37, 2.0, 1.0, 100


def test_a_large_wave_keeps_slacks_pace_and_holds_up_no_command(
    database_url: str, figures: Figures, long: bool
) -> None:
    people, rate, quota = (10_000, 6, (300, 60)) if long else (95, 6, (80, 10))
    store = Store.open(database_url)
    with hastened(database_url, rate=rate, people=people) as here:
        here.post("quotas", {"method": POST, "calls": quota[0], "seconds": quota[1], "gap": 1})
        urls = start(here, WORKERS, rate=rate)
        here.until(lambda: len(crowd_of(store)) == people, seconds=240)
        before, began = resident_mb(here), clock(here)
        materialised = asked(store, here)
        taken, most = asyncio.run(meanwhile(here, store, urls, people, ACK_S if long else FORGIVING_S))
        minutes = (clock(here) - began) / timedelta(minutes=1)
        told = here.get("quotas")["quotas"][0]
        pages, heard = calls(here, "users.list"), said(here)
    store.close()
    growth = max(now - then for now, then in zip(most, before, strict=True))
    share = told["refused"] / (told["passed"] + told["refused"])
    figures(
        "F8", people=people, lost=people - len(heard), doubled=sum(each > 1 for each in heard.values()),
        minutes=minutes, busiest=told["busiest"], refused=told["refused"], materialised=materialised,
        commands=len(taken.seconds), ack_p99=taken.p99, ack_max=taken.slowest, growth_mb=growth,
    )  # fmt: skip
    assert (len(heard), set(heard.values())) == (people, {1})
    assert told["busiest"] <= quota[0]
    assert share < 0.01
    assert set(taken.statuses) == {200}
    assert {each["args"]["limit"] for each in pages} == {str(PAGE)}
    assert len(pages) >= people / PAGE
    assert growth < GROWTH_MOST_MB
    assert taken.p50 < ACK_MOST_S
    if long:
        assert taken.p99 < ACK_MOST_S
        assert materialised <= MATERIALISED_MOST_S
        assert minutes <= MINUTES_MOST


async def meanwhile(
    here: Team, store: Store, urls: list[str], people: int, patience: float
) -> tuple[Taken, list[float]]:
    """Five commands a second until the wave is said; and the most memory that was held."""
    most, end = resident_mb(here), time.monotonic() + PATIENCE_S

    async def over() -> bool:
        assert time.monotonic() < end, "the wave never ended"
        most[:] = map(max, most, resident_mb(here))
        return await asyncio.to_thread(settled, store, people)

    taken = await post_steadily(
        urls, lambda number: command("end-user stuck", trigger=f"T{number}"),
        per_second=5, until=over, patience=patience,
    )  # fmt: skip
    return taken, most
