"""A channel that gets another id, is closed, opened or shared: what was kept for it stays kept for it."""

from dataclasses import replace

import pytest

from personas.decision import Decision, Grounds
from personas.evidence import Evidence, Kind, Polarity, Source, State
from personas.permission import Viewer
from personas.persona import Claim, Facet, Persona, Type
from storage.store import Store, Writing
from tests.conftest import NOW, TENANT

OLD, NEW = "G0OLD", "C0NEW"
PIECE = Evidence(
    0, 0, "they waited", Kind.STUCK, Source.MESSAGE, Polarity.SUPPORTS, State.FILED, "U0MARA", NOW, NOW
)


def persona(tx: Writing) -> tuple[int, int]:
    claim = Claim(0, 0, Facet.STUCK, "Waits for somebody")
    persona_id = tx.personas.create(Persona(0, "buyer", "Buyer", Type.BUYER, claims=(claim,)), by="U", at=NOW)
    whole = tx.personas.get(persona_id)
    assert whole
    return persona_id, whole.claims[0].id


def filed(tx: Writing, channel: str, ts: str, about: tuple[int, int], **parts: object) -> Evidence:
    piece = replace(PIECE, channel=channel, ts=ts, source_key=f"{channel}:{ts}", visibility=channel)
    return tx.evidence.file(replace(piece, persona_id=about[0], claim_id=about[1], **parts))  # type: ignore[arg-type]


def described(tx: Writing, channel: str, *, private: bool = True, shared: bool = False) -> None:
    tx.channels.describe(channel, name="room", private=private, shared=shared, at=NOW)


def test_a_new_id_that_was_heard_of_before_takes_everything_over_once(store: Store) -> None:
    with store.begin(TENANT) as tx:
        about = persona(tx)
        for channel in (OLD, NEW):
            described(tx, channel)
            tx.channels.bind(channel, [about[0]], filing=channel == OLD, by="U0MARA", at=NOW)
            filed(tx, channel, "1.5", about)
            tx.captures.want(channel, "1.5", user="U0MARA", now=NOW)
        filed(tx, OLD, "2.5", about, source=Source.TICKET)
    with store.begin(TENANT) as tx:
        tx.channels.moved(OLD, NEW)
    with store.read(TENANT) as reading:
        assert reading.tallies.differences() == []
        assert len(reading.evidence.of_persona(about[0], viewer=Viewer(NEW))) == 3
        assert reading.evidence.of_persona(about[0], viewer=Viewer(OLD)) == []
        assert reading.evidence.of_message(NEW, "1.5")
        assert [ref.name for ref in reading.channels.personas(NEW)] == ["Buyer"]
        assert reading.channels.filing(NEW)
        assert not reading.channels.get(OLD).known


def test_told_twice_or_of_a_channel_nobody_knows_it_changes_nothing(store: Store) -> None:
    with store.begin(TENANT) as tx:
        about = persona(tx)
        filed(tx, OLD, "1.5", about)
    for _ in range(2):
        with store.begin(TENANT) as tx:
            tx.channels.moved(OLD, NEW)
            tx.channels.moved("C0NOBODY", "C0KNOWS")
            assert len(tx.evidence.of_persona(about[0], viewer=Viewer(NEW))) == 1
            assert tx.tallies.differences() == []


def test_a_channel_that_is_shared_under_its_new_id_files_nothing_there(store: Store) -> None:
    with store.begin(TENANT) as tx:
        described(tx, OLD)
        tx.channels.bind(OLD, [], filing=True, by="U0MARA", at=NOW)
        described(tx, NEW, shared=True)
        tx.channels.moved(OLD, NEW)
        assert (tx.channels.get(NEW).shared, tx.channels.filing(NEW)) == (True, False)


@pytest.mark.parametrize("opened", [True, False], ids=["private to public", "public to private"])
def test_what_was_filed_keeps_its_place_when_a_channel_is_opened_and_takes_it_when_it_is_closed(
    store: Store, opened: bool
) -> None:
    kept = "C0ROOM" if opened else ""
    with store.begin(TENANT) as tx:
        about = persona(tx)
        ref = tx.personas.refs()[0]
        described(tx, "C0ROOM", private=opened)
        filed(tx, "C0ROOM", "1.5", about, visibility=kept)
        tx.decisions.log(
            Decision(0, 0, "two paths", "", Grounds.JUDGEMENT, "U0MARA", NOW, served=(ref,), visibility=kept)
        )
    with store.begin(TENANT) as tx:
        described(tx, "C0ROOM", private=not opened)
    with store.read(TENANT) as reading:
        elsewhere = Viewer("C0OTHER", "U0SAM")
        assert reading.evidence.hidden(about[0], viewer=elsewhere) == 1
        assert reading.decisions.hidden(viewer=elsewhere) == int(opened)
        assert reading.decisions.elsewhere_for(about[0], channel="C0OTHER") == int(opened)
        assert reading.decisions.elsewhere_for(about[0], channel="C0ROOM") == 0
        assert len(reading.evidence.of_persona(about[0], viewer=Viewer("C0ROOM"))) == 1


def test_what_was_said_while_a_channel_was_public_is_read_there_alone_once_it_is_private(
    store: Store,
) -> None:
    with store.begin(TENANT) as tx:
        persona = tx.personas.create(Persona(0, "ops", "Ops", Type.USER), by="U1", at=NOW)
        other, kept = (
            tx.evidence.file(
                Evidence(
                    0, 0, "It never came", Kind.STUCK, Source.MESSAGE, Polarity.SUPPORTS, State.FILED, "U1", NOW, NOW,
                    persona_id=persona, channel=channel, ts=f"{place}.0", source_key=f"k{place}",
                )
            )
            for place, channel in enumerate(("C0OTHER", "C0OPEN"))
        )  # fmt: skip
        ref = tx.personas.refs()[0]
        made = Decision(0, 0, "two", "alone", Grounds.OPEN, "U1", NOW, served=(ref,), channel="C0OPEN")
        decision = tx.decisions.log(made)
        tx.channels.describe("C0OPEN", name="open", private=False, shared=False, at=NOW)
    anybody = Viewer("C0ELSE", "U2")
    with store.read(TENANT) as reading:
        assert len(reading.evidence.of_persona(persona, viewer=anybody)) == 2
    with store.begin(TENANT) as tx:
        tx.channels.describe("C0OPEN", name="open", private=True, shared=False, at=NOW, sure=False)
        assert len(tx.evidence.of_persona(persona, viewer=anybody)) == 2, "Slack did not tell"
        tx.channels.describe("C0OPEN", name="open", private=True, shared=False, at=NOW)
    with store.read(TENANT) as reading:
        assert [each.id for each in reading.evidence.of_persona(persona, viewer=anybody)] == [other.id]
        assert reading.evidence.hidden(persona, viewer=anybody) == 1
        assert len(reading.evidence.of_persona(persona, viewer=Viewer("C0OPEN"))) == 2
        assert reading.decisions.recent(viewer=anybody) == []
        assert [each.id for each in reading.decisions.recent(viewer=Viewer("C0OPEN"))] == [decision.id]
        assert reading.evidence.get(kept.id).visibility == "C0OPEN"  # type: ignore[union-attr]
        assert reading.tallies.differences() == []
