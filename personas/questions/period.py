"""Times in plain words: "last month", "since May", "in the past two weeks"."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = (
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)
SHORTEST_MONTH = 28  # days: a later one is not in every month, and the month is near enough
NUMBERS = {
    word: number
    for number, word in enumerate(
        "a one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
    )
} | {"a": 1, "few": 3, "couple": 2}
DAYS_IN = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}

_MONTH = "|".join(rf"{name[:3]}(?:{name[3:]}|t)?" if name[3:] else name for name in MONTHS)
_UNIT = "day|week|month|quarter|year"
_NUMBER = rf"\d{{1,3}}|{'|'.join(NUMBERS)}"
_LEAD = r"(?:(?:in|over|during|within|for|from|of|since)\s+)?(?:the\s+)?"


@dataclass(frozen=True, slots=True)
class Period:
    """A time as it was said; which days it means depends on the day it is asked on."""

    said: str
    unit: str
    number: int = 1
    year: int = 0
    since: bool = False
    day: int = 0

    def days(self, today: date) -> tuple[date, date]:
        """The first and the last day, both included; nothing ends after today."""
        first, last = _MEANINGS.get(self.unit, _month)(self, today)
        return min(first, today), today if self.since else min(last, today)


def without_period(text: str) -> tuple[str, Period | None]:
    """A text without its time, and the time; the first where it names several."""
    for pattern, read in _PATTERNS:
        if found := pattern.search(text):
            period = read(found)
            return " ".join(f"{text[: found.start()]} {text[found.end() :]}".split()), period
    return text, None


def _said(found: re.Match[str]) -> str:
    return re.sub(
        r"^(?:in|over|during|within|for|from|of)\s+(?:the\s+)?", "", " ".join(found[0].lower().split())
    )


def _since(found: re.Match[str]) -> bool:
    return found[0].lower().startswith("since")


def _rolling(found: re.Match[str]) -> Period:
    word = (found["number"] or "one").lower()
    number = int(word) if word.isdecimal() else NUMBERS[word]
    return Period(_said(found), f"rolling {found['unit'].lower()}", number, since=True)


def _calendar(found: re.Match[str]) -> Period:
    which = "this" if found["which"].lower() in {"this", "current"} else "last"
    return Period(_said(found), f"{which} {found['unit'].lower()}", since=_since(found))


def _named_day(found: re.Match[str]) -> Period:
    return Period(_said(found), found["day"].lower(), since=_since(found))


def _named_month(found: re.Match[str]) -> Period:
    month = next(n for n, name in enumerate(MONTHS, 1) if name.startswith(found["month"].lower()[:3]))
    day = int(re.sub(r"\D", "", found["day"] or "") or 0) or int(found["day"] == "first")
    return Period(_said(found), "month", month, int(found["year"] or 0), _since(found), day)


def _iso(found: re.Match[str]) -> Period:
    return Period(_said(found), found["date"], since=_since(found))


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){pattern}(?!\w)", re.IGNORECASE)


_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Period]], ...] = (
    (
        _compiled(r"(?:in|on|since|from)?\s*(?P<date>\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))"),
        _iso,
    ),
    (
        _compiled(rf"{_LEAD}(?:last|past|previous)\s+(?P<number>{_NUMBER})\s+(?:of\s+)?(?P<unit>{_UNIT})s?"),
        _rolling,
    ),
    (_compiled(rf"(?P<number>{_NUMBER})\s+(?P<unit>{_UNIT})s?\s+(?:ago|back)"), _rolling),
    (_compiled(rf"{_LEAD}past\s+(?P<number>)(?P<unit>{_UNIT})"), _rolling),
    (_compiled(rf"{_LEAD}(?P<which>this|current|last|previous)\s+(?P<unit>{_UNIT})"), _calendar),
    (_compiled(r"(?:since\s+)?(?P<day>yesterday|today|recently|lately)"), _named_day),
    (
        _compiled(
            rf"(?:since|in|on|during|from)\s+(?:(?:early|late|mid|last)\s+)?"
            rf"(?:(?:the\s+)?(?P<day>first|\d{{1,2}}(?:st|nd|rd|th)?)\s+(?:of\s+)?)?(?P<month>{_MONTH})(?:\s+(?P<year>20\d\d))?"
        ),
        _named_month,
    ),
    (_compiled(rf"(?P<day>)(?P<month>{_MONTH})\s+(?P<year>20\d\d)"), _named_month),
)


def _first_of(today: date, unit: str) -> date:
    """The first day of the week, month, quarter or year that a day is in."""
    return {
        "day": today,
        "week": today - timedelta(days=today.weekday()),
        "month": today.replace(day=1),
        "quarter": today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1),
        "year": today.replace(month=1, day=1),
    }[unit]


def _this(period: Period, today: date) -> tuple[date, date]:
    return _first_of(today, period.unit.split()[-1]), today


def _last(period: Period, today: date) -> tuple[date, date]:
    unit = period.unit.split()[-1]
    end = _first_of(today, unit) - timedelta(days=1)
    return _first_of(end, unit), end


def _back(period: Period, today: date) -> tuple[date, date]:
    days = min(period.number * DAYS_IN[period.unit.split()[-1]], today.toordinal() - 1)
    return today - timedelta(days=days), today


def _month(period: Period, today: date) -> tuple[date, date]:
    """A month by its name, the latest that has begun; or a day by its date."""
    if period.unit != "month":
        try:
            day = date.fromisoformat(period.unit)
        except ValueError:  # 2026-02-31
            return today, today
        return day, day
    year = period.year or (today.year if period.number <= today.month else today.year - 1)
    first = date(year, period.number, 1)
    if 0 < period.day <= SHORTEST_MONTH:
        return (one := first.replace(day=period.day)), one
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _yesterday(_: Period, today: date) -> tuple[date, date]:
    return today - timedelta(days=1), today - timedelta(days=1)


def _recently(_: Period, today: date) -> tuple[date, date]:
    return today - timedelta(days=DAYS_IN["month"]), today


_MEANINGS: dict[str, Callable[[Period, date], tuple[date, date]]] = {
    **{f"this {unit}": _this for unit in DAYS_IN},
    **{f"last {unit}": _last for unit in DAYS_IN},
    **{f"rolling {unit}": _back for unit in DAYS_IN},
    "yesterday": _yesterday,
    "today": lambda _, today: (today, today),
    "recently": _recently,
    "lately": _recently,
}
