"""The timetable. APScheduler is only a heartbeat: what is due lives in our tables."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from slack_sdk.web.async_client import AsyncWebClient

from scheduler import people, pulse, reminder, retention
from scheduler.streak import Streaks
from storage.store import Store

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Clockwork:
    """What jobs work with. `same_day`: whether somebody else confirms what day it is."""

    store: Store
    client_for: Callable[[str], AsyncWebClient]
    now: Callable[[], datetime]
    same_day: Callable[[], Awaitable[bool]]
    streaks: Streaks = field(default_factory=Streaks)


Job = Callable[[Clockwork], Awaitable[None]]


async def mirror_people(clockwork: Clockwork) -> None:
    """Bring the mirror of each directory that is due up to date."""
    await people.mirror_due(clockwork.store, clockwork.client_for, clockwork.now, clockwork.streaks)


async def remind(clockwork: Clockwork) -> None:
    """Write down what people are to be told now; the sender says it."""
    await asyncio.to_thread(reminder.collect, clockwork.store, clockwork.now(), clockwork.streaks)


async def run_pulses(clockwork: Clockwork) -> None:
    """Ask whoever is due, and close what is over."""
    await asyncio.to_thread(pulse.run_due, clockwork.store, clockwork.now(), clockwork.streaks)


async def purge(clockwork: Clockwork) -> None:
    """Take away what was kept long enough, unless only a wrong clock says so."""
    if await clockwork.same_day():
        await asyncio.to_thread(retention.purge, clockwork.store, clockwork.now(), clockwork.streaks)


async def end_workspaces(clockwork: Clockwork) -> None:
    """Delete what workspaces left behind that removed the app, on the day it is due."""
    await asyncio.to_thread(retention.end_workspaces, clockwork.store, clockwork.now(), clockwork.streaks)


# Each is looked at with every tick, and rests so long after it went well.
JOBS: tuple[tuple[str, timedelta, Job], ...] = (
    ("people", timedelta(), mirror_people),
    ("reminders", timedelta(), remind),
    ("pulses", timedelta(), run_pulses),
    ("ends", timedelta(), end_workspaces),
    ("retention", HOUR, purge),
)
# Not left to the first tick: who starts anew every minute would never come to it.
AT_START = frozenset({"people", "retention"})


def build(clockwork: Clockwork, *, tick_seconds: float) -> AsyncIOScheduler:
    """The scheduler with every job: in memory, one run at a time, a late run still runs, once."""
    defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    scheduler = AsyncIOScheduler(timezone="UTC", job_defaults=defaults)
    for name, rest, job in JOBS:
        scheduler.add_job(beat, "interval", args=[clockwork, name, rest, job], seconds=tick_seconds, id=name)
    return scheduler


async def begin(clockwork: Clockwork) -> None:
    """What does not wait for the first tick."""
    await asyncio.gather(*(beat(clockwork, *job) for job in JOBS if job[0] in AT_START))


async def beat(clockwork: Clockwork, name: str, rest: timedelta, job: Job) -> None:
    """Run a job unless it rests, or failed too lately: then it comes later each time, and is told of once."""
    now, streaks = clockwork.now(), clockwork.streaks
    if streaks.ready(name, now):
        # Cancelled: the process ends, and what is due stays due. The scheduler would call that an error of the job's.
        with contextlib.suppress(asyncio.CancelledError), streaks.watched(name, now, rest=rest):
            await job(clockwork)
