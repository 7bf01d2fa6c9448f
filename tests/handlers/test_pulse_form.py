"""Drafting a pulse, and who gets it: what the forms say before anything is sent."""

import pytest
from sqlalchemy import text

from handlers import ask, commands, pulse
from handlers.call import Form, InvalidForm, NextView, UserError
from handlers.form_state import FormState
from personas import wording
from personas.decision import Decision, Grounds
from personas.errors import Gone, TooFewForConfidence
from personas.evidence import Evidence, Kind, Polarity, Source, State
from personas.people import Person
from personas.persona import Persona, Type
from tests.conftest import TENANT
from tests.handlers.pulses import BOT, GONE, GUEST, MARA, QUESTION, STRANGER, USERS, Town, words


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
    assert "1 person of another organisation" in said
    assert "1 person Slack has not named to me yet" in said
    assert "1 guest: guests are asked only when picked by name" in said
    assert "you yourself" in said
    assert "We choose what the empty page shows." in said
    assert "Confidential: totals only, from 5 answers" in said
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
        ({"people": (BOT, GONE)}, "people", "Nobody is left to ask: 1 bot, 1 deactivated account."),
        ({"people": USERS[:4]}, "people", "only 4 are left"),
    ],
)
def test_a_draft_that_cannot_work_says_so_on_the_field(
    here: Town, parts: dict[str, object], block: str, sentence: str
) -> None:
    with pytest.raises(InvalidForm) as invalid:
        here.draft(**{"people": USERS, **parts})  # type: ignore[arg-type]
    assert sentence in invalid.value.errors[block]


def test_nobody_left_to_ask_is_told_with_the_reason_that_holds_for_each(here: Town) -> None:
    here.ask(people=USERS[:6])
    with pytest.raises(InvalidForm) as invalid:
        here.draft(people=[*USERS[:6], MARA, BOT])
    said = invalid.value.errors["people"]
    assert "1 bot, 6 people asked in the last 30 days, you yourself" in said
    assert "guest" not in said
    assert "asked not to be" not in said


def test_between_the_two_views_people_may_have_said_stop(here: Town) -> None:
    answer = here.draft(people=USERS[:5])
    with here.store.begin(TENANT) as tx:
        tx.people.prefer(USERS[0], stopped_at=here.now)
    with pytest.raises(UserError) as user_error:
        here.send(answer)
    assert user_error.value.mistake == TooFewForConfidence(4)


def test_a_draft_belongs_to_who_made_it(here: Town) -> None:
    answer = here.draft(people=USERS)
    with pytest.raises(UserError) as user_error:
        here.send(answer, author=USERS[0])
    assert isinstance(user_error.value.mistake, Gone)


def test_stop_holds_for_every_later_pulse_until_it_is_undone(both: Town) -> None:
    sent = both.ask(people=USERS[:2], mode="named", quota="2")
    answer = both.press(USERS[0], ask.stopped, str(sent.id))
    assert "won't be asked again" in words(answer)
    later = both.later(days=40)
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
    later = here.later(days=31)
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


def test_a_draft_can_be_changed_before_it_is_sent(here: Town) -> None:
    answer = here.draft(people=USERS, reason="So that we know.")
    assert isinstance(answer, NextView)
    form_state = answer.view["private_metadata"]
    form = here.press(MARA, pulse.redrafted, str(FormState.load(form_state).subject), metadata=form_state)
    assert isinstance(form, NextView), "no form that could still send the old draft stays underneath"
    for part in (QUESTION, "After a while", "So that we know.", USERS[0]):
        assert part in words(form)


def test_drafts_nobody_sent_are_dropped(here: Town) -> None:
    here.draft(people=USERS)
    here.tick(days=2)
    with here.store.read(TENANT) as reading:
        assert reading.connection.execute(text("SELECT count(*) FROM pulse")).scalar() == 0


def test_everybody_in_a_channel_leaves_out_the_team_itself_unless_somebody_is_picked(both: Town) -> None:
    logger, filer, steward = USERS[:3]
    with both.store.begin(TENANT) as tx:
        tx.decisions.log(Decision(0, 0, "two paths", "they differ", Grounds.OPEN, logger, both.now))
        tx.evidence.file(
            Evidence(
                0, 0, "hm", Kind.STUCK, Source.MESSAGE, Polarity.NEW, State.FILED, filer, both.now, both.now
            )
        )
        tx.personas.create(Persona(0, "x", "X", Type.USER, steward=steward), by=MARA, at=both.now)
    answer = both.draft(members=USERS)
    assert isinstance(answer, NextView)
    assert answer.view["submit"]["text"] == "Send to 5"
    assert "3 people of the team itself, unless picked by name" in words(answer)
    again = both.draft(members=USERS, people=[steward])
    assert isinstance(again, NextView)
    assert again.view["submit"]["text"] == "Send to 6"


def test_the_preview_names_everybody_and_a_press_leaves_somebody_out(here: Town) -> None:
    answer = here.draft(members=USERS)
    assert isinstance(answer, NextView)
    menu = next(
        each
        for block in answer.view["blocks"]
        for each in block.get("elements", ())
        if each["type"] == "static_select"
    )
    assert [each["value"].partition(":")[2] for each in menu["options"]] == list(USERS)
    left = here.press(
        MARA,
        pulse.skipped,
        menu["options"][0]["value"],
        action=menu["action_id"],
        metadata=answer.view["private_metadata"],
    )
    assert isinstance(left, NextView)
    assert left.view["submit"]["text"] == "Send to 7"
    assert USERS[0] not in str(left.view)
    for option in menu["options"][1:4]:
        left = here.press(
            MARA,
            pulse.skipped,
            option["value"],
            action=menu["action_id"],
            metadata=answer.view["private_metadata"],
        )
    assert isinstance(left, NextView)
    assert "only 4 are left" in words(left)
    with pytest.raises(UserError):
        here.send(left)


def test_many_names_stand_on_pages(here: Town) -> None:
    crowd = [f"U{number:03}CROWD" for number in range(90)]
    with here.store.begin(TENANT) as tx:
        for user in crowd:
            tx.people.mirror(Person(user, user.lower()), here.now)
    answer = here.draft(members=crowd)
    assert isinstance(answer, NextView)
    assert "(1–40)" in words(answer)
    assert "Earlier names" not in words(answer)
    subject = FormState.load(answer.view["private_metadata"]).subject
    last = here.press(MARA, pulse.paged, f"{subject}:2", metadata=answer.view["private_metadata"])
    assert isinstance(last, NextView)
    assert "(81–90)" in words(last)
    assert "u089crowd" in words(last)
    assert "Later names" not in words(last)


def test_a_thought_on_the_words_is_asked_once_and_holds_nothing_up(here: Town) -> None:
    asked = "Don't you love the new dashboard and is it fast?"
    first = here.draft(people=USERS, question=asked)
    assert isinstance(first, NextView)
    assert wording.QUESTION_LEADING in words(first)
    assert wording.QUESTION_DOUBLE in words(first)
    assert first.view["submit"]["text"] == "Send to 8"
    again = here.draft(people=USERS, question=asked, metadata=first.view["private_metadata"])
    assert isinstance(again, NextView)
    assert "Before you send it" not in words(again)
