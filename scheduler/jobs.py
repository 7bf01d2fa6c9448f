"""The timetable. APScheduler is only a heartbeat: what is due lives in our tables."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from slack_sdk.web.async_client import AsyncWebClient

from scheduler import people, pulse, reminder, retention
from scheduler.delivery import Sender
from storage.store import Store

HOUR_S = 3600.0


@dataclass(frozen=True, slots=True)
class Clockwork:
    """What jobs work with."""

    store: Store
    client_for: Callable[[str], AsyncWebClient]
    now: Callable[[], datetime]
    sender: Sender


Job = Callable[[Clockwork], Awaitable[None]]


async def mirror_people(clockwork: Clockwork) -> None:
    """Bring the mirror of each directory that is due up to date."""
    await people.mirror_due(clockwork.store, clockwork.client_for, clockwork.now)


async def remind(clockwork: Clockwork) -> None:
    """Write down what people are to be told now; the sender says it."""
    await asyncio.to_thread(reminder.collect, clockwork.store, clockwork.now())


async def run_pulses(clockwork: Clockwork) -> None:
    """Ask whoever is due, and close what is over."""
    await asyncio.to_thread(pulse.run_due, clockwork.store, clockwork.now())


async def purge(clockwork: Clockwork) -> None:
    """Take away what was kept long enough."""
    await asyncio.to_thread(retention.purge, clockwork.store, clockwork.now())


async def end_workspaces(clockwork: Clockwork) -> None:
    """Delete what workspaces left behind that removed the app, on the day it is due."""
    await asyncio.to_thread(retention.end_workspaces, clockwork.store, clockwork.now())


# Seconds between runs; None is the setting TICK_SECONDS.
JOBS: tuple[tuple[str, float | None, Job], ...] = (
    ("people", None, mirror_people),
    ("reminders", None, remind),
    ("pulses", None, run_pulses),
    ("ends", None, end_workspaces),
    ("retention", HOUR_S, purge),
)


def build(clockwork: Clockwork, *, tick_seconds: float) -> AsyncIOScheduler:
    """The scheduler with every job: in memory, one run at a time, a late run still runs, once."""
    defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    scheduler = AsyncIOScheduler(timezone="UTC", job_defaults=defaults)
    for name, seconds, job in JOBS:
        scheduler.add_job(job, "interval", args=[clockwork], seconds=seconds or tick_seconds, id=name)
    return scheduler
