"""The course of a pulse, decided without a database: who is asked now, who later, and what ends it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from personas.people import Person
from personas.persona import PersonaRef
from personas.pulse import GRACE, Ask, AskState, Given, Mode, Outcome, Pulse, Why
from personas.wave import closes_at, course, is_asking, wave, why_closed

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
ENDS = NOW + timedelta(days=5)
PULSE = Pulse(
    3,
    3,
    PersonaRef(1, "ops-admin", "Ops admin"),
    "Stuck?",
    ("Yes", "No"),
    Mode.NAMED,
    "U0MARA",
    NOW,
    ENDS,
    quota=3,
    opened_at=NOW,
)


def ask(user: str) -> Ask:
    return Ask(3, user, AskState.WAITING, date(2026, 11, 24))


def test_a_wave_reaches_people_in_their_hours_and_waits_for_the_others() -> None:
    people = {
        "U1": Person("U1", "Jo", tz="Europe/Berlin"),
        "U2": Person("U2", "Lou", tz="Australia/Sydney"),
        "U3": Person("U3", "Sam", tz="Europe/Berlin", deleted=True),
        "U4": Person("U4", "Ana", tz="Europe/Berlin", stopped_at=NOW),
    }
    found = wave([ask(user) for user in ("U1", "U2", "U3", "U4", "U5")], people, NOW)
    assert {day: [each.user for each in asks] for day, asks in found.asked.items()} == {
        date(2026, 11, 24): ["U1"]
    }
    assert [[each.user for each in asks] for asks in found.later.values()] == [["U2"]]
    assert [each.user for each in found.gone] == ["U3", "U4", "U5"]


def test_nobody_is_asked_once_the_time_is_up_though_nobody_closed_it() -> None:
    assert is_asking(PULSE, NOW)
    assert not is_asking(PULSE, ENDS)
    assert not is_asking(replace(PULSE, closed_at=NOW), NOW)
    assert not is_asking(None, NOW)


@pytest.mark.parametrize(
    ("answers", "awaited", "soon"), [(0, 0, False), (2, 8, False), (3, 8, True), (2, 2, True)]
)
def test_a_pulse_ends_a_little_after_the_last_answer_it_waits_for(
    answers: int, awaited: int, soon: bool
) -> None:
    assert closes_at(PULSE, answers=answers, awaited=awaited, now=NOW) == (NOW + GRACE if soon else None)


@pytest.mark.parametrize(
    ("answers", "why", "told"),
    [(3, Why.TIME, Why.ENOUGH), (1, Why.TIME, Why.TIME), (3, Why.HAND, Why.HAND), (0, Why.TIME, Why.TIME)],
)
def test_a_pulse_says_what_ended_it(answers: int, why: Why, told: Why) -> None:
    assert why_closed(PULSE, Outcome(8, answers), went_out=8, why=why) is told


def test_in_confidence_a_running_pulse_tells_a_count_and_nothing_else() -> None:
    given = [Given("U1", 0), Given("U2", 1, "because")]
    named = course(PULSE, given, answers=2, asked=8)
    assert named.names == {0: ["U1"], 1: ["U2"]}
    assert named.outcome
    secret = course(replace(PULSE, mode=Mode.CONFIDENTIAL), given, answers=2, asked=8)
    assert (secret.answers, secret.outcome, secret.names) == (2, None, {})
