"""Said once: leases, edits, what is repeated and what is owned up to."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from scheduler.delivery import Sender
from scheduler.delivery_kind import KINDS, Kind
from scheduler.outgoing import Home, Post
from scheduler.worker import STALE_S
from storage.delivery import Delivery, Progress
from storage.outbox import LEASE
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.outbox import change, leased
from tests.refusing import refused


class Slack:
    """Takes what the sender says; can be told to refuse."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []
        self.refuse: list[Exception] = []

    async def chat_postMessage(self, **message: object) -> dict[str, str]:  # noqa: N802 - Slack's name
        return self._take("post", str(message["text"]))

    async def chat_update(self, **message: object) -> dict[str, str]:
        return self._take("edit", str(message["text"]))

    async def views_publish(self, **_: object) -> dict[str, str]:
        return self._take("home", "")

    def _take(self, what: str, text: str) -> dict[str, str]:
        if self.refuse:
            raise self.refuse.pop(0)
        self.said.append((what, text))
        return {"channel": "D1", "ts": "1.0001"}


@pytest.fixture
def words() -> Iterator[dict[str, str]]:
    """What the kind "note" says now; "page" is a kind that may be repeated."""
    current = {"text": "one"}
    KINDS["note"] = Kind(lambda reading, row, now: Post([], current["text"]))
    KINDS["page"] = Kind(lambda reading, row, now: Home({}), repeatable=True)
    yield current
    del KINDS["note"], KINDS["page"]


@pytest.fixture
def slack() -> Slack:
    return Slack()


def sender(store: Store, slack: Slack, *, late: timedelta = timedelta(0)) -> Sender:
    """A sender at a certain time."""
    return Sender(store, lambda _: slack, lambda: NOW + late)  # type: ignore[arg-type, return-value]


def want(store: Store, kind: str = "note") -> None:
    with store.begin(TENANT) as tx:
        tx.deliveries.want(kind, key="k", now=NOW, person="U1", subject_id=1)


def row(store: Store, kind: str = "note") -> Delivery:
    with store.read(TENANT) as reading:
        return reading.deliveries.of(kind, 1)[0]


def test_a_message_is_posted_once_and_edited_afterwards(
    store: Store, slack: Slack, words: dict[str, str]
) -> None:
    want(store)
    asyncio.run(sender(store, slack).send_due())
    words["text"] = "two"
    want(store)
    asyncio.run(sender(store, slack).send_due())
    asyncio.run(sender(store, slack).send_due())
    assert slack.said == [("post", "one"), ("edit", "two")]
    assert row(store).state is Progress.SENT


def test_ten_changes_collapse_into_one_edit(store: Store, slack: Slack, words: dict[str, str]) -> None:
    want(store)
    asyncio.run(sender(store, slack).send_due())
    for _ in range(10):
        want(store)
    words["text"] = "ten"
    asyncio.run(sender(store, slack).send_due())
    assert slack.said == [("post", "one"), ("edit", "ten")]


def test_a_change_while_it_is_sent_is_sent_next(store: Store, slack: Slack, words: dict[str, str]) -> None:
    want(store)
    (taken,) = leased(store, NOW)
    want(store)
    with store.system() as system:
        system.deliveries.sent(taken, channel="D1", ts="1.0001", note={})
    assert row(store).state is Progress.PENDING
    asyncio.run(sender(store, slack).send_due())
    assert slack.said == [("edit", "one")]


def test_two_senders_never_take_the_same_row(store: Store, slack: Slack, words: dict[str, str]) -> None:
    want(store)
    assert len(leased(store, NOW, owner="a")) == 1
    assert leased(store, NOW, owner="b") == []


def test_what_was_being_sent_when_the_process_died_is_not_sent_again(
    store: Store, slack: Slack, words: dict[str, str]
) -> None:
    want(store)
    leased(store, NOW, owner="dead")
    asyncio.run(sender(store, slack, late=LEASE + timedelta(seconds=1)).send_due())
    assert slack.said == []
    assert row(store).state is Progress.UNCERTAIN


def test_a_home_that_was_being_published_is_published_again(
    store: Store, slack: Slack, words: dict[str, str]
) -> None:
    want(store, "page")
    leased(store, NOW, owner="dead")
    asyncio.run(sender(store, slack, late=LEASE + timedelta(seconds=1)).send_due())
    assert slack.said == [("home", "")]


def test_a_post_that_slack_may_have_made_is_uncertain(
    store: Store, slack: Slack, words: dict[str, str]
) -> None:
    want(store)
    slack.refuse = [refused("internal_error")]
    asyncio.run(sender(store, slack).send_due())
    assert row(store).state is Progress.UNCERTAIN


def test_an_edit_is_made_after_a_day_on_which_slack_was_down(
    store: Store, slack: Slack, words: dict[str, str]
) -> None:
    want(store)
    asyncio.run(sender(store, slack).send_due())
    want(store)
    words["text"], slack.refuse = "two", [refused("503", status=503)] * 48
    for half_hours in range(1, 50):
        asyncio.run(sender(store, slack, late=timedelta(minutes=30 * half_hours)).send_due())
    assert (slack.said, row(store).state) == ([("post", "one"), ("edit", "two")], Progress.SENT)


def test_slow_down_means_later_and_nothing_is_lost(store: Store, slack: Slack, words: dict[str, str]) -> None:
    want(store)
    slack.refuse = [refused("ratelimited", status=429, headers={"Retry-After": "30"})]
    asyncio.run(sender(store, slack).send_due())
    asyncio.run(sender(store, slack, late=timedelta(seconds=29)).send_due())
    assert slack.said == []
    asyncio.run(sender(store, slack, late=timedelta(seconds=31)).send_due())
    assert slack.said == [("post", "one")]


def test_a_refusal_that_will_not_change_cancels_and_says_why(
    store: Store, slack: Slack, words: dict[str, str]
) -> None:
    want(store)
    slack.refuse = [refused("channel_not_found")]
    asyncio.run(sender(store, slack).send_due())
    assert (row(store).state, row(store).error) == (Progress.CANCELLED, "channel_not_found")


def test_a_lease_outlives_every_timeout_of_the_client() -> None:
    from bot.wiring import SLACK_TIMEOUT_S

    assert timedelta(seconds=3 * SLACK_TIMEOUT_S) <= LEASE
    assert timedelta(seconds=STALE_S + SLACK_TIMEOUT_S) < LEASE


def test_a_change_does_not_come_sooner_than_slack_allows(
    store: Store, slack: Slack, words: dict[str, str]
) -> None:
    want(store)
    slack.refuse = [refused("ratelimited", status=429, headers={"Retry-After": "30"})]
    asyncio.run(sender(store, slack).send_due())
    want(store)
    asyncio.run(sender(store, slack, late=timedelta(seconds=29)).send_due())
    assert slack.said == []
    asyncio.run(sender(store, slack, late=timedelta(seconds=31)).send_due())
    assert slack.said == [("post", "one")]


def test_a_message_that_stands_is_edited_again_after_an_edit_that_failed(
    store: Store, slack: Slack, words: dict[str, str]
) -> None:
    want(store)
    asyncio.run(sender(store, slack).send_due())
    want(store)
    slack.refuse = [refused("edit_window_closed")]
    asyncio.run(sender(store, slack).send_due())
    assert row(store).state is Progress.FAILED
    want(store)
    asyncio.run(sender(store, slack).send_due())
    assert slack.said == [("post", "one"), ("edit", "one")]


def test_a_message_that_stands_is_edited_again_when_its_channel_is_back(
    store: Store, slack: Slack, words: dict[str, str]
) -> None:
    want(store)
    asyncio.run(sender(store, slack).send_due())
    want(store)
    slack.refuse = [refused("is_archived")]
    asyncio.run(sender(store, slack).send_due())
    assert row(store).state is Progress.CANCELLED
    words["text"] = "two"
    with store.begin(TENANT) as tx:
        assert change(tx, "note", 1, now=NOW) == 1
    asyncio.run(sender(store, slack).send_due())
    assert slack.said == [("post", "one"), ("edit", "two")]


def test_a_post_that_slack_refused_is_not_tried_again_by_a_change(
    store: Store, slack: Slack, words: dict[str, str]
) -> None:
    want(store)
    slack.refuse = [refused("channel_not_found")]
    asyncio.run(sender(store, slack).send_due())
    want(store)
    asyncio.run(sender(store, slack).send_due())
    assert slack.said == []
