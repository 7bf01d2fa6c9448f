"""What may be told of the answers to a pulse, to whom, and what nobody can find any more."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from handlers import ask, commands, pulse
from handlers.call import InvalidForm, Reply, UserError
from personas.errors import NotAllowed, TooFewToShare
from personas.people import Person
from personas.pulse import Mode
from tests.conftest import TENANT
from tests.handlers.pulses import MARA, USERS, Town, words


def test_in_confidence_under_five_answers_nothing_is_ever_told(both: Town) -> None:
    sent = both.ask()
    for user in USERS[:4]:
        both.tap(user, sent, 2)
    assert (
        "4 answers so far. With 8 it closes, and the result appears here, from 5 answers on."
        in both.shown("result")
    )
    both.press(MARA, pulse.closed, str(sent.id))
    card = both.shown("result")
    assert "4 answers; totals are shown from 5 on" in card
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


def test_names_of_the_directory_are_masked_in_a_sentence_before_it_is_kept(both: Town) -> None:
    jo = Person(USERS[0], "Jo Park", tz="Europe/Berlin", names=("Jo Park", "Jo", "jpark"))
    with both.store.begin(TENANT) as tx:
        tx.people.mirror(jo, both.now)
        tx.people.mirror(
            Person(USERS[1], "Will Smith", tz="Europe/Berlin", names=("Will Smith", "Will")), both.now
        )
    sent = both.ask(mode="named")
    both.tap(USERS[2], sent, 1)
    both.type(USERS[2], "Jo Park here, will you ask jpark or Will Smith? Grace period")
    with both.store.read(TENANT) as reading:
        [kept] = [each.comment for each in reading.pulses.given(sent)]
    assert kept == "a colleague here, will you ask a colleague or a colleague? Grace period"


def test_whom_the_directory_names_before_the_close_is_masked_at_the_close(both: Town) -> None:
    sent = both.ask()
    for place, user in enumerate(USERS):
        both.tap(user, sent, 1 if place else 0)
    both.type(USERS[3], "Same as Chloe")
    with both.store.begin(TENANT) as tx:
        tx.people.mirror(Person("U0CHLOE", "Chloé"), both.now)
    both.press(MARA, pulse.closed, str(sent.id))
    assert "Same as a colleague" in both.shown("result")


def test_the_form_of_a_sentence_says_what_is_masked_and_what_to_leave_out(here: Town) -> None:
    sent = here.ask()
    form = words(here.press(USERS[0], ask.write, str(sent.id)))
    assert "full, first and display names of people in this workspace" in form
    assert "Please leave other people's names out." in form


def test_the_form_and_the_count_say_that_nothing_shows_before_the_close(here: Town) -> None:
    form = pulse.ask(here.call(MARA, ""), here.store)
    assert "You see totals when it closes, from 5 answers on" in words(form)
    sent = here.ask()
    for user in USERS[:7]:
        here.tap(user, sent, 2)
    assert "7 answers so far. With 8 it closes, and the result appears here" in here.shown("result")


def test_the_author_of_a_confidential_pulse_is_never_asked(both: Town) -> None:
    with pytest.raises(InvalidForm) as few:
        both.draft(people=[MARA, *USERS[:4]])
    assert "only 4 are left" in few.value.errors["people"]
    preview = both.draft(people=[MARA, *USERS])
    assert "you yourself: knowing your own answer" in words(preview)
    both.send(preview)
    assert not both.messages(user=MARA)
    assert "unless you pick yourself" not in words(both.draft(people=[MARA, *USERS], mode="named"))


def test_what_an_author_answered_before_authors_were_left_out_does_not_count(both: Town) -> None:
    sent = both.ask()
    with both.store.begin(TENANT) as tx:
        tx.pulses.answer(sent, MARA, choice=0, comment="Mine", day=both.now.date())
    for user in USERS[:4]:
        both.tap(user, sent, 2)
    assert "4 answers so far" in both.shown("result")
    both.press(MARA, pulse.closed, str(sent.id))
    assert "▇" not in both.shown("result")


def test_nobody_who_answered_reads_totals_to_subtract_their_own_from(both: Town) -> None:
    sent = both.ask()
    for place, user in enumerate(USERS[:5]):
        both.tap(user, sent, 2 if place else 0)
    both.press(MARA, pulse.closed, str(sent.id))
    assert "*4 of 5*  No" in both.shown("result"), "its author did not answer"
    assert "Others read totals from 6 answers on" in both.shown("result")
    assert "Make it evidence" not in both.shown("result")
    for said in (
        both.shown("ask", USERS[1]),
        words(commands.answer(both.call(USERS[1], "pulse P-1"), both.store)),
    ):
        assert "said *No*" not in said
        assert "of 5*" not in said
    for handler in (pulse.evidence_form, pulse.share_form):
        with pytest.raises(UserError) as refused:
            both.press(MARA, handler, str(sent.id))
        assert refused.value.mistake == TooFewToShare("P-1", 5)


def test_an_admin_who_answered_reads_what_everybody_reads(here: Town) -> None:
    with here.store.begin(TENANT) as tx:
        tx.people.mirror(Person(USERS[0], "Ada", tz="Europe/Berlin", admin=True), here.now)
    sent = here.ask()
    for place, user in enumerate(USERS):
        here.tap(user, sent, 2 if place else 0)
    here.type(USERS[1], "Wombats everywhere")
    for said in (
        here.press(USERS[0], pulse.closed, str(sent.id)),
        commands.answer(here.call(USERS[0], "pulse P-1"), here.store),
    ):
        assert "*7 of 8*" in words(said)
        assert "Wombats" not in words(said)


def test_where_all_answered_alike_no_sentence_is_shown_and_the_question_says_so(both: Town) -> None:
    sent = both.ask()
    assert "Confidential: totals only, from 5 answers. Your name is not shown." in both.shown("ask", USERS[0])
    assert "If everybody answers the same, that is known." in both.shown("ask", USERS[0])
    for user in USERS:
        both.tap(user, sent, 2)
    both.type(USERS[1], "Wombats everywhere")
    both.press(MARA, pulse.closed, str(sent.id))
    assert "*8 of 8*  No" in both.shown("result")
    assert "Wombats" not in both.shown("result")


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
    for place, user in enumerate(USERS):
        here.tap(user, sent, 1 if place else 0)
    here.type(USERS[0], "Wombats everywhere")
    here.tick(minutes=3)
    assert "Wombats everywhere" in words(commands.answer(here.call(MARA, "pulse P-1"), here.store))
    for who, asked in ((USERS[1], "pulse P-1"), (MARA, "pulse P-1 totals")):
        told = words(commands.answer(here.call(who, asked), here.store))
        assert "*7 of 8*" in told
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
