"""A snapshot brings everything back, and bringing it back twice changes nothing."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from bot.demo import sample
from personas import backup
from personas.backup import (
    Backup,
    ChannelRecord,
    ClaimRecord,
    DecisionRecord,
    EvidenceRecord,
    PersonaRecord,
    PulseRecord,
    WishRecord,
    WitnessRecord,
)
from personas.documents.draft import UnreadableDocument
from personas.evidence import Evidence, Kind, Polarity, Source, State
from storage import tables
from storage.backup import LEFT_OUT, Restored
from storage.counter import next_number
from storage.store import Store
from tests.conftest import NOW, TENANT

RECORDS: dict[Any, Any] = {
    tables.Persona: PersonaRecord,
    tables.Claim: ClaimRecord,
    tables.Evidence: EvidenceRecord,
    tables.Witness: WitnessRecord,
    tables.Decision: DecisionRecord,
    tables.Channel: ChannelRecord,
    tables.Pulse: PulseRecord,
}
# What Slack itself tells us again about a person.
MIRRORED = {"name", "team", "tz", "is_bot", "deleted", "guest", "stranger", "admin", "away", "mirrored_at"}


def restore(store: Store, snapshot: Backup) -> Restored:
    with store.begin(TENANT) as tx:
        return tx.backups.restore(snapshot)


def export(store: Store, at: Any = NOW) -> str:
    with store.read(TENANT) as reading:
        return reading.backups.export(at=at, workspace="Northlight").dump()


def lived_in(store: Store) -> None:
    """The sample team's record, with what happened to it since: an edit, a removal, a wish, a closed pulse."""
    restore(store, sample(NOW))
    with store.begin(TENANT) as tx:
        [ref] = tx.personas.matching(["signing-buyer"])["signing-buyer"]
        persona = tx.personas.get(ref.id)
        assert persona
        tx.personas.drop(persona.claims[1].id, by="U0MARA", at=NOW)
        tx.personas.restate(persona.claims[2].id, by="U0MARA", at=NOW, text="Signs for approval")
        tx.people.prefer("U0JO", stopped_at=NOW, less=["M1"])
        tx.people.prefer("U0SAM", muted_until=NOW + timedelta(days=3))
        tx.evidence.vouch(tx.evidence.numbered(3).id, "U0DEVIN")  # type: ignore[union-attr]
        draft = {
            "text": "Nobody said whom this is about", "kind": Kind.OBSERVATION, "source": Source.MESSAGE,
            "polarity": Polarity.NEW, "state": State.DRAFT, "reporter": "U0PRIYA", "filed_at": NOW, "happened_at": NOW,
        }  # fmt: skip
        tx.evidence.file(Evidence(0, 0, **draft, channel="C0SUPPORT", ts="1.2", visibility="G0RENEW"))  # type: ignore[arg-type]
        pulse = {
            "number": 2, "persona_id": ref.id, "question": "Who would miss it?", "options": ["Me", "Nobody"],
            "mode": "confidential", "quota": 5, "author": "U0MARA", "reason": "", "days": 5,
            "made_at": NOW - timedelta(days=9), "opened_at": NOW - timedelta(days=9),
            "closes_at": NOW, "closed_at": NOW, "closed_why": "quota", "secret": "", "result": {"totals": [4, 1]},
            "channel": "C0PRODUCT", "audience": {"picked": ["U0HIRO"], "members": []},
        }  # fmt: skip
        tx.connection.execute(insert(tables.Pulse).values(tenant=TENANT, **pulse))
        open_pulse = pulse | {"number": 3, "closed_at": None, "secret": "s3cret", "opened_at": NOW}
        tx.connection.execute(insert(tables.Pulse).values(tenant=TENANT, **open_pulse))
        assert [next_number(tx.pulses, "pulse") for _ in range(2)] == [2, 3]


def test_what_was_exported_comes_back_into_an_empty_database(store: Store, lite: Store) -> None:
    lived_in(store)
    text = export(store)
    restore(lite, backup.load("x.json", text.encode()))
    assert export(lite) == text


def test_bringing_a_snapshot_back_where_it_came_from_changes_nothing(store: Store) -> None:
    lived_in(store)
    text = export(store)
    done = restore(store, backup.load("x.json", text.encode()))
    assert not any(done.new.values())
    assert done.same["claim"] == 34
    assert export(store) == text


def test_only_the_time_of_the_snapshot_differs_between_two_exports(store: Store) -> None:
    lived_in(store)
    first, second = export(store).splitlines(), export(store, NOW + timedelta(hours=1)).splitlines()
    differing = [one for one, other in zip(first, second, strict=True) if one != other]
    assert len(differing) == 1
    assert "snapshot" in differing[0]


def test_counts_after_a_restore_are_what_the_evidence_adds_up_to(store: Store) -> None:
    lived_in(store)
    with store.read(TENANT) as reading:
        assert reading.tallies.differences() == []
        ops = reading.personas.get(reading.personas.matching(["ops-admin"])["ops-admin"][0].id)
    assert ops
    assert ops.backing.pieces == 16


def test_a_count_that_is_wrong_is_found(store: Store) -> None:
    lived_in(store)
    with store.begin(TENANT) as tx:
        tx.connection.execute(
            tables.Tally.__table__.update().values(pieces=99).where(tables.Tally.claim_id == 0)
        )
    with store.read(TENANT) as reading:
        wrong = reading.tallies.differences()
    assert wrong
    assert all(each.claim_id == 0 and each.kept[0] == 99 for each in wrong)


def test_numbers_go_on_behind_those_that_came_with_it(store: Store, lite: Store) -> None:
    lived_in(store)
    restore(lite, backup.load("x.json", export(store).encode()))
    with lite.begin(TENANT) as tx:
        piece = Evidence(
            0, 0, "One more", Kind.STUCK, Source.TICKET, Polarity.SUPPORTS, State.FILED, "U0JO", NOW, NOW
        )
        assert tx.evidence.file(piece).label == "EV-29"


def test_a_number_that_is_taken_here_becomes_the_next_one_once(lite: Store) -> None:
    with lite.begin(TENANT) as tx:
        piece = Evidence(
            0, 0, "Ours", Kind.STUCK, Source.TICKET, Polarity.SUPPORTS, State.FILED, "U0JO", NOW, NOW
        )
        tx.evidence.file(piece)
    done = restore(lite, sample(NOW))
    assert ("EV-1", "EV-2") in done.renumbered
    again = restore(lite, sample(NOW))
    assert not any(again.new.values())
    assert again.renumbered == []


def test_what_people_changed_here_since_stays_as_it_is(store: Store) -> None:
    restore(store, sample(NOW))
    with store.begin(TENANT) as tx:
        persona = tx.personas.get(tx.personas.matching(["ops-admin"])["ops-admin"][0].id)
        assert persona
        tx.personas.change(persona.id, by="U0JO", at=NOW, role="Runs it")
        tx.personas.drop(persona.claims[4].id, by="U0JO", at=NOW)
    before = export(store)
    restore(store, sample(NOW))
    assert export(store) == before


def test_who_was_asked_and_what_they_said_is_in_no_snapshot(store: Store) -> None:
    lived_in(store)
    with store.begin(TENANT) as tx:
        pulse = tx.connection.execute(select(tables.Pulse).where(tables.Pulse.number == 2)).one()
        answer = {
            "pulse_id": pulse.id,
            "key": "U0JO-KEY",
            "choice": 1,
            "comment": "a sentence",
            "day": NOW.date(),
        }
        tx.connection.execute(insert(tables.Answer).values(tenant=TENANT, **answer))
        assert tx.backups.running_pulses() == 1
    text = export(store)
    assert "U0JO-KEY" not in text
    assert "a sentence" not in text
    assert "s3cret" not in text
    assert "U0HIRO" not in text
    assert '"totals"' in text


def test_only_this_tenant_is_in_a_snapshot(store: Store) -> None:
    lived_in(store)
    with store.read("T0OTHER") as reading:
        other = reading.backups.export(at=NOW, workspace="")
    assert not other.personas
    assert not other.evidence
    assert not other.counters


@pytest.mark.parametrize("table", RECORDS, ids=lambda table: table.__tablename__)
def test_every_column_is_in_the_snapshot_or_left_out_for_a_reason(table: Any) -> None:
    columns = {column.name for column in table.__table__.columns}
    assert columns - set(RECORDS[table].model_fields) - set(LEFT_OUT) == set()


def test_every_wish_of_a_person_is_in_the_snapshot() -> None:
    columns = {column.name for column in tables.Person.__table__.columns}
    assert columns - set(WishRecord.model_fields) - set(LEFT_OUT) - MIRRORED == set()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"personas": []}, "ops-admin is named but not there"),
        ({"evidence": []}, "EV-1 is named but not there"),
    ],
)
def test_a_snapshot_with_a_hole_in_it_is_refused_whole(change: dict[str, Any], sentence: str) -> None:
    holed = sample(NOW).model_copy(update=change).dump().encode()
    with pytest.raises(UnreadableDocument, match=sentence):
        backup.load("x.json", holed)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b'{"dramatis": 2}', "a newer version of Dramatis wrote it. Upgrade this one, then import it again."),
        (b'{"dramatis": 1, "snap', "it is no whole export"),
        (b'{"dramatis": 1, "team": "T"}', "at snapshot: Field required"),
        ('{"dramatis": "ü"}'.encode("latin-1"), "it is not UTF-8. Export it again."),
    ],
)
def test_a_broken_export_is_a_sentence(data: bytes, sentence: str) -> None:
    assert backup.is_backup(data)
    with pytest.raises(UnreadableDocument) as problem:
        backup.load("x.json", data)
    assert sentence in str(problem.value)
    assert str(problem.value).startswith("I could not read x.json: ")
