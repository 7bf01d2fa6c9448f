"""What was dropped since there was nothing to say is said when there is; what came meanwhile is not forgotten."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from scheduler.delivery_kind import KINDS, Kind
from scheduler.failure_policy import FailurePolicy
from scheduler.outgoing import Drop, Post
from storage.delivery import Progress
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.outbox import change, leased
from tests.scheduler.test_delivery import Slack, refused, row, sender, want

EMPTY = "there is nothing to say"


@pytest.fixture
def words() -> Iterator[dict[str, str]]:
    """What the kind "note" says now; nothing where it is empty."""
    current = {"text": ""}
    KINDS["note"] = Kind(
        lambda reading, row, now: Post([], current["text"]) if current["text"] else Drop(EMPTY)
    )
    yield current
    del KINDS["note"]


@pytest.fixture
def slack() -> Slack:
    return Slack()


def test_what_was_dropped_is_said_when_it_is_wanted_again(
    store: Store, slack: Slack, words: dict[str, str]
) -> None:
    want(store)
    asyncio.run(sender(store, slack).send_due())
    assert (row(store).state, row(store).error) == (Progress.CANCELLED, EMPTY)
    words["text"] = "here again"
    want(store)
    asyncio.run(sender(store, slack, late=timedelta(seconds=2)).send_due())
    assert (slack.said, row(store).state) == ([("post", "here again")], Progress.SENT)


def test_what_was_dropped_does_not_come_back_for_a_mere_change(
    store: Store, slack: Slack, words: dict[str, str]
) -> None:
    want(store)
    asyncio.run(sender(store, slack).send_due())
    words["text"] = "late"
    with store.begin(TENANT) as tx:
        change(tx, "note", 1, now=NOW)
    asyncio.run(sender(store, slack, late=timedelta(seconds=2)).send_due())
    assert slack.said == []


def test_what_is_wanted_while_it_is_dropped_is_looked_at_again(
    store: Store, slack: Slack, words: dict[str, str]
) -> None:
    want(store)
    [taken] = leased(store, NOW)
    want(store)
    FailurePolicy(store, lambda: NOW).dropped(taken, EMPTY)
    words["text"] = "here again"
    asyncio.run(sender(store, slack, late=timedelta(seconds=2)).send_due())
    assert slack.said == [("post", "here again")]


def test_a_change_that_comes_while_an_edit_is_refused_is_tried(
    store: Store, slack: Slack, words: dict[str, str]
) -> None:
    words["text"] = "one"
    want(store)
    asyncio.run(sender(store, slack).send_due())
    want(store)
    [taken] = leased(store, NOW)
    want(store)
    words["text"] = "two"
    FailurePolicy(store, lambda: NOW).of(taken, "chat.update", refused("edit_window_closed"))
    asyncio.run(sender(store, slack, late=timedelta(seconds=1)).send_due())
    assert slack.said == [("post", "one"), ("edit", "two")]


def test_a_first_post_that_slack_refused_stays_refused_whatever_came_meanwhile(
    store: Store, slack: Slack, words: dict[str, str]
) -> None:
    words["text"] = "one"
    want(store)
    [taken] = leased(store, NOW)
    want(store)
    FailurePolicy(store, lambda: NOW).of(taken, "chat.postMessage", refused("channel_not_found"))
    asyncio.run(sender(store, slack, late=timedelta(seconds=2)).send_due())
    assert (slack.said, row(store).state) == ([], Progress.CANCELLED)
