"""People are written to in their own working hours."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personas.hours import (
    after_working_days,
    in_days,
    in_window,
    is_working_day,
    local_day,
    next_monday,
    next_window,
    zone_of,
)

BERLIN, NEW_YORK, TOKYO = "Europe/Berlin", "America/New_York", "Asia/Tokyo"


def at(text: str, tz: str = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(tz)).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-11-24 10:00", "2026-11-24 10:00"),
        ("2026-11-24 07:00", "2026-11-24 09:30"),
        ("2026-11-24 16:29", "2026-11-24 16:29"),
        ("2026-11-24 16:30", "2026-11-25 09:30"),
        ("2026-11-27 18:00", "2026-11-30 10:00"),
        ("2026-11-28 11:00", "2026-11-30 10:00"),
        ("2026-11-30 09:45", "2026-11-30 10:00"),
        ("2026-12-01 09:45", "2026-12-01 09:45"),
    ],
)
def test_the_window_is_half_past_nine_to_half_past_four_on_working_days_and_mondays_from_ten(
    now: str, then: str
) -> None:
    assert next_window(at(now), BERLIN) == at(then)


def working_days_between(start: datetime, end: datetime, tz: str) -> int:
    """Counted day by day: what the rule is held against."""
    zone = zone_of(tz)
    first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    return sum(is_working_day(first + timedelta(days=gone)) for gone in range(1, (last - first).days + 1))


def test_the_window_is_the_recipients_own() -> None:
    ten_in_berlin = at("2026-11-24 10:00")
    assert next_window(ten_in_berlin, NEW_YORK) == at("2026-11-24 09:30", NEW_YORK)
    assert next_window(ten_in_berlin, TOKYO) == at("2026-11-25 09:30", TOKYO)


@pytest.mark.parametrize("sunday", ["2026-03-29", "2026-10-25"])
def test_after_the_clocks_change_the_clock_on_the_wall_still_shows_ten(sunday: str) -> None:
    opens = next_window(at(f"{sunday} 01:30"), BERLIN).astimezone(ZoneInfo(BERLIN))
    assert (opens.weekday(), opens.time()) == (0, time(10, 0))


def test_an_unknown_zone_is_taken_to_be_utc() -> None:
    for name in ("Mars/Olympus", "", "../etc", "/etc/localtime"):
        assert zone_of(name).key == "UTC"


def test_tomorrow_and_next_week_are_working_days_in_the_morning() -> None:
    friday = at("2026-11-27 15:00")
    assert in_days(friday, BERLIN, 1) == at("2026-11-30 10:00")
    assert in_days(at("2026-11-24 15:00"), BERLIN, 1) == at("2026-11-25 09:30")
    assert next_monday(friday, BERLIN) == at("2026-11-30 10:00")
    assert next_monday(at("2026-11-30 11:00"), BERLIN) == at("2026-12-07 10:00")


def test_five_working_days_from_a_tuesday_end_on_the_next_tuesday() -> None:
    assert after_working_days(at("2026-11-24 10:00"), BERLIN, 5) == at("2026-12-01 16:30")
    assert after_working_days(at("2026-11-28 10:00"), BERLIN, 1) == at("2026-11-30 16:30")
    assert working_days_between(at("2026-11-24 10:00"), at("2026-12-01 16:30"), BERLIN) == 5
    assert working_days_between(at("2026-12-01 10:00"), at("2026-11-24 16:30"), BERLIN) == 0


@settings(max_examples=300, deadline=None)
@given(
    now=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
    tz=st.sampled_from([BERLIN, NEW_YORK, TOKYO, "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo"]),
)
def test_at_any_time_anywhere_the_window_is_ahead_and_open(now: datetime, tz: str) -> None:
    then = next_window(now, tz)
    local = then.astimezone(ZoneInfo(tz))
    assert now <= then <= now + timedelta(days=4)
    assert is_working_day(local.date())
    opens = time(10, 0) if local.weekday() == 0 else time(9, 30)
    assert opens <= local.time() < time(16, 30)
    assert in_window(then, tz)
    assert next_window(then, tz) == then
    assert local_day(then, tz) == local.date()


@settings(max_examples=100, deadline=None)
@given(
    now=st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    days=st.integers(1, 30),
)
def test_counting_working_days_forth_and_back_agrees(now: datetime, days: int) -> None:
    assert working_days_between(now, after_working_days(now, BERLIN, days), BERLIN) == days
