"""When somebody may be written to: their own working hours, in their own time zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

OPENS, MONDAY_OPENS, CLOSES = time(9, 30), time(10, 0), time(16, 30)
MONDAY, SATURDAY = 0, 5


def next_window(now: datetime, tz: str) -> datetime:
    """The first moment from now on, in UTC, inside 9:30 to 16:30 of a working day there; Mondays from 10."""
    day = now.astimezone(zone_of(tz)).date()
    while True:
        if is_working_day(day) and now < _moment(day, CLOSES, tz):
            return max(now.astimezone(UTC), _moment(day, _opening(day), tz))
        day += timedelta(days=1)


def in_window(now: datetime, tz: str) -> bool:
    """Whether one may write to them right now."""
    return next_window(now, tz) == now


def in_days(now: datetime, tz: str, days: int) -> datetime:
    """The first moment of their window on the day that many days from now, or on the working day after it."""
    day = now.astimezone(zone_of(tz)).date() + timedelta(days=days)
    while not is_working_day(day):
        day += timedelta(days=1)
    return _moment(day, _opening(day), tz)


def next_monday(now: datetime, tz: str) -> datetime:
    """Next week, as people mean it: Monday at ten, theirs."""
    today = now.astimezone(zone_of(tz)).date()
    return _moment(today + timedelta(days=7 - today.weekday()), MONDAY_OPENS, tz)


def after_working_days(now: datetime, tz: str, days: int) -> datetime:
    """The end of their window that many working days from today."""
    day = now.astimezone(zone_of(tz)).date()
    left = days
    while left or not is_working_day(day):
        day += timedelta(days=1)
        left -= is_working_day(day) and left > 0
    return _moment(day, CLOSES, tz)


def local_day(now: datetime, tz: str) -> date:
    """Which day it is for them."""
    return now.astimezone(zone_of(tz)).date()


def is_working_day(day: date) -> bool:
    """Monday to Friday."""
    return day.weekday() < SATURDAY


def zone_of(tz: str) -> ZoneInfo:
    """The zone of an IANA name; a name nobody knows is taken to be UTC."""
    try:
        return ZoneInfo(tz)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def _opening(day: date) -> time:
    return MONDAY_OPENS if day.weekday() == MONDAY else OPENS


def _moment(day: date, at: time, tz: str) -> datetime:
    """A wall-clock time there as UTC: whatever daylight saving does, the clock on their wall shows it."""
    return datetime.combine(day, at, zone_of(tz)).astimezone(UTC)
