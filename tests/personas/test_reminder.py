"""Two rules as data: when each is due, for whom, and what keeps a message from being sent."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from personas.decision import Decision, Grounds
from personas.people import Person
from personas.persona import Persona, Type
from personas.reminder import (
    Bundle,
    Case,
    NextMessage,
    Track,
    is_due,
    next_message,
    over_budget,
    recipient,
    said,
    track_of,
    why_not_now,
)
from personas.rules import RULES
from personas.rules.ageing import AGEING
from personas.rules.subject import DecisionSubject, PersonaSubject
from personas.rules.uncited import UNCITED

BERLIN = "Europe/Berlin"
START = datetime(2026, 10, 1, 8, 0, tzinfo=UTC)
MARA = Person("U0MARA", "Mara", tz=BERLIN)
AGES = timedelta(days=400)
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def ageing(interval: int = 30) -> Case:
    about = Persona(1, "ops-admin", "Ops admin", Type.USER, interval_days=interval, created_at=START)
    return Case(AGEING, PersonaSubject(about), "U0MARA", START)


def day(number: int, case: Case | None = None) -> datetime:
    """So many days after an ageing persona became due."""
    return START + timedelta(days=30 + number)


def spoken(case: Case, *days: int) -> Track:
    track = track_of(case, None)
    for number in days:
        track = said(case, track, now=day(number), tz=BERLIN, bundle_id=1)
    return track


def days_said(case: Case, *, away: range = range(0), less: tuple[str, ...] = ()) -> list[int]:
    track, told = track_of(case, None), []
    for number in range(-5, 120):
        if number not in away and is_due(case, track, now=day(number), tz=BERLIN, less=less):
            track = said(case, track, now=day(number), tz=BERLIN, bundle_id=1)
            told.append(number)
    return told


def test_every_rule_says_all_that_it_is() -> None:
    for name, rule in RULES.items():
        assert rule.id == name
        assert all((rule.explained, rule.one, rule.many, rule.headline, rule.answers))
        assert rule.rhythm[0] == 0
        assert list(rule.rhythm) == sorted(set(rule.rhythm))


@pytest.mark.parametrize(
    ("away", "less", "expected"),
    [
        (range(0), (), [0, 7, 21]),
        (range(0), ("M1",), [0]),
        (range(0), ("M1", "M1"), []),
        (range(0), ("M4",), [0, 7, 21]),
        (range(3), (), [3, 10, 24]),  # a late beginning moves the whole rhythm
        (range(6, 20), (), [0, 20, 34]),  # what was held back keeps its distance to what follows
    ],
)  # fmt: skip
def test_a_persona_without_news_is_brought_up_on_day_0_7_and_21_and_then_not_any_more(
    away: range, less: tuple[str, ...], expected: list[int]
) -> None:
    assert days_said(ageing(), away=away, less=less) == expected


def test_an_open_decision_is_brought_up_after_three_working_days_and_once_more() -> None:
    friday = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
    logged = Decision(7, 7, "two paths", "they differ", Grounds.OPEN, "U0MARA", friday)
    case = Case(UNCITED, DecisionSubject(logged), "U0MARA", friday)
    assert case.ripe_on(BERLIN) == date(2026, 11, 25)
    track = track_of(case, None)
    assert not is_due(case, track, now=TUESDAY, tz=BERLIN)
    told = []
    for number in range(40):
        now = TUESDAY + timedelta(days=number)
        if is_due(case, track, now=now, tz=BERLIN):
            track = said(case, track, now=now, tz=BERLIN, bundle_id=1)
            told.append(number)
    assert told == [1, 8]


def test_the_day_counts_where_the_person_is_not_the_hour() -> None:
    case = ageing()
    assert case.ripe_on(BERLIN) == date(2026, 10, 31)
    assert is_due(case, track_of(case, None), now=datetime(2026, 10, 31, 0, 5, tzinfo=UTC), tz=BERLIN)
    assert not is_due(case, track_of(case, None), now=datetime(2026, 10, 30, 22, 0, tzinfo=UTC), tz="UTC")
    assert is_due(case, track_of(case, None), now=datetime(2026, 10, 30, 22, 0, tzinfo=UTC), tz="Asia/Tokyo")


def test_new_evidence_begins_the_rhythm_anew() -> None:
    told = spoken(ageing(), 0, 7, 21)
    later = replace(ageing(), spell=START + timedelta(days=80))
    assert track_of(later, told).step == 0
    assert track_of(ageing(), told) == told


@pytest.mark.parametrize(
    ("before", "until", "expected"),
    [
        ([0], 14, [14, 21]),  # what fell into the snooze is not made up for; the rest keeps its day
        ([0], 7, [7, 21]),
        ([0, 7], 14, [14, 21]),
        ([0], 30, [30]),
        ([0, 7, 21], 30, [30]),  # the extra ping comes even when the rhythm has ended
    ],
)  # fmt: skip
def test_a_snooze_is_one_extra_ping_and_the_rhythm_stays(
    before: list[int], until: int, expected: list[int]
) -> None:
    case = ageing()
    track = replace(spoken(case, *before), not_before=day(until))
    told = []
    for number in range(before[-1] + 1, 100):
        if is_due(case, track, now=day(number), tz=BERLIN):
            track = said(case, track, now=day(number), tz=BERLIN, bundle_id=1)
            told.append(number)
    assert told == expected


@pytest.mark.parametrize(
    ("person", "now", "reason"),
    [
        (MARA, TUESDAY, ""),
        (replace(MARA, name=""), TUESDAY, "not in the directory yet"),
        (replace(MARA, deleted=True), TUESDAY, "deactivated, a bot, or of another organisation"),
        (replace(MARA, stranger=True), TUESDAY, "deactivated, a bot, or of another organisation"),
        (replace(MARA, stopped_at=START), TUESDAY, "asked not to be written to"),
        (replace(MARA, muted_until=TUESDAY + timedelta(days=1)), TUESDAY, "muted"),
        (replace(MARA, muted_until=TUESDAY), TUESDAY, ""),
        (replace(MARA, away=True), TUESDAY, "away"),
        (MARA, TUESDAY - timedelta(hours=2), "outside their hours"),
        (MARA, TUESDAY + timedelta(days=4), "outside their hours"),
        (replace(MARA, tz="America/New_York"), TUESDAY, "outside their hours"),
    ],
)  # fmt: skip
def test_nobody_is_written_to_against_their_will_or_outside_their_hours(
    person: Person, now: datetime, reason: str
) -> None:
    assert why_not_now(person, now=now, installed_at=now - AGES) == reason


def test_the_first_week_sends_nothing_unasked() -> None:
    assert why_not_now(MARA, now=TUESDAY, installed_at=TUESDAY - timedelta(days=6)) == (
        "the first week sends nothing unasked"
    )


def test_questions_and_reminders_share_one_budget() -> None:
    today = date(2026, 11, 26)
    monday, tuesday = date(2026, 11, 23), date(2026, 11, 24)
    assert over_budget(today, told=[monday], asked=[]) == ""
    assert over_budget(today, told=[today], asked=[]) == "heard from me today already"
    assert over_budget(today, told=[], asked=[today]) == "heard from me today already"
    assert over_budget(today, told=[monday], asked=[tuesday]) == "heard from me twice this week"
    assert over_budget(today + timedelta(days=4), told=[monday, tuesday], asked=[]) == ""


@pytest.mark.parametrize(
    ("answered", "days_later", "expected"),
    [
        ([], 1, NextMessage.POST),
        ([False], 7, NextMessage.EDIT),
        ([True], 7, NextMessage.POST),
        ([False, False], 7, NextMessage.EDIT),
        ([False, False, True], 7, NextMessage.EDIT),
        ([False, False, False], 7, NextMessage.WAIT),
        ([False, False, False], 30, NextMessage.POST),
        ([True, False, False], 7, NextMessage.POST),
    ],
)
def test_what_stays_unanswered_is_edited_not_repeated_and_the_third_time_comes_monthly(
    answered: list[bool], days_later: int, expected: NextMessage
) -> None:
    newest = date(2026, 11, 2)
    last = [
        Bundle(n, "U0MARA", newest - timedelta(days=n), 1, START, answered_at=START if done else None)
        for n, done in enumerate(answered)
    ]
    assert next_message(last, newest + timedelta(days=days_later)) is expected


def test_the_first_who_can_be_reached_hears_of_it() -> None:
    people = {"U1": replace(MARA, deleted=True), "U2": MARA}
    assert recipient(("U1", "U2"), people) == "U2"
    assert recipient(("", "U9", "U1"), people) == ""


def test_nothing_but_its_own_file_names_a_rule() -> None:
    root = Path(__file__).parents[2]
    files = [
        path
        for room in ("bot", "handlers", "scheduler", "storage", "personas")
        for path in (root / room).rglob("*.py")
    ]
    named = {
        path.relative_to(root).as_posix()
        for path in files
        if re.search(r"\b(?:AGEING|UNCITED)\b|[\"']M\d+[\"']", path.read_text())
    }
    assert named == {f"personas/rules/{name}.py" for name in ("__init__", "ageing", "uncited")}
