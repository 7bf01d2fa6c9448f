"""Looking up what became of a message: at Slack's pace, for as long as Slack is away, and never on and on at once."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from scheduler.delivery_kind import KINDS, Kind, UncertainPolicy
from scheduler.outgoing import Post
from scheduler.reconcile import READS_CHANNELS, SETTLING
from storage.delivery import Progress
from storage.installation import Workspace
from storage.outbox import LEASE
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.outbox import leased
from tests.refusing import refused
from tests.scheduler.test_delivery import row, sender, want
from tests.scheduler.test_reconcile import GRANTED, Talk, message

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


class Slow(Talk):
    """A Slack that refuses to be looked at so often."""

    def __init__(self) -> None:
        super().__init__()
        self.unseen: list[Exception] = []
        self.looks = 0

    async def conversations_history(self, **asked: object) -> dict[str, Any]:
        self.looks += 1
        if self.unseen:
            raise self.unseen.pop(0)
        return await super().conversations_history(**asked)

    conversations_replies = conversations_history


@pytest.fixture(autouse=True)
def note() -> Any:
    """A kind that is sent once more where nobody can find out."""
    KINDS["note"] = Kind(lambda reading, row, now: Post([], "one"), doubt=UncertainPolicy.RESEND_ONCE)
    yield
    del KINDS["note"]


def installed(store: Store) -> Slow:
    scopes = GRANTED | READS_CHANNELS
    with store.system() as system:
        system.installations.save(Workspace(TENANT, "N", "U0", "B0", "U0", scopes, NOW))
    return Slow()


def round_of(store: Store, slack: Slow, late: timedelta) -> None:
    asyncio.run(sender(store, slack, late=late).send_due())


def test_what_slack_always_breaks_at_is_tried_ever_more_seldom(store: Store) -> None:
    slack = installed(store)
    want(store)
    posts = 10_000
    slack.refuse, slack.stands = [refused("internal_error")] * posts, [message(77)]
    for turn in range(0, 30 * 60, 10):
        round_of(store, slack, turn * SECOND)
    tried = posts - len(slack.refuse)
    assert 4 <= tried <= 16
    assert row(store).state in {Progress.PENDING, Progress.SENDING}


@pytest.mark.parametrize(
    ("method", "where"),
    [
        ("conversations.history", {"person": "U%d"}),
        ("conversations.replies", {"channel": "C%d", "thread_ts": "1.%d"}),
    ],
)
def test_one_refusal_to_be_looked_at_is_heeded_for_every_message_there(
    store: Store, method: str, where: dict[str, str]
) -> None:
    slack = installed(store)
    with store.begin(TENANT) as tx:
        for number in range(4):
            there = {name: each.replace("%d", str(number)) for name, each in where.items()}
            tx.deliveries.want("note", key=str(number), now=NOW, subject_id=1, **there)
    assert len(leased(store, NOW, owner="dead")) == 4
    slack.stands = [message(number) for number in range(1, 5)]
    slack.unseen = [refused("ratelimited", status=429, headers={"Retry-After": "60"}) for _ in range(4)]
    for api in slack.unseen:
        api.response.api_url = f"https://slack.com/api/{method}"  # type: ignore[attr-defined]
    over = LEASE + SECOND
    for seconds in (0, 31, 59):
        round_of(store, slack, over + seconds * SECOND)
    assert slack.looks == 1
    slack.unseen = []
    round_of(store, slack, over + 62 * SECOND)
    round_of(store, slack, over + 62 * SECOND + LEASE + SECOND)
    with store.read(TENANT) as reading:
        assert {each.state for each in reading.deliveries.of("note", 1)} == {Progress.SENT}
    assert slack.said == []


@pytest.mark.parametrize("word", ["fatal_error", "ekm_access_denied"])
def test_a_slack_that_is_away_for_half_an_hour_is_waited_for_and_nothing_said_twice(
    store: Store, word: str
) -> None:
    slack = installed(store)
    want(store)
    slack.refuse, slack.unseen = [refused("internal_error")], [refused(word)] * 1000
    slack.stands = [message(1)]
    for turn in range(60):
        round_of(store, slack, turn * MINUTE / 2)
    slack.unseen = []
    round_of(store, slack, 45 * MINUTE)
    assert (slack.said, row(store).state, row(store).ts) == ([], Progress.SENT, "9.0001")


def test_what_is_looked_up_never_waits_for_the_database_where_people_are_answered(lite: Store) -> None:
    """Reading may take two seconds; the loop that answers people must not stand still meanwhile."""
    slack = installed(lite)
    want(lite)
    slack.refuse, slack.stands = [refused("internal_error")], [message(1)]
    round_of(lite, slack, timedelta())

    async def looked_up() -> None:
        ours = sender(lite, slack, late=SETTLING + SECOND)
        read = lite.read

        def watched(tenant: str) -> Any:
            with pytest.raises(RuntimeError, match="no running event loop"):
                asyncio.get_running_loop()
            return read(tenant)

        lite.read = watched  # type: ignore[method-assign, assignment]
        await ours.recover()

    asyncio.run(looked_up())
    assert row(lite).state is Progress.SENT
