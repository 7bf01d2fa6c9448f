"""How long somebody wants no messages: "2w", "3 days", "until 14 May"."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from personas.hours import local_day, zone_of

LONGEST_DAYS = 366
DEFAULT_WORDS = "two weeks"
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "twelve": 12,
}  # fmt: skip
_SPELT = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}
_UNITS = {"d": 1, "day": 1, "w": 7, "wk": 7, "week": 7, "m": 30, "mo": 30, "month": 30}
_UNIT_NAMES = {1: "day", 7: "week", 30: "month"}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_SPAN = re.compile(r"(?:for )?(?:(\d{1,4}) ?|([a-z]+) )(d|w|m|mo|wk|day|week|month)s?")


@dataclass(frozen=True, slots=True)
class Mute:
    """Silence until a moment; `words` say it as "for two weeks" or, when empty, by its date alone."""

    until: datetime
    words: str = ""


def parse_mute(text: str, *, now: datetime, tz: str) -> Mute | None:
    """What somebody typed behind `/persona mute`; None when that is no time, or one that is over."""
    plain = " ".join(text.casefold().replace(",", " ").split()).rstrip(".")
    today = local_day(now, tz)
    if span := _SPAN.fullmatch(plain or DEFAULT_WORDS):
        return _for(span.group(1) or span.group(2), _UNITS[span.group(3)], today, tz)
    day = _day(plain.removeprefix("until ").removeprefix("till ").strip(), today)
    if day is None or not 0 < (day - today).days <= LONGEST_DAYS:
        return None
    return Mute(_morning(day, tz))


def _for(amount: str, unit: int, today: date, tz: str) -> Mute | None:
    number = int(amount) if amount.isdecimal() else _NUMBERS.get(amount, 0)
    if not 0 < number * unit <= LONGEST_DAYS:
        return None
    name = _UNIT_NAMES[unit]
    words = f"a {name}" if number == 1 else f"{_SPELT.get(number, number)} {name}s"
    return Mute(_morning(today + timedelta(days=number * unit), tz), words)


def _day(text: str, today: date) -> date | None:
    if text in {"tomorrow", "next week", "next month"}:
        return _soon(text, today)
    if text.removeprefix("next ") in _WEEKDAYS:
        ahead = (_WEEKDAYS.index(text.removeprefix("next ")) - today.weekday()) % 7
        return today + timedelta(days=ahead or 7)
    try:
        return date.fromisoformat(text)
    except ValueError:
        return _day_of_month(text, today)


def _soon(text: str, today: date) -> date:
    if text == "tomorrow":
        return today + timedelta(days=1)
    if text == "next week":
        return today + timedelta(days=7 - today.weekday())
    return (today.replace(day=1) + timedelta(days=32)).replace(day=1)


def _day_of_month(text: str, today: date) -> date | None:
    """ "14 May", "May 14", "14 may 2027": without a year, the next one."""
    numbers = [int(each) for each in re.findall(r"\d+", text)]
    names = [index for index, month in enumerate(_MONTHS, 1) for word in re.findall(r"[a-z]{3,}", text)
             if month.startswith(word)]  # fmt: skip
    if len(names) != 1 or len(numbers) not in {1, 2} or len(text.split()) != len(numbers) + 1:
        return None
    for year in numbers[1:] or (today.year, today.year + 1):
        try:
            day = date(year, names[0], numbers[0])
        except ValueError:
            continue
        if day > today:
            return day
    return None


def _morning(day: date, tz: str) -> datetime:
    """The beginning of that day, theirs."""
    return datetime.combine(day, time(), zone_of(tz)).astimezone(UTC)
