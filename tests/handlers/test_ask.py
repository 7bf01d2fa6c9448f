"""The person who is asked: what they read, tap, type and put off."""

import pytest

from handlers import ask, pulse
from handlers.call import Form, NextView, Nothing, Replace, UserError
from personas.errors import Gone, NotAsked, PulseClosed
from personas.people import Person
from personas.pulse import AskState
from scheduler.outgoing import Drop, Post
from storage.pulse import Pulses
from storage.unit_of_work import DuplicateRequest
from tests.conftest import TENANT
from tests.handlers.pulses import GUEST, MARA, QUESTION, USERS, Town, typed, words


def test_the_question_says_who_asks_why_and_what_becomes_of_the_answer(here: Town) -> None:
    here.ask(reason="We choose what the empty page shows.")
    said = here.shown("ask", USERS[0])
    for part in ("Hi Person", "<@U0MARA>", QUESTION, "After a while", "Confidential: totals only, from 5 answers",
                 "A note is kept that you answered, not what", "We choose what", "Not now", "Stop asking me"):  # fmt: skip
        assert part in said
    named = here.ask(people=[GUEST], mode="named", quota="1")
    assert named.label == "P-2"
    assert "Shown to <@U0MARA>, with your name" in here.shown("ask", GUEST)


def test_a_tap_records_and_can_be_changed_until_the_close(both: Town) -> None:
    sent = both.ask()
    answer = both.tap(USERS[0], sent, 2)
    assert isinstance(answer, Replace)
    assert "Thanks. *No* recorded." in words(answer)
    assert "So far: *No*" in words(both.press(USERS[0], ask.changing, str(sent.id)))
    assert "*Yes, quickly* recorded" in words(both.tap(USERS[0], sent, 0))
    assert "*Yes, quickly* recorded" in words(both.press(USERS[0], ask.opened, str(sent.id)))
    with both.store.read(TENANT) as reading:
        assert [given.choice for given in reading.pulses.given(sent)] == [0]
    both.press(MARA, pulse.closed, str(sent.id))
    with pytest.raises(UserError) as user_error:
        both.tap(USERS[0], sent, 1)
    assert user_error.value.mistake == PulseClosed("P-1")


def test_only_those_who_were_asked_can_answer(here: Town) -> None:
    sent = here.ask(people=USERS[:6])
    for user in (MARA, USERS[7], GUEST):
        with pytest.raises(UserError) as user_error:
            here.tap(user, sent, 0)
        assert user_error.value.mistake == NotAsked()
    with pytest.raises(UserError) as gone:
        here.press(USERS[0], ask.answered, "999:0")
    assert isinstance(gone.value.mistake, Gone)
    with pytest.raises(UserError) as nonsense:
        here.press(USERS[0], ask.answered, f"{sent.id}:9")
    assert isinstance(nonsense.value.mistake, Gone)


def test_not_now_asks_once_more_and_the_first_message_steps_back(both: Town) -> None:
    sent = both.ask()
    answer = both.press(USERS[0], ask.later, f"{sent.id}:tomorrow")
    assert "I'll ask once more" in words(answer)
    both.tick(hours=4)
    assert len(both.messages(user=USERS[0])) == 1
    both.tick(days=1)
    [_, second] = both.messages(user=USERS[0])
    assert isinstance(second, Post)
    assert "again, as you wished" in str(second.blocks)
    assert "Not now" not in str(second.blocks)
    both.tick(days=1)
    both.tick(days=1)
    assert len(both.messages(user=USERS[0])) == 2
    assert "recorded" in words(both.tap(USERS[0], sent, 0))


def test_not_now_beyond_the_end_is_not_asked_again(here: Town) -> None:
    sent = here.ask(days="1")
    answer = here.press(USERS[0], ask.later, f"{sent.id}:next week")
    assert "I won't ask again" in words(answer)
    assert "Next week" not in here.shown("ask", USERS[1])


def test_a_question_that_was_never_put_leaves_no_trace(here: Town) -> None:
    with here.store.begin(TENANT) as tx:
        tx.people.mirror(Person(USERS[0], "Away", tz="Europe/Berlin", away=True), here.now)
    sent = here.ask()
    here.press(MARA, pulse.closed, str(sent.id))
    with here.store.read(TENANT) as reading:
        assert reading.pulses.ask_of(sent.id, USERS[0]) is None
        assert reading.pulses.ask_of(sent.id, USERS[1]) is not None


def test_words_typed_in_the_dm_are_a_sentence_for_the_open_question(both: Town) -> None:
    sent = both.ask()
    both.tap(USERS[0], sent, 2)
    assert "Added to your answer" in words(both.type(USERS[0], "The page was empty."))
    both.type(USERS[0], "And slow.")
    assert "The page was empty." in both.shown("ask", USERS[0])
    assert "And slow." in both.shown("ask", USERS[0])
    assert "Taken back" in words(both.press(USERS[0], ask.unsaid, str(sent.id)))
    assert "And slow." not in both.shown("ask", USERS[0])


def test_typing_an_answer_word_for_word_is_a_tap(here: Town) -> None:
    sent = here.ask()
    assert "Recorded" in words(here.type(USERS[0], "no."))
    assert "*No* recorded" in here.shown("ask", USERS[0])
    assert "Now tap an answer above" in words(here.type(USERS[1], "Hm, it depends"))
    assert "After a while" in here.shown("ask", USERS[1])
    with here.store.read(TENANT) as reading:
        assert reading.pulses.progress(sent)[0] == 1


def test_in_a_free_text_question_the_words_are_the_answer(here: Town) -> None:
    sent = here.ask(people=USERS[:2], answers="", mode="named", quota="2")
    assert "Answer" in here.shown("ask", USERS[0])
    assert "Added" in words(here.type(USERS[0], "I waited until I had something to show."))
    assert "Your words are recorded" in here.shown("ask", USERS[0])
    form = here.press(USERS[1], ask.write, str(sent.id))
    assert isinstance(form, Form)
    done = ask.written(
        here.call(
            USERS[1],
            form={"sentence": typed("Nothing in it was mine.")},
            metadata=form.view["private_metadata"],
        ),
        here.store,
    )
    assert done == Nothing()
    here.tick(minutes=5)
    assert "I waited until" in here.shown("result")
    assert "Nothing in it was mine." in here.shown("result")
    empty = {"sentence": typed("")}
    with pytest.raises(UserError):
        ask.written(here.call(USERS[1], form=empty, metadata=form.view["private_metadata"]), here.store)


def test_without_an_open_question_words_in_the_dm_are_a_question_to_us(here: Town) -> None:
    assert "You're welcome." in words(here.type(USERS[0], "thanks a lot"))
    assert "Nothing is open for you" in words(here.type(USERS[0], "did anybody mention xylophones"))
    assert "Nothing is open for you" in words(here.type(GUEST, "end-user"))
    assert "End user" in words(here.type(USERS[0], "end-user"))
    sent = here.ask()
    here.tap(USERS[0], sent, 0)
    assert "Finds nothing" in words(here.type(USERS[0], "end-user stuck"))


def test_the_same_event_twice_and_words_of_bots_change_nothing(here: Town) -> None:
    here.ask()
    call = here.call(USERS[0], "slow", in_dm=True)
    ask.typed(call, here.store.for_user("", here.now, idempotency_key="event:Ev1"))
    with pytest.raises(DuplicateRequest):
        ask.typed(call, here.store.for_user("", here.now, idempotency_key="event:Ev1"))
    assert ask.typed(here.call(USERS[0], "elsewhere", in_dm=False), here.store) == Nothing()


def test_an_answer_from_home_shows_in_its_view_and_in_the_dm(here: Town) -> None:
    sent = here.ask()
    with here.store.read(TENANT) as reading:
        before = [row.wanted for row in reading.deliveries.of("ask", sent.id) if row.person == USERS[0]]
    answer = here.press(USERS[0], ask.answered, f"{sent.id}:2", in_modal=True, view_id="V1")
    assert isinstance(answer, NextView)
    assert "*No* recorded" in words(answer)
    with here.store.read(TENANT) as reading:
        after = [row.wanted for row in reading.deliveries.of("ask", sent.id) if row.person == USERS[0]]
    assert after[0] > before[0]


def test_not_now_pressed_late_changes_no_answer(both: Town) -> None:
    sent = both.ask()
    both.tap(USERS[0], sent, 2)
    answer = both.press(USERS[0], ask.later, f"{sent.id}:tomorrow")
    assert "*No* recorded" in words(answer)
    with both.store.read(TENANT) as reading:
        asked = reading.pulses.ask_of(sent.id, USERS[0])
    assert asked is not None
    assert (asked.state, asked.again_at) == (AskState.ANSWERED, None)


def test_words_that_come_while_it_closes_are_not_kept(both: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = both.ask()
    with both.store.read(TENANT) as reading:
        found = reading.pulses.newest_open(USERS[0])
    both.press(MARA, pulse.closed, str(sent.id))
    monkeypatch.setattr(Pulses, "newest_open", lambda *_: found)
    answer = both.type(USERS[0], "Too late")
    assert "Nothing is open" in words(answer)
    with both.store.read(TENANT) as reading:
        assert reading.pulses.given(sent) == []


def test_who_writes_in_confidence_reads_what_becomes_of_their_words(here: Town) -> None:
    sent = here.ask()
    form = here.press(USERS[0], ask.write, str(sent.id))
    assert "Your sentence is shown without your name" in words(form)
    assert "Totals only" not in words(form)


def test_a_question_that_closed_before_it_was_posted_is_not_posted(here: Town) -> None:
    answer = here.draft(people=USERS)
    assert isinstance(answer, NextView)
    pulse.sent(
        here.call(MARA, metadata=answer.view["private_metadata"], idempotency_key="view:W"), here.store
    )
    here.press(MARA, pulse.closed, "1")
    assert all(isinstance(each, Drop) for each in here.messages("ask"))
