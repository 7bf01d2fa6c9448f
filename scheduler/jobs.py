"""The timetable. APScheduler is only a heartbeat: what is due lives in our tables."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from slack_sdk.web.async_client import AsyncWebClient

from scheduler import people, pulse, reminder, retention
from scheduler.failure_log import FailureLog
from storage.store import Store

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class JobContext:
    """What jobs work with. `same_day`: whether somebody else confirms what day it is."""

    store: Store
    client_for: Callable[[str], AsyncWebClient]
    now: Callable[[], datetime]
    same_day: Callable[[], Awaitable[bool]]
    failure_log: FailureLog = field(default_factory=FailureLog)


Job = Callable[[JobContext], Awaitable[None]]


async def mirror_people(job_context: JobContext) -> None:
    """Bring the mirror of each directory that is due up to date."""
    await people.mirror_due(
        job_context.store, job_context.client_for, job_context.now, job_context.failure_log
    )


async def remind(job_context: JobContext) -> None:
    """Write down what people are to be told now; the sender says it."""
    await asyncio.to_thread(reminder.collect, job_context.store, job_context.now(), job_context.failure_log)


async def run_pulses(job_context: JobContext) -> None:
    """Ask whoever is due, and close what is over."""
    await asyncio.to_thread(pulse.run_due, job_context.store, job_context.now(), job_context.failure_log)


async def purge(job_context: JobContext) -> None:
    """Take away what was kept long enough, unless only a wrong clock says so."""
    if await job_context.same_day():
        await asyncio.to_thread(
            retention.purge, job_context.store, job_context.now(), job_context.failure_log
        )


async def end_workspaces(job_context: JobContext) -> None:
    """Delete what workspaces left behind that removed the app, on the day it is due."""
    await asyncio.to_thread(
        retention.end_workspaces, job_context.store, job_context.now(), job_context.failure_log
    )


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


def build(job_context: JobContext, *, tick_seconds: float) -> AsyncIOScheduler:
    """The scheduler with every job: in memory, one run at a time, a late run still runs, once."""
    defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    scheduler = AsyncIOScheduler(timezone="UTC", job_defaults=defaults)
    for name, rest, job in JOBS:
        scheduler.add_job(
            beat, "interval", args=[job_context, name, rest, job], seconds=tick_seconds, id=name
        )
    return scheduler


async def begin(job_context: JobContext) -> None:
    """What does not wait for the first tick."""
    await asyncio.gather(*(beat(job_context, *job) for job in JOBS if job[0] in AT_START))


async def beat(job_context: JobContext, name: str, rest: timedelta, job: Job) -> None:
    """Run a job unless it rests, or failed too lately: then it comes later each time, and is told of once."""
    now, failure_log = job_context.now(), job_context.failure_log
    if failure_log.ready(name, now):
        # Cancelled: the process ends, and what is due stays due. The scheduler would call that an error of the job's.
        with contextlib.suppress(asyncio.CancelledError), failure_log.watched(name, now, rest=rest):
            await job(job_context)
