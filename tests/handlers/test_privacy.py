"""One's own data: told in full, answers deleted on request, in confidence too, and once."""

from dataclasses import replace
from pathlib import Path

import pytest

from handlers import commands, privacy
from handlers.access import require_access
from handlers.call import Form, Reply
from personas.evidence import Evidence, Kind, Polarity, Source, State
from personas.views import privacy as privacy_view
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.handlers.pulses import GUEST, MARA, QUESTION, USERS, Town, town

SENTENCE = "Only my manager's numbers were on it"


@pytest.fixture
def here(store: Store) -> Town:
    return town(store)


def test_my_data_tells_what_was_asked_what_one_said_and_what_one_brought(here: Town) -> None:
    asked = here.ask(mode="named")
    here.tap(USERS[0], asked, 2)
    here.type(USERS[0], SENTENCE)
    with here.store.begin(TENANT) as tx:
        tx.evidence.file(_piece(USERS[0], here.persona_id))
    said = told(here, USERS[0])
    for expected in (QUESTION[:60], "No", SENTENCE, "EV-1", "drops off at the second step", "Europe/Berlin"):
        assert expected in said
    assert SENTENCE not in told(here, USERS[1])
    assert "not answered" in told(here, USERS[1])


def test_an_answer_in_confidence_is_told_to_its_giver_while_it_can_be_found(here: Town) -> None:
    asked = here.ask()
    for user in USERS[:5]:
        here.tap(user, asked, 2)
    assert "You said *No*" in told(here, USERS[0])
    here.tick(days=8)
    assert "You said" not in told(here, USERS[0])
    assert "Its answers can no longer be linked to you." in told(here, USERS[0])


@pytest.mark.parametrize("mode", ["named", "confidential"])
def test_deleted_answers_are_gone_and_that_one_was_asked_stays(here: Town, mode: str) -> None:
    asked = here.ask(mode=mode)
    for user in USERS[:6]:
        here.tap(user, asked, 1)
    here.type(USERS[0], SENTENCE)
    form = commands.answer(here.call(USERS[0], "delete my answers"), here.store)
    assert isinstance(form, Form)
    assert "1 answer of yours goes" in str(form.view)
    assert QUESTION[:60] in str(form.view)
    assert "Backups, and what was shown with *Share here* before, keep what was in them" in str(form.view)
    assert "1 answer deleted" in delete(here, USERS[0])
    with here.store.read(TENANT) as reading:
        pulse = reading.pulses.get(asked.id)
        assert pulse
        assert reading.pulses.progress(pulse)[0] == 5
        assert reading.pulses.answer_of(pulse, USERS[0]) is None
        ask = reading.pulses.ask_of(asked.id, USERS[0])
        assert ask and ask.answered
    assert SENTENCE not in told(here, USERS[0])
    assert "done, no answer kept" in told(here, USERS[0])


def test_a_deleted_answer_leaves_the_log_of_the_database_file_too(lite: Store) -> None:
    here = town(lite)
    asked = here.ask(mode="named")
    here.tap(USERS[0], asked, 1)
    here.type(USERS[0], SENTENCE)
    log = Path(f"{lite.url.database}-wal")
    assert SENTENCE.encode() in log.read_bytes()
    confirmed = require_access(privacy.deleted, "submission", privacy_view.DELETE, home="")
    confirmed(here.call(USERS[0], form={"x": {}}, idempotency_key="view:VDELETE"), lite)
    assert log.stat().st_size == 0
    assert SENTENCE.encode() not in Path(str(lite.url.database)).read_bytes()


def test_deleting_again_changes_nothing(here: Town) -> None:
    asked = here.ask()
    here.tap(USERS[0], asked, 1)
    delete(here, USERS[0])
    with here.store.read(TENANT) as reading:
        lines = len(reading.audit.newest())
    assert "gone already" in delete(here, USERS[0])
    with here.store.read(TENANT) as reading:
        assert len(reading.audit.newest()) == lines
    again = commands.answer(here.call(USERS[0], "delete my answers"), here.store)
    assert isinstance(again, Reply)
    assert "I hold no answer of yours" in str(again.blocks)


def test_the_result_of_a_closed_named_pulse_is_counted_again_without_the_answer(here: Town) -> None:
    asked = here.ask(mode="named")
    for user in USERS[:3]:
        here.tap(user, asked, 1)
    here.type(USERS[0], SENTENCE)
    here.tick(days=8)
    outcome = here.pulse(asked.id).outcome
    assert outcome and SENTENCE in outcome.comments
    delete(here, USERS[0])
    outcome = here.pulse(asked.id).outcome
    assert outcome
    assert (outcome.answers, outcome.totals, outcome.comments) == (2, (0, 2, 0), ())
    here.deliver()
    assert SENTENCE not in here.shown("result")


def test_a_shared_result_is_edited_where_it_stands_when_an_answer_goes(here: Town) -> None:
    asked = here.ask(mode="named", answers="")
    for user in USERS[:3]:
        here.type(user, SENTENCE if user == USERS[0] else "Found mine at once")
    here.tick(days=8)
    with here.store.begin(TENANT) as tx:
        tx.deliveries.want("result_shared", key="r", now=here.now, subject_id=asked.id, channel="C0BETA")
    here.deliver()
    assert SENTENCE in here.shown("result_shared")
    delete(here, USERS[0])
    with here.store.read(TENANT) as reading:
        [shared] = reading.deliveries.of("result_shared", asked.id)
    assert shared.wanted > shared.shown
    assert SENTENCE not in here.shown("result_shared")


def test_words_that_begin_with_my_are_an_answer_and_no_command(here: Town) -> None:
    asked = here.ask()
    here.tap(USERS[0], asked, 1)
    here.type(USERS[0], "my data was not there")
    assert "my data was not there" in told(here, USERS[0])
    with here.store.read(TENANT) as reading:
        given = reading.pulses.answer_of(asked, USERS[0])
    assert given and given.comment == "my data was not there"


def test_a_guest_hears_what_is_known_about_them_too(here: Town) -> None:
    assert "What Dramatis knows about you" in told(here, GUEST)


def told(here: Town, user: str) -> str:
    said = commands.answer(here.call(user, "my data"), here.store)
    assert isinstance(said, Reply)
    assert not said.shared
    return str(said.blocks)


def delete(here: Town, user: str) -> str:
    here.clicks += 1
    said = privacy.deleted(
        here.call(user, form={"x": {}}, idempotency_key=f"view:V{here.clicks}"), here.store
    )
    assert isinstance(said, Reply)
    return str(said.blocks)


def _piece(reporter: str, about: int) -> Evidence:
    piece = Evidence(
        id=0, number=0, text="drops off at the second step", kind=Kind.STUCK, source=Source.TICKET,
        polarity=Polarity.SUPPORTS, state=State.FILED, reporter=MARA, filed_at=NOW, happened_at=NOW,
        persona_id=about,
    )  # fmt: skip
    return replace(piece, reporter=reporter)
