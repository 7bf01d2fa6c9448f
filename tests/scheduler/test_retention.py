"""What was kept long enough goes by itself; what is younger, living or somebody else's stays."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from handlers.call import Call
from handlers.event import AppRemoved
from handlers.install import removed
from personas.privacy import RetentionPeriods
from scheduler.retention import purge
from storage import tables
from storage.delivery import Progress
from storage.erasure import WorkspaceErased, mark_erased
from storage.installation import Stopped, Workspace
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.handlers.pulses import USERS, town

YEAR = timedelta(days=365)
_D = tables.Delivery.__table__.c
SENTENCE = "an old sentence"


def test_answers_and_sentences_go_after_a_year_and_totals_stay(store: Store) -> None:
    here = town(store)
    asked = here.ask(mode="named")
    for user in USERS[:3]:
        here.tap(user, asked, 1)
    here.type(USERS[0], SENTENCE)
    here.tick(days=8)
    closed = here.now
    purge(store, closed + YEAR - timedelta(minutes=1))
    assert here.pulse(asked.id).outcome.comments == (SENTENCE,)  # type: ignore[union-attr]
    gone = purge(store, closed + YEAR + timedelta(minutes=1))
    assert (gone["answer"], gone["ask"]) == (3, len(USERS))
    outcome = here.pulse(asked.id).outcome
    assert outcome and (outcome.totals, outcome.comments) == ((0, 3, 0), ())
    with store.read(TENANT) as reading:
        assert reading.pulses.given(here.pulse(asked.id)) == []
    assert purge(store, closed + YEAR + timedelta(minutes=1)) == {}


def test_answers_and_sentences_that_go_leave_the_result_card_in_slack_too(store: Store) -> None:
    here = town(store)
    silent, asked = here.ask(people=USERS[:4], mode="named"), here.ask(people=USERS[4:], mode="named")
    here.tap(USERS[0], silent, 1)
    here.tap(USERS[4], asked, 1)
    here.type(USERS[4], SENTENCE)
    here.tick(days=8)
    assert SENTENCE in here.shown("result")
    assert f"<@{USERS[4]}>" in here.shown("result")
    wanted = dict(_wanted(store))
    purge(store, here.now + YEAR + timedelta(minutes=1))
    assert SENTENCE not in here.shown("result")
    assert f"<@{USERS[4]}>" not in here.shown("result")
    grown = {subject for subject, many in _wanted(store).items() if many > wanted[subject]}
    assert grown == {silent.id, asked.id}


def test_who_was_erased_is_remembered_as_a_hash_for_as_long_as_the_audit_log(store: Store) -> None:
    kept = RetentionPeriods().audit
    with store.begin(TENANT) as tx:
        tx.erasures.note(USERS[0], at=NOW)
    with store.engine.begin() as connection:
        mark_erased(connection, "T1", NOW)
    assert purge(store, NOW + kept) == {}
    assert purge(store, NOW + kept + timedelta(minutes=1)) == {"erasure": 1}
    with store.read(TENANT) as reading:
        assert reading.erasures.of(USERS) == {}
    with pytest.raises(WorkspaceErased), store.begin("T1"):
        pass


def test_an_open_pulse_keeps_its_answers_whatever_the_clock_says(store: Store) -> None:
    here = town(store)
    asked = here.ask()
    here.tap(USERS[0], asked, 1)
    purge(store, NOW + 3 * YEAR)
    with store.read(TENANT) as reading:
        assert reading.pulses.progress(here.pulse(asked.id)) == (1, len(USERS))


def test_event_ids_go_after_a_week_and_more_than_one_step_takes(store: Store) -> None:
    with store.begin(TENANT) as tx:
        for number in range(2100):
            tx.idempotency_keys.claim(f"Ev{number}", NOW - timedelta(days=8))
        tx.idempotency_keys.claim("fresh", NOW)
    assert purge(store, NOW)["heard"] == 2100
    with store.begin(TENANT) as tx:
        assert not tx.idempotency_keys.claim("fresh", NOW)


def test_states_that_came_back_from_slack_go_when_they_end(store: Store) -> None:
    with store.system() as system:
        system.installations.redeem("s", "b", ends=NOW, now=NOW - timedelta(minutes=10))
    assert purge(store, NOW) == {}
    assert purge(store, NOW + timedelta(seconds=1)) == {"install_state": 1}


def test_what_was_looked_at_goes_after_a_week_and_what_slack_never_told_after_a_month(store: Store) -> None:
    with store.begin(TENANT) as tx:
        tx.captures.want("C0BETA", "1.0", user=USERS[0], now=NOW)
        tx.captures.want("C0BETA", "2.0", user=USERS[0], now=NOW)
    with store.system() as system:
        [first] = system.captures.take(NOW, limit=1)
    with store.begin(TENANT) as tx:
        tx.captures.looked(first)
    assert purge(store, NOW + timedelta(days=8)) == {"capture": 1}
    assert purge(store, NOW + timedelta(days=31)) == {"capture": 1}


def test_messages_said_once_go_after_a_month_and_living_ones_stay(store: Store) -> None:
    with store.begin(TENANT) as tx:
        for kind in ("evidence_saved", "decision", "home"):
            tx.deliveries.live(kind, key=kind, now=NOW, person=USERS[0])
        tx.deliveries.want("evidence_note", key="waits", now=NOW, person=USERS[0])
    assert purge(store, NOW + timedelta(days=31)) == {"delivery": 1}
    with store.read(TENANT) as reading:
        assert sum(reading.deliveries.states().values()) == 3


def test_doubts_and_refusals_go_after_a_month_and_what_stands_in_slack_stays(store: Store) -> None:
    with store.begin(TENANT) as tx:
        tx.deliveries.live("decision", key="stands", now=NOW, person=USERS[0])
        for key in ("decision", "result", "waits"):
            tx.deliveries.want(key, key=key, now=NOW, person=USERS[0])
    _ends(store, stands=Progress.FAILED, decision=Progress.UNCERTAIN, result=Progress.FAILED)
    assert purge(store, NOW + timedelta(days=30)) == {}
    assert purge(store, NOW + timedelta(days=30, minutes=1)) == {"delivery": 2}
    with store.read(TENANT) as reading:
        assert reading.deliveries.states() == {"failed": 1, "pending": 1}
        assert reading.deliveries.uncertain() == 0


def test_a_question_of_an_open_pulse_is_not_forgotten_so_that_nobody_is_asked_anew(store: Store) -> None:
    asked = town(store).ask()
    with store.read(TENANT) as reading:
        [one, *_] = reading.deliveries.of("ask", asked.id)
    _ends(store, **{one.key: Progress.UNCERTAIN})
    assert "delivery" not in purge(store, NOW + timedelta(days=60))


def test_a_reminder_goes_with_the_last_bundle_that_was_written_into_it(store: Store) -> None:
    later = NOW + timedelta(days=30)
    with store.begin(TENANT) as tx:
        message = tx.reminders.claim_day(USERS[0], NOW.date(), now=NOW, monthly=False, message=0)
        assert message
        tx.reminders.claim_day(USERS[0], later.date(), now=later, monthly=False, message=message)
        tx.deliveries.want("reminder", key="r", now=NOW, person=USERS[0], subject_id=message)
    _ends(store, r=Progress.SENT)
    kept = timedelta(days=400, minutes=1)
    assert purge(store, NOW + kept) == {"bundle": 1}
    assert purge(store, later + kept) == {"bundle": 1, "delivery": 1}


def _ends(store: Store, **states: Progress) -> None:
    """What became of the messages with these keys."""
    with store.system() as system:
        for key, state in states.items():
            changed = update(tables.Delivery).where(tables.Delivery.key == key).values(state=state.value)
            assert system.connection.execute(changed).rowcount == 1


def test_the_audit_log_is_kept_for_four_hundred_days(store: Store) -> None:
    with store.begin(TENANT) as tx:
        tx.audit.note("tested", "x", by="", at=NOW)
    assert purge(store, NOW + timedelta(days=399)) == {}
    assert purge(store, NOW + timedelta(days=401)) == {"audit": 1}


def test_the_times_of_the_settings_are_kept(store: Store) -> None:
    store.kept = RetentionPeriods(
        messages=timedelta(days=7), audit=timedelta(days=30), removed=timedelta(days=3)
    )
    with store.system() as system:
        system.installations.save(
            Workspace(TENANT, "Beta", "U0APP", "B0APP", "", frozenset(), NOW, sealed="k.x")
        )
    with store.begin(TENANT) as tx:
        tx.audit.note("tested", "x", by="", at=NOW)
        tx.deliveries.live("evidence_saved", key="k", now=NOW, person=USERS[0])
    assert purge(store, NOW + timedelta(days=8)) == {"delivery": 1}
    assert purge(store, NOW + timedelta(days=31)) == {"audit": 1}
    removed(Call(TENANT, "", NOW, event=AppRemoved(revoked=False, at=None)), store)
    assert purge(store, NOW + timedelta(days=2)) == {}
    assert purge(store, NOW + timedelta(days=3))["workspaces"] == 1


def test_a_workspace_that_ended_is_gone_within_fourteen_days(store: Store) -> None:
    here = town(store)
    with store.system() as system:
        system.installations.save(Workspace(TENANT, "Beta", "U0APP", "B0APP", "", frozenset(), NOW))
    with store.begin(TENANT) as tx:
        tx.installation.stop(Stopped.UNINSTALLED, at=NOW, kept=timedelta(days=10))
    assert "workspaces" not in purge(store, NOW + timedelta(minutes=1))
    assert here.pulse(here.ask().id)
    assert purge(store, NOW + timedelta(days=14))["workspaces"] == 1
    with store.read(TENANT) as reading:
        assert reading.personas.refs(retired=True) == []
        assert reading.people.get(USERS[0]) is None


def _wanted(store: Store) -> dict[int, int]:
    """How often each result card was to be shown, by its pulse."""
    with store.engine.connect() as connection:
        cards = select(_D.subject_id, _D.wanted).where(_D.kind == "result")
        return {row.subject_id: row.wanted for row in connection.execute(cards)}
