"""Reminders in storage, on both engines: what rules hold for, days taken once, tenants apart."""

from datetime import UTC, date, datetime, timedelta

from personas.evidence import Evidence, Kind, Polarity, Source, State
from personas.people import Person
from personas.persona import Persona, Type
from personas.reminder import Case, Track
from personas.rules.ageing import AGEING
from personas.rules.rule import Settled
from storage.store import Store
from tests.conftest import TENANT

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
DAY = date(2026, 11, 24)
OTHER = "T0OTHER"


def persona(
    store: Store,
    *,
    at: datetime,
    tenant: str = TENANT,
) -> int:
    made = Persona(0, "ops-admin", "Ops admin", Type.USER, steward="U0MARA")
    with store.begin(tenant) as tx:
        tx.people.mirror(Person("U0MARA", "Mara"), at)
        return tx.personas.create(made, by="U0MARA", at=at)


def evidence(store: Store, persona_id: int, *, filed: datetime, happened: datetime) -> None:
    kind = (Kind.STUCK, Source.TICKET, Polarity.SUPPORTS, State.FILED)
    with store.begin(TENANT) as tx:
        tx.evidence.file(Evidence(0, 0, "x", *kind, "U0MARA", filed, happened, persona_id=persona_id))


def cases(store: Store, tenant: str = TENANT) -> list[Case]:
    with store.read(tenant) as reading:
        return reading.reminders.cases(NOW)


def test_what_counts_is_when_evidence_arrived_not_when_it_happened(store: Store) -> None:
    about = persona(store, at=NOW - timedelta(days=90))
    assert [case.spell for case in cases(store)] == [NOW - timedelta(days=90)]
    evidence(store, about, filed=NOW - timedelta(days=50), happened=NOW - timedelta(days=80))
    assert [case.spell for case in cases(store)] == [NOW - timedelta(days=50)]
    evidence(store, about, filed=NOW - timedelta(days=2), happened=NOW - timedelta(days=80))
    assert cases(store) == []


def test_a_confirmation_counts_like_news_and_the_retired_are_left_alone(store: Store) -> None:
    about = persona(store, at=NOW - timedelta(days=90))
    with store.begin(TENANT) as tx:
        tx.personas.verify(about, by="U0MARA", at=NOW - timedelta(days=1))
    assert cases(store) == []
    with store.begin(TENANT) as tx:
        tx.personas.change(about, by="U0MARA", at=NOW, verified_at=None, retired_at=NOW)
    assert cases(store) == []


def test_a_day_is_taken_once(store: Store) -> None:
    with store.begin(TENANT) as tx:
        first = tx.reminders.claim_day("U0MARA", DAY, now=NOW, message=0, monthly=False)
        assert first
        assert tx.reminders.claim_day("U0MARA", DAY, now=NOW, message=0, monthly=False) is None
        assert tx.reminders.claim_day("U0SAM", DAY, now=NOW, message=0, monthly=False)
        again = tx.reminders.claim_day(
            "U0MARA", DAY + timedelta(days=1), now=NOW, message=first, monthly=True
        )
        assert again
        tx.reminders.answered(first, at=NOW)
    with store.read(TENANT) as reading:
        bundles = reading.reminders.bundles("U0MARA")
    assert [(each.message, each.monthly, each.answered_at) for each in bundles] == [
        (first, True, NOW),
        (first, False, NOW),
    ]


def test_a_track_is_kept_once_and_closed(store: Store) -> None:
    about = persona(store, at=NOW - timedelta(days=90))
    track = Track(AGEING.id, about, "U0MARA", NOW - timedelta(days=90), step=1, first_at=NOW, bundle_id=5)
    with store.begin(TENANT) as tx:
        tx.reminders.keep(track)
        tx.reminders.keep(track)
        kept = tx.reminders.tracks("U0MARA")[AGEING.id, about]
        tx.reminders.close(kept.id, Settled.SNOOZED, at=NOW, not_before=NOW + timedelta(days=7))
        closed = tx.reminders.track(kept.id)
        assert tx.reminders.track(999) is None
    assert closed
    assert (closed.closed_at, closed.answer, closed.not_before) == (NOW, "snoozed", NOW + timedelta(days=7))


def test_tenants_know_nothing_of_each_other(store: Store) -> None:
    persona(store, at=NOW - timedelta(days=90))
    persona(store, at=NOW - timedelta(days=90), tenant=OTHER)
    with store.begin(TENANT) as tx:
        first = tx.reminders.claim_day("U0MARA", DAY, now=NOW, message=0, monthly=False) or 0
    with store.read(OTHER) as reading:
        assert reading.reminders.bundles("U0MARA") == []
        assert reading.reminders.message(first, NOW) is None
    assert len(cases(store)) == len(cases(store, OTHER)) == 1
