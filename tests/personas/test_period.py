"""Times in plain words."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personas.questions.period import without_period

TODAY = date(2026, 11, 28)  # a Saturday


@pytest.mark.parametrize(
    ("text", "rest", "said", "first", "last"),
    [
        ("what's new this week", "what's new", "this week", "2026-11-23", "2026-11-28"),
        ("what's new since last month", "what's new", "since last month", "2026-10-01", "2026-11-28"),
        ("what did we hear last month", "what did we hear", "last month", "2026-10-01", "2026-10-31"),
        ("what's new since May", "what's new", "since may", "2026-05-01", "2026-11-28"),
        ("what's new since december", "what's new", "since december", "2025-12-01", "2026-11-28"),
        ("interviews in September", "interviews", "september", "2026-09-01", "2026-09-30"),
        ("evidence in march 2025", "evidence", "march 2025", "2025-03-01", "2025-03-31"),
        ("talked to in the last two weeks", "talked to", "last two weeks", "2026-11-14", "2026-11-28"),
        ("anything new in the past 30 days", "anything new", "past 30 days", "2026-10-29", "2026-11-28"),
        ("news from the past month?", "news ?", "past month", "2026-10-29", "2026-11-28"),
        ("new this quarter", "new", "this quarter", "2026-10-01", "2026-11-28"),
        ("new last quarter", "new", "last quarter", "2026-07-01", "2026-09-30"),
        ("new last year", "new", "last year", "2025-01-01", "2025-12-31"),
        ("since 2026-06-03 please", "please", "since 2026-06-03", "2026-06-03", "2026-11-28"),
        ("what happened yesterday", "what happened", "yesterday", "2026-11-27", "2026-11-27"),
        ("what came in since yesterday", "what came in", "since yesterday", "2026-11-27", "2026-11-28"),
        ("new since 5 june", "new", "since 5 june", "2026-06-05", "2026-11-28"),
        ("since the first of october", "", "since the first of october", "2026-10-01", "2026-11-28"),
        ("heard on the 3rd of march", "heard", "on the 3rd of march", "2026-03-03", "2026-03-03"),
        ("new today", "new", "today", "2026-11-28", "2026-11-28"),
        ("anything new lately", "anything new", "lately", "2026-10-29", "2026-11-28"),
    ],
)
def test_a_time_is_read_as_people_say_it(text: str, rest: str, said: str, first: str, last: str) -> None:
    left, period = without_period(text)
    assert left == rest
    assert period
    assert period.said == said
    assert period.days(TODAY) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "text",
    [
        "what may the ops admin see",
        "who does the march",
        "",
        "the day of the buyer",
        "decide",
        "second thoughts",
    ],
)
def test_a_text_without_a_time_has_none(text: str) -> None:
    assert without_period(text) == (text, None)


def test_a_day_that_does_not_exist_is_today() -> None:
    _, period = without_period("since 2026-02-31")
    assert period
    assert period.days(TODAY) == (TODAY, TODAY)


@given(
    st.sampled_from(
        ["this week", "last month", "since may", "past 999 years", "last quarter", "in feb", "yesterday"]
    ),
    st.dates(min_value=date(1, 2, 1)),
)
def test_a_time_begins_before_it_ends_and_ends_by_today(said: str, today: date) -> None:
    _, period = without_period(said)
    assert period
    first, last = period.days(max(today, date(2, 1, 1)))
    assert first <= last <= max(today, date(2, 1, 1))
    assert last - first <= timedelta(days=366 * 10_000)
