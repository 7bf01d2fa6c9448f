"""What nobody knows whether it was said: looked up where we may, else as its kind wants."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from handlers import decision as decide
from handlers.call import Call
from personas.decision import Decision, Grounds
from personas.people import Person, Place
from personas.views.home import page
from scheduler.decision import private_receipt
from scheduler.delivery_kind import KINDS, Kind, UncertainPolicy
from scheduler.outgoing import Post
from scheduler.reconcile import RESENT, SETTLING
from storage.delivery import Progress
from storage.home import home_of
from storage.installation import Workspace
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.scheduler.test_delivery import Slack, refused, row, sender, want

GRANTED = frozenset({"im:history", "im:write"})


class Talk(Slack):
    """A Slack whose conversation can be read back."""

    def __init__(self) -> None:
        super().__init__()
        self.stands: list[dict[str, Any]] = []

    async def conversations_open(self, *, users: str) -> dict[str, Any]:
        return {"channel": {"id": "D1"}}

    async def conversations_history(self, **_: object) -> dict[str, Any]:
        return {"messages": self.stands, "response_metadata": {"next_cursor": ""}}


def message(number: int, ts: str = "9.0001") -> dict[str, Any]:
    sign = {"event_type": "dramatis", "event_payload": {"delivery": str(number)}}
    return {"ts": ts, "metadata": sign}


@pytest.fixture(params=list(UncertainPolicy))
def doubt(request: pytest.FixtureRequest) -> Iterator[UncertainPolicy]:
    """The kind "note" under each policy."""
    KINDS["note"] = Kind(lambda reading, row, now: Post([], "one"), doubt=request.param)
    yield request.param
    del KINDS["note"]


def doubted(store: Store, *stands: dict[str, Any], scopes: frozenset[str] = GRANTED) -> Talk:
    """A first post that Slack answered with an error, then the round that looks it up."""
    talk = Talk()
    talk.refuse, talk.stands = [refused("internal_error")], list(stands)
    with store.system() as system:
        system.installations.save(Workspace(TENANT, "N", "U0", "B0", "U0", scopes, NOW))
    want(store)
    asyncio.run(sender(store, talk).send_due())
    asyncio.run(sender(store, talk, late=SETTLING + timedelta(seconds=1)).send_due())
    return talk


def test_a_message_that_stands_in_the_conversation_was_sent(lite: Store, doubt: UncertainPolicy) -> None:
    assert doubted(lite, message(1)).said == []
    assert (row(lite).state, row(lite).posted_channel, row(lite).ts) == (Progress.SENT, "D1", "9.0001")


def test_a_conversation_that_shows_others_of_ours_but_not_this_one_is_proof(
    lite: Store, doubt: UncertainPolicy
) -> None:
    assert doubted(lite, message(77)).said == [("post", "one")]
    assert row(lite).state is Progress.SENT


def test_a_conversation_without_a_sign_of_ours_says_nothing_so_the_kind_decides(
    lite: Store, doubt: UncertainPolicy
) -> None:
    said = doubted(lite, {"ts": "1.0", "text": "hello"}).said
    wanted = {
        UncertainPolicy.OWN_UP: Progress.UNCERTAIN,
        UncertainPolicy.SKIP: Progress.CANCELLED,
        UncertainPolicy.RESEND_ONCE: Progress.SENT,
    }
    assert row(lite).state is wanted[doubt]
    assert said == ([("post", "one")] if doubt is UncertainPolicy.RESEND_ONCE else [])
    assert (RESENT in row(lite).note) == (doubt is UncertainPolicy.RESEND_ONCE)


def test_without_the_scopes_nothing_is_looked_up(lite: Store, doubt: UncertainPolicy) -> None:
    doubted(lite, message(1), scopes=frozenset({"im:history"}))
    assert row(lite).state is not Progress.PENDING
    assert row(lite).ts != "9.0001"


def test_what_cannot_be_looked_up_is_owned_up_to_and_never_said_again_by_itself(lite: Store) -> None:
    KINDS["note"] = Kind(lambda reading, row, now: Post([], "one"), doubt=UncertainPolicy.RESEND_ONCE)
    try:
        talk = doubted(lite, scopes=frozenset())
        assert talk.said == []
        with lite.read(TENANT) as reading:
            assert reading.deliveries.uncertain() == 1
    finally:
        del KINDS["note"]


def _lost_receipt(store: Store, talk: Talk, *, scopes: frozenset[str] = frozenset()) -> Decision:
    made = Decision(0, 0, "two paths", "They set up alone", Grounds.JUDGEMENT, "U2", NOW, channel="C1")
    with store.system() as system:
        system.installations.save(Workspace(TENANT, "N", "U0", "B0", "U0", scopes, NOW))
    with store.begin(TENANT) as tx:
        logged = tx.decisions.log(made)
        tx.deliveries.want("decision", key="d1", now=NOW, person="U2", subject_id=logged.id, channel="C1")
    talk.refuse = [refused("internal_error")]
    for late in (timedelta(), SETTLING + timedelta(seconds=1), SETTLING + timedelta(seconds=2)):
        asyncio.run(sender(store, talk, late=late).send_due())
    return logged


def test_a_receipt_that_may_be_lost_is_posted_by_one_press_where_its_logger_meets_it(lite: Store) -> None:
    with lite.begin(TENANT) as tx:
        tx.people.mirror(Person("U2", "Sam"), NOW)
    logged = _lost_receipt(lite, Talk())
    call = Call(tenant=TENANT, user="U2", now=NOW, value=f"{logged.id}:C1", idempotency_key="trigger:1")
    with lite.read(TENANT) as reading:
        [copy] = reading.deliveries.of("decision_private", logged.id)
        assert "Post it there" in str(private_receipt(reading, copy, NOW))
        home = home_of(reading, "U2", NOW)
        assert "may not stand in <#C1>" in str(page(home))
        assert "Post it there" in str(page(home))
    shown = decide.details(replace(call, value=str(logged.id)), lite)
    assert "Post it there" in str(shown)
    assert "Post it there" not in str(decide.details(replace(call, user="U3", value=str(logged.id)), lite))
    decide.post_there(replace(call, place=Place("C1", known=True)), lite)
    with lite.read(TENANT) as reading:
        assert [each.state for each in reading.deliveries.of("decision", logged.id)] == [
            Progress.SUPERSEDED,
            Progress.PENDING,
        ]
        assert reading.deliveries.uncertain() == 0
        assert "may not stand" not in str(page(home_of(reading, "U2", NOW)))


def test_where_the_app_may_read_the_channel_a_receipt_is_looked_up_there(lite: Store) -> None:
    talk = Talk()
    talk.stands = [message(77)]
    logged = _lost_receipt(lite, talk, scopes=frozenset({"channels:history"}))
    with lite.read(TENANT) as reading:
        [receipt] = reading.deliveries.of("decision", logged.id)
    assert receipt.state is Progress.SENT, "the channel shows others of ours and not this one: it is posted"


def test_who_logged_a_decision_gets_a_copy_of_a_receipt_that_may_be_lost(lite: Store) -> None:
    made = Decision(0, 0, "two paths", "They set up alone", Grounds.JUDGEMENT, "U2", NOW, channel="C1")
    with lite.begin(TENANT) as tx:
        logged = tx.decisions.log(made)
        tx.deliveries.want("decision", key="d1", now=NOW, person="U2", subject_id=logged.id, channel="C1")
    talk = Talk()
    talk.refuse = [refused("internal_error")]
    for late in (timedelta(), SETTLING + timedelta(seconds=1), SETTLING + timedelta(seconds=2)):
        asyncio.run(sender(lite, talk, late=late).send_due())
    with lite.read(TENANT) as reading:
        assert [each.state for each in reading.deliveries.of("decision", logged.id)] == [Progress.UNCERTAIN]
        [copy] = reading.deliveries.of("decision_private", logged.id)
        assert (copy.state, copy.person, copy.channel) == (Progress.SENT, "U2", "")
        assert "whether this stands in <#C1>" in str(private_receipt(reading, copy, NOW))
