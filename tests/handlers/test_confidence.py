"""What may be told of the answers to a pulse, to whom, and what nobody can find any more."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from handlers import commands, pulse
from handlers.call import Reply, UserError
from personas.errors import NotAllowed
from personas.pulse import Mode
from tests.conftest import TENANT
from tests.handlers.pulses import MARA, USERS, Town, words


def test_in_confidence_under_five_answers_nothing_is_ever_told(both: Town) -> None:
    sent = both.ask()
    for user in USERS[:4]:
        both.tap(user, sent, 2)
    assert "4 answers so far; results are shown from 5" in both.shown("result")
    both.press(MARA, pulse.closed, str(sent.id))
    card = both.shown("result")
    assert "4 answers; results are shown from 5" in card
    assert "▇" not in card
    assert both.pulse(sent.id).outcome is not None
    with both.store.read(TENANT) as reading:
        assert reading.pulses.given(sent) == []
    assert "This question is closed" in both.shown("ask", USERS[0])
    assert "said" not in both.shown("ask", USERS[0])
    with pytest.raises(UserError):
        both.press(MARA, pulse.evidence_form, str(sent.id))


def test_while_open_even_many_confidential_answers_are_only_a_count(here: Town) -> None:
    sent = here.ask()
    for user in USERS[:6]:
        here.tap(user, sent, 2)
    assert "6 answers so far. With 8 it closes" in here.shown("result")
    assert "▇" not in here.shown("result")


def test_named_answers_are_shown_with_names_to_the_author_alone(here: Town) -> None:
    sent = here.ask(people=USERS[:2], mode="named", quota="2")
    here.tap(USERS[0], sent, 2)
    assert f"<@{USERS[0]}>" in here.shown("result")
    for user in (USERS[3], USERS[0]):
        with pytest.raises(UserError) as user_error:
            commands.answer(here.call(user, "pulse P-1"), here.store)
        assert isinstance(user_error.value.mistake, NotAllowed)
    with pytest.raises(UserError) as closing:
        here.press(USERS[0], pulse.closed, str(sent.id))
    assert isinstance(closing.value.mistake, NotAllowed)
    here.press(MARA, pulse.closed, str(sent.id))
    mine = commands.answer(here.call(MARA, "pulse P-1"), here.store)
    assert f"<@{USERS[0]}>" in words(mine)
    everybodys = commands.share(here.call(MARA, value="pulse P-1 totals"), here.store)
    assert isinstance(everybodys, Reply)
    assert everybodys.shared
    assert f"<@{USERS[0]}>" not in words(everybodys)


def test_sentences_are_for_the_author_and_totals_for_the_others(here: Town) -> None:
    sent = here.ask()
    for user in USERS:
        here.tap(user, sent, 1)
    here.type(USERS[0], "Wombats everywhere")
    here.tick(minutes=3)
    assert "Wombats everywhere" in words(commands.answer(here.call(MARA, "pulse P-1"), here.store))
    for who, asked in ((USERS[1], "pulse P-1"), (MARA, "pulse P-1 totals")):
        told = words(commands.answer(here.call(who, asked), here.store))
        assert "*8 of 8*" in told
        assert "Wombats" not in told


def test_after_the_close_nothing_in_the_database_leads_from_a_person_to_an_answer(here: Town) -> None:
    sent = here.ask(answers="Zebra\nYak")
    with here.store.read(TENANT) as reading:
        secret = reading.connection.execute(text("SELECT secret FROM pulse")).scalar_one()
    for place, user in enumerate(USERS):
        here.tap(user, sent, place % 2)
    here.type(USERS[0], "Wombatsentence")
    with here.store.read(TENANT) as reading:
        keys = [given.key for given in reading.pulses.given(sent)]
    assert len(secret) == 64
    assert not any(user in key for user in USERS for key in keys)
    here.tick(minutes=3)
    file = Path(str(here.store.url.database))
    everything = b"".join(part.read_bytes() for part in sorted(file.parent.glob(f"{file.name}*")))
    assert b"Wombatsentence" in everything, "the sentence is part of the result"
    assert secret.encode() not in everything
    for key in keys:
        assert key.encode() not in everything
    with here.store.read(TENANT) as reading:
        kept = reading.connection.execute(
            text("SELECT comments.* FROM (SELECT * FROM answer) comments")
        ).all()
        asks = reading.connection.execute(text("SELECT * FROM ask")).all()
    assert kept == []
    assert "Wombat" not in str(asks)
    assert "Zebra" not in str(asks)


def test_what_people_answer_never_stands_in_the_outbox_or_the_log(
    here: Town, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        sent = here.ask(answers="Zebra\nYak")
        for user in USERS:
            here.tap(user, sent, 0)
            here.type(user, "Wombatsentence")
        here.tick(minutes=3)
    with here.store.read(TENANT) as reading:
        outbox = str(reading.connection.execute(text("SELECT * FROM delivery")).all())
    for said in ("Zebra", "Wombat"):
        assert said not in outbox
        assert said not in caplog.text


def test_an_error_of_the_database_does_not_repeat_the_answer(here: Town) -> None:
    sent = here.ask()
    with pytest.raises(Exception, match=r"(?i)constraint") as broken, here.store.begin(TENANT) as tx:
        tx.pulses.answer(
            replace(sent, id=4711, mode=Mode.NAMED), USERS[0], choice=0, comment="Wombat", day=here.now.date()
        )
    assert "Wombat" not in str(broken.value)


def test_personal_data_in_a_sentence_is_masked_before_it_is_kept(both: Town) -> None:
    asked = both.ask(mode="named")
    both.tap(USERS[0], asked, 1)
    both.type(USERS[0], "Write to ana@example.org or call +351 912 345 678")
    with both.store.read(TENANT) as reading:
        kept = [each.comment for each in reading.pulses.given(both.pulse(asked.id))]
    assert kept == ["Write to [e-mail] or call [phone]"]
