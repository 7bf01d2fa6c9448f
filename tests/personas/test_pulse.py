"""What may be asked, of whom, and what may be told of the answers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personas.people import Person
from personas.persona import PersonaRef
from personas.pulse import (
    Given,
    LeftOut,
    Mode,
    Outcome,
    Pulse,
    answer_key,
    audience,
    choice_in,
    enough,
    held_until,
    may_be_shared,
    most_said,
    option_lines,
    option_problem,
    outcome,
    quota_problem,
)

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
PULSE = Pulse(
    id=1, number=1, persona=PersonaRef(1, "end-user", "End user"), question="Did you find it?",
    options=("Yes", "No"), mode=Mode.CONFIDENTIAL, author="U0MARA", made_at=NOW, closes_at=NOW, opened_at=NOW,
)  # fmt: skip
SECRET = "ab" * 32


def answers(*choices: int | None, comment: str = "") -> list[Given]:
    return [Given(f"key{place}", choice, comment) for place, choice in enumerate(choices)]


def test_the_same_person_gets_another_key_under_another_secret_and_a_name_only_when_named() -> None:
    assert answer_key("U0JO", secret="") == "U0JO"
    assert answer_key("U0JO", secret=SECRET) == answer_key("U0JO", secret=SECRET)
    assert answer_key("U0JO", secret=SECRET) != answer_key("U0JO", secret="cd" * 32)
    assert len(answer_key("U0JO", secret=SECRET)) == 64


def test_everybody_is_asked_once_and_everybody_else_has_a_reason() -> None:
    people = {
        "A": Person("A", "A"),
        "BOT": Person("BOT", "B", is_bot=True),
        "GUEST": Person("GUEST", "G", guest=True),
        "PICKED": Person("PICKED", "P", guest=True),
        "OUT": Person("OUT", "O", stranger=True),
        "LEFT": Person("LEFT", "L", deleted=True),
        "STOP": Person("STOP", "S", stopped_at=NOW),
        "ME": Person("ME", "M"),
        "LATELY": Person("LATELY", "L"),
        "TEAM": Person("TEAM", "T"),
        "NAMED": Person("NAMED", "N"),
    }
    found = audience(
        people, picked=["PICKED", "A", "STOP", "NAMED"], members=[*people, "UNKNOWN"], author="ME",
        lately={"LATELY"}, team={"TEAM", "NAMED"},
    )  # fmt: skip
    assert [person.user for person in found.asked] == ["PICKED", "A", "NAMED"]
    expected = dict.fromkeys(LeftOut, 1)
    assert found.left_out == expected


def test_the_author_is_asked_when_picked_by_name_but_never_in_confidence() -> None:
    people = {"ME": Person("ME", "Me")}
    picked = {"picked": ["ME"], "members": ["ME"], "author": "ME", "lately": ()}
    assert audience(people, **picked).asked
    found = audience(people, **picked, confidential=True)
    assert not found.asked
    assert found.left_out == {LeftOut.AUTHOR: 1}


@pytest.mark.parametrize("number", range(5))
def test_in_confidence_fewer_than_five_answers_tell_nothing(number: int) -> None:
    told = outcome(PULSE, answers(*[1] * number, comment="Secret"), asked=8)
    assert told == Outcome(8, number, shown=False)
    assert outcome(replace(PULSE, mode=Mode.NAMED), answers(*[1] * number), asked=8).shown


def test_from_five_on_totals_and_masked_sentences_stand_apart() -> None:
    told = outcome(PULSE, answers(1, 1, 1, 0, 1, None, comment="ask jo@example.com"), asked=8)
    assert told.totals == (1, 4)
    assert told.answers == 5
    assert told.comments == ("ask [e-mail]",) * 5


def test_where_everybody_answered_the_same_their_sentences_are_held_back() -> None:
    alike = answers(1, 1, 1, 1, 1, 1, comment="It was empty")
    assert outcome(PULSE, alike, asked=8).totals == (0, 6)
    assert outcome(PULSE, alike, asked=8).comments == ()
    assert outcome(replace(PULSE, mode=Mode.NAMED), alike, asked=8).comments
    own_words = answers(*[None] * 6, comment="It was empty")
    assert outcome(replace(PULSE, options=()), own_words, asked=8).comments


def test_others_read_totals_only_where_five_are_left_without_their_own_answer() -> None:
    assert not may_be_shared(PULSE, outcome(PULSE, answers(0, 1, 1, 1, 1), asked=8))
    assert may_be_shared(PULSE, outcome(PULSE, answers(0, 1, 1, 1, 1, 1), asked=8))
    named = replace(PULSE, mode=Mode.NAMED)
    assert may_be_shared(named, outcome(named, answers(0), asked=8))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1), st.text(max_size=20)), min_size=5, max_size=12))
def test_the_order_of_answers_leaves_no_trace_in_the_result(said: list[tuple[int, str]]) -> None:
    rows = [Given(str(place), choice, comment) for place, (choice, comment) in enumerate(said)]
    forth, back = outcome(PULSE, rows, asked=12), outcome(PULSE, reversed(rows), asked=12)
    assert forth.totals == back.totals
    assert [each.casefold() for each in forth.comments] == [each.casefold() for each in back.comments]


def test_muted_away_and_sleeping_people_are_held_until_their_own_morning() -> None:
    here = Person("A", "A", tz="Europe/Berlin")
    assert held_until(here, NOW) is None
    assert held_until(replace(here, tz="Asia/Tokyo"), NOW) == datetime(2026, 11, 25, 0, 30, tzinfo=UTC)
    assert held_until(replace(here, away=True), NOW) == datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
    muted = replace(here, muted_until=NOW + timedelta(days=4))
    assert held_until(muted, NOW) == datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


def test_there_are_enough_answers_at_the_quota_or_when_everybody_has_answered() -> None:
    assert enough(answers=8, quota=8, awaited=13)
    assert enough(answers=3, quota=8, awaited=3)
    assert not enough(answers=2, quota=8, awaited=3)
    assert not enough(answers=0, quota=8, awaited=0)


def test_answers_are_two_to_five_short_different_lines_or_none() -> None:
    assert option_lines("  Yes \n\n No  really\n") == ("Yes", "No really")
    assert option_problem(()) is None
    assert option_problem(("Yes", "No")) is None
    wrong = [("Yes",), tuple("abcdef"), ("x" * 61, "y"), ("Yes", "YES")]
    sentences = [option_problem(each) for each in wrong]
    assert all(sentences)
    assert len(set(sentences)) == len(wrong)


def test_a_confidential_quota_below_five_is_refused_with_a_sentence() -> None:
    assert "5 or more" in (quota_problem(4, Mode.CONFIDENTIAL) or "")
    assert quota_problem(5, Mode.CONFIDENTIAL) is None
    assert quota_problem(1, Mode.NAMED) is None
    assert quota_problem(0, Mode.NAMED)
    assert quota_problem(None, Mode.NAMED)


def test_an_answer_can_be_typed_word_for_word() -> None:
    assert choice_in(("Yes, quickly", "No"), " no. ") == 1
    assert choice_in(("Yes, quickly", "No"), "no idea") is None


def test_a_tie_has_no_most_given_answer() -> None:
    closed = replace(PULSE, closed_at=NOW)
    assert most_said(replace(closed, outcome=Outcome(8, 6, totals=(3, 3)))) is None
    assert most_said(replace(closed, outcome=Outcome(8, 6, totals=(1, 5)))) == 1
    assert most_said(replace(closed, outcome=Outcome(8, 4, shown=False))) is None
    assert most_said(closed) is None
