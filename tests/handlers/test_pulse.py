"""Asking a few people one question, and what may be told of their answers."""

import json
import logging
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from handlers import ask, commands, pulse
from handlers.call import FieldErrors, Form, NextView, Nothing, Oops, Replace, Reply
from handlers.keep import Keep
from personas.errors import Gone, NobodyToAsk, NotAllowed, NotAsked, PulseClosed, TooFewForConfidence, Twice
from personas.people import Person
from personas.pulse import AskState, Mode
from personas.views import mistake as mistake_view
from scheduler.outgoing import Drop, Post
from storage.acting import Replayed
from storage.pulse import Pulses
from storage.store import Store
from tests.conftest import TENANT
from tests.handlers.pulses import (
    BOT,
    GONE,
    GUEST,
    MARA,
    QUESTION,
    STRANGER,
    USERS,
    Town,
    picked,
    ticked,
    town,
    typed,
)


@pytest.fixture
def here(lite: Store) -> Town:
    return town(lite)


@pytest.fixture
def both(store: Store) -> Town:
    return town(store)


def words(answer: object) -> str:
    return json.dumps(getattr(answer, "blocks", None) or getattr(answer, "view", None), ensure_ascii=False)


def test_the_form_knows_the_persona_it_was_asked_about(here: Town) -> None:
    answer = commands.answer(here.call(MARA, "pulse end-user"), here.store)
    assert isinstance(answer, Form)
    assert "End user · user" in words(answer)


def test_the_second_view_says_who_gets_it_and_why_others_do_not(here: Town) -> None:
    members = [*USERS, MARA, GUEST, BOT, GONE, STRANGER, "U0UNKNOWN"]
    answer = here.draft(members=members, reason="We choose what the empty page shows.")
    assert isinstance(answer, NextView)
    said = words(answer)
    assert answer.view["submit"]["text"] == "Send to 8"
    assert "*8 people get this*" in said
    assert "1 bot" in said
    assert "1 deactivated account" in said
    assert "2 people of other organisations" in said
    assert "1 guest: guests are asked only when picked by name" in said
    assert "you yourself" in said
    assert "We choose what the empty page shows." in said
    assert "Totals only, from 5 answers" in said
    assert len(answer.view["private_metadata"]) < 300


def test_a_guest_picked_by_name_is_asked_and_nobody_is_asked_twice(here: Town) -> None:
    answer = here.draft(people=[GUEST, *USERS, USERS[0]], members=[*USERS, GUEST])
    assert isinstance(answer, NextView)
    assert answer.view["submit"]["text"] == "Send to 9"


@pytest.mark.parametrize(
    ("parts", "block", "sentence"),
    [
        ({"answers": "Yes"}, "answers", "One answer alone"),
        ({"answers": "a\nb\nc\nd\ne\nf"}, "answers", "6 answers are too many"),
        ({"answers": "Yes\nyes"}, "answers", "stands there twice"),
        ({"answers": "a\n" + "b" * 61}, "answers", "has 61 characters"),
        ({"quota": "4"}, "quota", "stop at 5 or more"),
        ({"quota": ""}, "quota", "Stop after how many"),
        ({"days": "31"}, "days", "Between 1 and 30"),
        ({"question": "x" * 151}, "question", "151 characters"),
        ({"people": ()}, "people", "Choose people, a channel, or both."),
        ({"people": (BOT, GONE)}, "people", "Nobody is left to ask"),
        ({"people": USERS[:4]}, "people", "only 4 are left"),
    ],
)
def test_a_draft_that_cannot_work_says_so_on_the_field(
    here: Town, parts: dict[str, object], block: str, sentence: str
) -> None:
    answer = here.draft(**{"people": USERS, **parts})  # type: ignore[arg-type]
    assert isinstance(answer, FieldErrors)
    assert sentence in answer.errors[block]


def test_sending_asks_everybody_once_and_numbers_the_pulse(both: Town) -> None:
    sent = both.ask()
    assert sent.label == "P-1"
    assert len(both.messages()) == 8
    assert "3 of 8" not in both.shown("result")
    with pytest.raises(Oops) as twice:
        pulse.sent(both.call(MARA, keep=Keep(subject=sent.id).dump(), once=f"view:V{sent.id}"), both.store)
    assert twice.value.mistake == Twice()
    with pytest.raises(Oops) as again:
        pulse.sent(both.call(MARA, keep=Keep(subject=sent.id).dump(), once="view:other"), both.store)
    assert isinstance(again.value.mistake, Twice | NobodyToAsk)
    assert len(both.messages()) == 8


def test_between_the_two_views_people_may_have_said_stop(here: Town) -> None:
    answer = here.draft(people=USERS[:5])
    with here.store.begin(TENANT) as tx:
        tx.people.prefer(USERS[0], stopped_at=here.now)
    with pytest.raises(Oops) as oops:
        here.send(answer)
    assert oops.value.mistake == TooFewForConfidence(4)


def test_a_draft_belongs_to_who_made_it(here: Town) -> None:
    answer = here.draft(people=USERS)
    with pytest.raises(Oops) as oops:
        here.send(answer, author=USERS[0])
    assert isinstance(oops.value.mistake, Gone)


def test_the_question_says_who_asks_why_and_what_becomes_of_the_answer(here: Town) -> None:
    here.ask(reason="We choose what the empty page shows.")
    said = here.shown("ask", USERS[0])
    for part in ("Hi Person", "<@U0MARA>", QUESTION, "After a while", "Totals only, from 5 answers",
                 "a note is kept that you answered, not what", "We choose what", "Not now", "Stop asking me"):  # fmt: skip
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
    with pytest.raises(Oops) as oops:
        both.tap(USERS[0], sent, 1)
    assert oops.value.mistake == PulseClosed("P-1")


def test_only_those_who_were_asked_can_answer(here: Town) -> None:
    sent = here.ask(people=USERS[:6])
    for user in (MARA, USERS[7], GUEST):
        with pytest.raises(Oops) as oops:
            here.tap(user, sent, 0)
        assert oops.value.mistake == NotAsked()
    with pytest.raises(Oops) as gone:
        here.press(USERS[0], ask.answered, "999:0")
    assert isinstance(gone.value.mistake, Gone)
    with pytest.raises(Oops) as nonsense:
        here.press(USERS[0], ask.answered, f"{sent.id}:9")
    assert isinstance(nonsense.value.mistake, Gone)


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
    with pytest.raises(Oops):
        both.press(MARA, pulse.evidence_form, str(sent.id))


def test_while_open_even_many_confidential_answers_are_only_a_count(here: Town) -> None:
    sent = here.ask()
    for user in USERS[:6]:
        here.tap(user, sent, 2)
    assert "6 answers so far. With 8 it closes" in here.shown("result")
    assert "▇" not in here.shown("result")


def test_the_quota_closes_it_a_little_later_with_the_result(both: Town) -> None:
    sent = both.ask()
    for place, user in enumerate(USERS):
        both.tap(user, sent, 2 if place < 5 else 0)
    both.type(USERS[0], "It was all somebody else's, ask jo@example.com")
    assert "It closes in a moment" in both.shown("result")
    both.tick(minutes=3)
    card = both.shown("result")
    assert "*5 of 8*  No" in card
    assert "*3 of 8*  Yes, quickly" in card
    assert "enough answers" in card
    assert "It was all somebody else" in card
    assert "jo@example.com" not in card
    assert "Make it evidence" in card
    assert "8 people answered; 5 said *No*" in both.shown("ask", USERS[1])


def test_it_closes_when_its_time_is_up_and_those_who_did_not_answer_read_only_that(here: Town) -> None:
    sent = here.ask()
    for user in USERS[:5]:
        here.tap(user, sent, 1)
    here.tick(days=7, hours=6)
    assert "closed" in here.shown("result")
    assert not here.pulse(sent.id).open
    assert "This question is closed." in here.shown("ask", USERS[7])
    assert "5 people answered" not in here.shown("ask", USERS[7])
    assert "5 people answered; 5 said *After a while*" in here.shown("ask", USERS[0])


def test_named_answers_are_shown_with_names_to_the_author_alone(here: Town) -> None:
    sent = here.ask(people=USERS[:2], mode="named", quota="2")
    here.tap(USERS[0], sent, 2)
    assert f"<@{USERS[0]}>" in here.shown("result")
    for user in (USERS[3], USERS[0]):
        with pytest.raises(Oops) as oops:
            commands.answer(here.call(user, "pulse P-1"), here.store)
        assert isinstance(oops.value.mistake, NotAllowed)
    with pytest.raises(Oops) as closing:
        here.press(USERS[0], pulse.closed, str(sent.id))
    assert isinstance(closing.value.mistake, NotAllowed)
    here.press(MARA, pulse.closed, str(sent.id))
    mine = commands.answer(here.call(MARA, "pulse P-1"), here.store)
    assert f"<@{USERS[0]}>" in words(mine)
    everybodys = commands.share(here.call(MARA, value="pulse P-1 totals"), here.store)
    assert isinstance(everybodys, Reply)
    assert everybodys.shared
    assert f"<@{USERS[0]}>" not in words(everybodys)


def test_an_admin_may_close_and_see_what_the_author_may(here: Town) -> None:
    sent = here.ask(people=USERS[:2], mode="named", quota="2")
    with here.store.begin(TENANT) as tx:
        tx.people.mirror(Person(GUEST, "Boss", admin=True), here.now)
    assert isinstance(here.press(GUEST, pulse.closed, str(sent.id)), Replace)


def test_not_now_asks_once_more_and_the_first_message_steps_back(both: Town) -> None:
    sent = both.ask()
    answer = both.press(USERS[0], ask.later, f"{sent.id}:tomorrow")
    assert "I'll ask once more" in words(answer)
    both.tick(hours=4)
    assert len(both.messages(user=USERS[0])) == 1
    both.tick(days=1)
    first, second = both.messages(user=USERS[0])
    assert isinstance(second, Post)
    assert "again, as you wished" in str(second.blocks)
    assert "Not now" not in str(second.blocks)
    both.tick(days=1)
    both.tick(days=1)
    assert len(both.messages(user=USERS[0])) == 2
    assert "recorded" in words(both.tap(USERS[0], sent, 0))
    del first


def test_not_now_beyond_the_end_is_not_asked_again(here: Town) -> None:
    sent = here.ask(days="1")
    answer = here.press(USERS[0], ask.later, f"{sent.id}:next week")
    assert "I won't ask again" in words(answer)
    assert "Next week" not in here.shown("ask", USERS[1])


def test_stop_holds_for_every_later_pulse_until_it_is_undone(both: Town) -> None:
    sent = both.ask(people=USERS[:2], mode="named", quota="2")
    answer = both.press(USERS[0], ask.stopped, str(sent.id))
    assert "won't be asked again" in words(answer)
    later = replace_time(both, 40)
    answer = later.draft(people=USERS)
    assert "1 person who asked not to be asked" in words(answer)
    assert isinstance(answer, NextView)
    assert answer.view["submit"]["text"] == "Send to 7"
    undone = both.press(USERS[0], ask.unstopped, str(sent.id))
    assert QUESTION in words(undone) or "closed" in words(undone)
    with both.store.read(TENANT) as reading:
        assert reading.people.known(USERS[0]).stopped_at is None


def test_nobody_is_asked_a_second_pulse_within_thirty_days(here: Town) -> None:
    here.ask(people=USERS[:6])
    answer = here.draft(people=USERS, mode="named")
    assert "6 people asked in the last 30 days" in words(answer)
    assert isinstance(answer, NextView)
    assert answer.view["submit"]["text"] == "Send to 2"
    later = replace_time(here, 31)
    assert "Send to 8" in words(later.draft(people=USERS))


def test_out_of_hours_muted_and_away_people_are_held(here: Town) -> None:
    with here.store.begin(TENANT) as tx:
        tx.people.mirror(Person(USERS[0], "Hiro", tz="Asia/Tokyo"), here.now)
        tx.people.mirror(Person(USERS[1], "Away", tz="Europe/Berlin", away=True), here.now)
        tx.people.prefer(USERS[2], muted_until=here.now.replace(day=26))
    answer = here.draft(people=USERS)
    assert "5 at once" in words(answer)
    assert "1 person is away" in words(answer)
    here.send(answer)
    assert len(here.messages()) == 5
    here.tick(hours=15)
    assert [len(here.messages(user=user)) for user in USERS[:3]] == [1, 0, 0]
    with here.store.begin(TENANT) as tx:
        tx.people.mirror(Person(USERS[1], "Back", tz="Europe/Berlin"), here.now)
    here.tick(hours=9)
    here.tick(hours=24)
    assert [len(here.messages(user=user)) for user in USERS[:3]] == [1, 1, 1]


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
    assert "still missing" in words(here.type(USERS[1], "Hm, it depends"))
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
            USERS[1], form={"sentence": typed("Nothing in it was mine.")}, keep=form.view["private_metadata"]
        ),
        here.store,
    )
    assert done == Nothing()
    here.tick(minutes=5)
    assert "I waited until" in here.shown("result")
    assert "Nothing in it was mine." in here.shown("result")
    empty = {"sentence": typed("")}
    with pytest.raises(Oops):
        ask.written(here.call(USERS[1], form=empty, keep=form.view["private_metadata"]), here.store)


def test_without_an_open_question_words_in_the_dm_are_a_question_to_us(here: Town) -> None:
    assert "Nothing is open for you" in words(here.type(USERS[0], "thanks a lot"))
    assert "Nothing is open for you" in words(here.type(GUEST, "end-user"))
    assert "End user" in words(here.type(USERS[0], "end-user"))
    sent = here.ask()
    here.tap(USERS[0], sent, 0)
    assert "Finds nothing" in words(here.type(USERS[0], "end-user stuck"))


def test_the_same_event_twice_and_words_of_bots_change_nothing(here: Town) -> None:
    here.ask()
    call = here.call(USERS[0], "slow", in_dm=True)
    ask.typed(call, here.store.acting("", here.now, once="event:Ev1"))
    with pytest.raises(Replayed):
        ask.typed(call, here.store.acting("", here.now, once="event:Ev1"))
    assert ask.typed(here.call(USERS[0], "elsewhere", in_dm=False), here.store) == Nothing()


def test_the_result_becomes_evidence_once(both: Town) -> None:
    sent = both.ask()
    for place, user in enumerate(USERS):
        both.tap(user, sent, 2 if place < 5 else 0)
    both.press(MARA, pulse.closed, str(sent.id))
    form = both.press(MARA, pulse.evidence_form, str(sent.id))
    assert isinstance(form, Form)
    claim = next(
        option["value"]
        for option in form.view["blocks"][1]["element"]["options"]
        if "nothing of their own" in str(option)
    )
    values = {"claim": picked(claim), "supports": ticked("2")}
    keep = form.view["private_metadata"]
    answer = pulse.filed(both.call(MARA, form=values, keep=keep, once="view:E"), both.store)
    assert "*EV-1*: 5 of 8 pulse answers" in words(answer)
    with pytest.raises(Oops) as twice:
        pulse.filed(both.call(MARA, form=values, keep=keep, once="view:E2"), both.store)
    assert twice.value.mistake == Twice()
    assert "Filed as *EV-1*" in both.shown("result")
    assert "Make it evidence" not in both.shown("result")
    card = commands.answer(both.call(MARA, "end-user stuck"), both.store)
    assert "5 of 8 pulse answers" in words(card)


def test_sharing_needs_the_bot_in_the_channel(here: Town) -> None:
    sent = here.ask()
    for user in USERS:
        here.tap(user, sent, 1)
    here.press(MARA, pulse.closed, str(sent.id))
    form = here.press(MARA, pulse.share_form, str(sent.id))
    assert isinstance(form, Form)
    values = {"channel": {"x": {"type": "conversations_select", "selected_conversation": "C0PRODUCT"}}}
    call = here.call(
        MARA, form=values, keep=form.view["private_metadata"], members=("U0MARA",), once="view:S"
    )
    assert isinstance(pulse.shared(call, here.store), Reply)
    assert "*8 of 8*  After a while" in here.shown("result_shared")
    assert "Make it evidence" not in here.shown("result_shared")


def test_the_list_shows_what_is_open_and_mine(here: Town) -> None:
    assert "No pulse yet" in words(commands.answer(here.call(MARA, "pulses"), here.store))
    here.ask()
    assert "*P-1*" in words(commands.answer(here.call(MARA, "pulses"), here.store))
    assert "There is no" not in words(commands.answer(here.call(MARA, "pulse p-1"), here.store))


def test_an_answer_from_home_shows_in_its_view_and_in_the_dm(here: Town) -> None:
    sent = here.ask()
    with here.store.read(TENANT) as reading:
        before = [row.wanted for row in reading.deliveries.of("ask", sent.id) if row.person == USERS[0]]
    answer = here.press(USERS[0], ask.answered, f"{sent.id}:2", in_view=True, view_id="V1")
    assert isinstance(answer, NextView)
    assert "*No* recorded" in words(answer)
    with here.store.read(TENANT) as reading:
        after = [row.wanted for row in reading.deliveries.of("ask", sent.id) if row.person == USERS[0]]
    assert after[0] > before[0]


def test_an_unknown_number_names_the_list_of_pulses(here: Town) -> None:
    with pytest.raises(Oops) as oops:
        commands.answer(here.call(MARA, "pulse P-99"), here.store)
    assert "`/persona pulses`" in str(mistake_view.sentence(oops.value.mistake)[0])


def test_a_draft_can_be_changed_before_it_is_sent(here: Town) -> None:
    answer = here.draft(people=USERS, reason="So that we know.")
    assert isinstance(answer, NextView)
    keep = answer.view["private_metadata"]
    form = here.press(MARA, pulse.redrafted, str(Keep.load(keep).subject), keep=keep)
    assert isinstance(form, NextView), "no form that could still send the old draft stays underneath"
    for part in (QUESTION, "After a while", "So that we know.", USERS[0]):
        assert part in words(form)


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


def test_who_writes_in_confidence_reads_what_becomes_of_their_words(here: Town) -> None:
    sent = here.ask()
    form = here.press(USERS[0], ask.write, str(sent.id))
    assert "Your sentence is shown without your name" in words(form)
    assert "Totals only" not in words(form)


def test_drafts_nobody_sent_are_dropped(here: Town) -> None:
    here.draft(people=USERS)
    here.tick(days=2)
    with here.store.read(TENANT) as reading:
        assert reading.connection.execute(text("SELECT count(*) FROM pulse")).scalar() == 0


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


def test_a_question_that_closed_before_it_was_posted_is_not_posted(here: Town) -> None:
    answer = here.draft(people=USERS)
    assert isinstance(answer, NextView)
    pulse.sent(here.call(MARA, keep=answer.view["private_metadata"], once="view:W"), here.store)
    here.press(MARA, pulse.closed, "1")
    assert all(isinstance(each, Drop) for each in here.messages("ask"))


def replace_time(here: Town, days: int) -> Town:
    here.tick(days=days)
    here.now = here.now.replace(hour=10)
    return here


def test_personal_data_in_a_sentence_is_masked_before_it_is_kept(store: Store) -> None:
    here = town(store)
    asked = here.ask(mode="named")
    here.tap(USERS[0], asked, 1)
    here.type(USERS[0], "Write to ana@example.org or call +351 912 345 678")
    with store.read(TENANT) as reading:
        kept = [each.comment for each in reading.pulses.given(here.pulse(asked.id))]
    assert kept == ["Write to [e-mail] or call [phone]"]


def test_a_pulse_closes_when_the_last_person_awaited_declines(store: Store) -> None:
    here = town(store)
    asked = here.ask(mode="named", quota=str(len(USERS)))
    for user in USERS[:-1]:
        here.tap(user, asked, 1)
    before = here.pulse(asked.id).closes_at
    here.press(USERS[-1], ask.stopped, str(asked.id))
    assert here.pulse(asked.id).closes_at < before
