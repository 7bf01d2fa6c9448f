"""The demo's clock: opens on a Tuesday at 10:00, ticks in real time or faster, and can be set or moved forward."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from zoneinfo import ZoneInfo

TEAM_ZONE = ZoneInfo("Europe/Lisbon")
OPENING = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
MORNING = time_of_day(10, 0)
JUMPS = ("next working day 10:00", "tomorrow", "in an hour")
SATURDAY = 5
RATE_MOST = 1000


class DemoClock:
    """The time everybody in the workspace agrees on."""

    def __init__(self, start: datetime = OPENING) -> None:
        self._changed = asyncio.Event()
        self.rate = 1.0
        self.set(start)

    def now(self) -> datetime:
        """The demo's time, aware, in UTC."""
        return self._set_to + timedelta(seconds=(time.monotonic() - self._set_at) * self.rate)

    def set(self, moment: datetime) -> None:
        """Go to a moment; one without a zone is taken as UTC."""
        self._set_to = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        self._set_at = time.monotonic()
        self._changed.set()
        self._changed = asyncio.Event()

    def advance(self, seconds: float) -> None:
        """Go forward, or back with a negative number."""
        self.set(self.now() + timedelta(seconds=seconds))

    def run(self, rate: float) -> None:
        """Tick so many times faster than real time from now on."""
        if not 0 < rate <= RATE_MOST:
            raise ValueError(f"The clock can run up to {RATE_MOST} times as fast as real time.")
        now, self.rate = self.now(), rate
        self.set(now)

    def jump(self, name: str) -> None:
        """Go to one of the named moments in JUMPS."""
        if name not in JUMPS:
            raise ValueError(f"The clock can jump to: {', '.join(JUMPS)}.")
        if name == "in an hour":
            self.advance(3600)
        else:
            self.set(_tomorrow(self.now()) if name == "tomorrow" else next_working_morning(self.now()))

    async def sleep(self, seconds: float) -> None:
        """Until so much demo time has passed, by waiting or by someone moving the clock."""
        until = self.now() + timedelta(seconds=seconds)
        while (left := (until - self.now()).total_seconds()) > 0:
            changed = self._changed
            try:
                await asyncio.wait_for(changed.wait(), timeout=left / self.rate)
            except TimeoutError:
                continue

    def as_json(self) -> dict[str, str]:
        """The time for the page: as ISO text, and as people say it."""
        now = self.now()
        local = now.astimezone(TEAM_ZONE)
        return {
            "now": now.isoformat(timespec="seconds"),
            "label": f"{local:%A} {local.day} {local:%B, %H:%M}",
        }


def next_working_morning(moment: datetime) -> datetime:
    """The next day from Monday to Friday, at ten in the team's own time."""
    day = moment.astimezone(TEAM_ZONE).date() + timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return datetime.combine(day, MORNING, TEAM_ZONE)


def _tomorrow(moment: datetime) -> datetime:
    return moment.astimezone(TEAM_ZONE) + timedelta(days=1)
