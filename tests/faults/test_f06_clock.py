"""F6: every zone of the world over three years of clock changes, and a clock that somebody sets wrong."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import available_timezones

from personas.hours import _moment, in_days, in_window, is_working_day, local_day, next_window
from scheduler.reminder import collect
from storage.store import Store
from tests.conftest import TENANT
from tests.faults.conftest import Figures
from tests.scheduler.test_reminder import LONG_AGO, MARA, TUESDAY, install, persona

FIRST, DAYS = date(2026, 1, 1), 1096
TIMES = (time(0, 0), time(1, 30), time(2, 30), time(3, 0))
# Half-hour clocks, changes at midnight, Ramadan, two hours at once, the far ends of the day.
STRANGE = (
    "Africa/Cairo", "Africa/Casablanca", "America/Havana", "America/Nuuk", "America/Santiago", "America/St_Johns",
    "Antarctica/Troll", "Asia/Beirut", "Asia/Gaza", "Asia/Kathmandu", "Atlantic/Azores", "Australia/Lord_Howe",
    "Europe/Berlin", "America/New_York", "Pacific/Apia", "Pacific/Chatham", "Pacific/Kiritimati", "Pacific/Niue",
)  # fmt: skip


def test_each_time_of_day_comes_once_on_each_local_day_everywhere(long: bool, figures: Figures) -> None:
    zones = sorted(available_timezones()) if long else STRANGE
    missed = doubled = 0
    for tz in zones:
        for at in TIMES:
            moments = [_moment(day, at, tz) for day in _days()]
            days = Counter(local_day(moment, tz) for moment in moments)
            missed += sum(day not in days for day in _days())
            doubled += sum(number > 1 for number in days.values())
            doubled += sum(after <= before for before, after in pairwise(moments))
    figures(
        "F6", zones=len(zones), occurrences=len(zones) * len(TIMES) * DAYS, missed=missed, doubled=doubled
    )
    assert (missed, doubled) == (0, 0)


def test_the_window_opens_once_on_each_working_day_everywhere(long: bool, figures: Figures) -> None:
    zones = sorted(available_timezones()) if long else STRANGE[::3]
    wrong = 0
    for tz in zones:
        working = [day for day in _days() if is_working_day(day)]
        now, opened = next_window(datetime(2025, 12, 31, 23, tzinfo=UTC), tz), []
        while local_day(now, tz) <= working[-1]:
            wrong += not in_window(now, tz)
            opened.append(local_day(now, tz))
            now = in_days(now, tz, 1)
        wrong += [day for day in opened if day >= FIRST] != working
    figures("F6", zones=len(zones), windows_wrong=wrong)
    assert wrong == 0


def test_a_clock_that_jumps_reminds_once_a_day_and_catches_up_once(
    store: Store, long: bool, figures: Figures
) -> None:
    install(store)
    persona(store, "New teammate", at=LONG_AGO)
    told: Counter[date] = Counter()
    steps = list(_stepped(minutes=30 if long else 8 * 60))
    for now in steps:
        told[local_day(now, MARA.tz)] += collect(store, now)
    with store.read(TENANT) as reading:
        bundles = reading.reminders.bundles(MARA.user)
    doubled = sum(number > 1 for number in told.values())
    figures("F6", looks=len(steps), told=sum(told.values()), doubled=doubled)
    assert doubled == 0
    assert len(bundles) == sum(told.values()) == 3


def test_three_days_away_are_caught_up_with_one_message(store: Store) -> None:
    install(store)
    for name in ("New teammate", "Ops admin", "Signing buyer"):
        persona(store, name, at=LONG_AGO)
    assert collect(store, TUESDAY) == 1
    away = TUESDAY + timedelta(days=7)
    assert collect(store, away + timedelta(days=3)) == 1
    assert [collect(store, away + timedelta(days=3, minutes=step)) for step in range(10)] == [0] * 10


def _days() -> Iterator[date]:
    return (FIRST + timedelta(days=each) for each in range(DAYS))


def _stepped(*, minutes: int) -> Iterator[datetime]:
    """Seven weeks, with the clock an hour back or ahead now and then, and three days ahead once."""
    now, end = TUESDAY, TUESDAY + timedelta(days=49)
    leap = TUESDAY + timedelta(days=18)
    for step in range(10_000):
        if now >= end:
            return
        now += timedelta(minutes=minutes)
        if now - timedelta(minutes=minutes) < leap <= now:
            now += timedelta(days=3)
        yield now + timedelta(hours=(0, 1, 0, -1, 0)[step % 5])
