"""How long somebody wants no messages, in the words people type."""

from datetime import UTC, date, datetime

import pytest

from personas.hours import local_day
from personas.mute import parse_mute

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("typed", "back", "words"),
    [
        ("", date(2026, 12, 8), "two weeks"),
        ("2w", date(2026, 12, 8), "two weeks"),
        ("3d", date(2026, 11, 27), "three days"),
        ("10 days", date(2026, 12, 4), "10 days"),
        ("for two weeks", date(2026, 12, 8), "two weeks"),
        ("a month", date(2026, 12, 24), "a month"),
        ("1 day", date(2026, 11, 25), "a day"),
        ("until 14 May", date(2027, 5, 14), ""),
        ("until May 14, 2027", date(2027, 5, 14), ""),
        ("until dec 1", date(2026, 12, 1), ""),
        ("until 2026-12-01", date(2026, 12, 1), ""),
        ("until Friday", date(2026, 11, 27), ""),
        ("until tuesday", date(2026, 12, 1), ""),
        ("tomorrow", date(2026, 11, 25), ""),
        ("until next week", date(2026, 11, 30), ""),
        ("until next month", date(2026, 12, 1), ""),
    ],
)
def test_a_time_is_read(typed: str, back: date, words: str) -> None:
    quiet = parse_mute(typed, now=NOW, tz=BERLIN)
    assert quiet is not None
    assert (local_day(quiet.until, BERLIN), quiet.words) == (back, words)
    assert local_day(quiet.until.replace(second=1), BERLIN) == back


@pytest.mark.parametrize(
    "typed",
    ["0d", "2x", "forever", "400d", "99999w", "until 2026-11-24", "until 1 may 2020", "until 31 feb", "until",
     "-3d", "14", "<!channel>", "مايو", "3" * 400, "until 14 may 15 june"],
)  # fmt: skip
def test_anything_else_is_no_time(typed: str) -> None:
    assert parse_mute(typed, now=NOW, tz=BERLIN) is None
