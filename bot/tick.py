"""`python -m bot tick`: run what is due now once; with `--dry-run`, say what would be said to whom, and why."""

import argparse
import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from bot import logs, workspace_choice
from bot.error_message import NEWER, complain, plainly
from bot.memory import remembered
from bot.settings import Settings, load
from bot.terminal import show
from bot.wiring import clock_of, outside
from personas.hours import zone_of
from personas.people import Person
from personas.reminder import NextMessage
from personas.rules.rule import Rule
from personas.views import reminder as view
from personas.views.parts import count
from scheduler import pulse, reminder
from scheduler.delivery import Sender
from storage.installation import Workspace
from storage.migrations import is_current, is_newer
from storage.store import Reading, Store

NO_TIME = "I can't read {!r} as a time. Write it as 2026-11-24T10:00; that is UTC unless an offset such as +01:00 follows."
ALL_OF_THEM = "What is due is run in every workspace at once: --workspace only looks, so add --dry-run to it."
ONLY_AHEAD = "--at only looks: add --dry-run to it, or leave it out to run what is due now."
NOT_READY = (
    "The database holds no workspace of this version yet. Start `python -m bot run` once, then look again."
)
HOW = {NextMessage.POST: "a new message", NextMessage.EDIT: "into the message that is still unanswered"}


def options(parser: argparse.ArgumentParser) -> None:
    """When to look, and whether only to look."""
    parser.add_argument("--at", metavar="TIME", help="look at another time, such as 2026-11-24T10:00 (UTC)")
    parser.add_argument(
        "--dry-run", action="store_true", help="print what would be said to whom and why; say nothing"
    )
    workspace_choice.option(parser)


def main(chosen: argparse.Namespace) -> int:
    """Run once, or only look."""
    try:
        at = _time(chosen.at) if chosen.at else None
    except ValueError:
        return complain(NO_TIME.format(chosen.at))
    if not chosen.dry_run and (at or chosen.workspace):
        return complain(ONLY_AHEAD if at else ALL_OF_THEM)
    return plainly(lambda: asyncio.run(_look(at, chosen.workspace) if chosen.dry_run else _run()))


async def _run() -> int:
    """What the clock of `run` does at every beat, once."""
    settings = load()
    logs.set_up("WARNING")
    async with remembered(settings) as here:
        clients, now = await here.clients(), here.clock.now()
        told = await asyncio.to_thread(reminder.collect, here.store, now)
        await asyncio.to_thread(pulse.run_due, here.store, now)
        sender, sent = Sender(here.store, clients, here.clock.now), 0
        while said := await sender.send_due():
            sent += said
        left = sum(_waiting(here.store, each.tenant) for each in here.known())
    due, tried = count(told, "person", "people"), count(sent, "message")
    show(f"{due} had something due; {tried} tried, {left} still waiting.")
    return 0


def _waiting(store: Store, tenant: str) -> int:
    with store.read(tenant) as reading:
        return reading.deliveries.states().get("pending", 0)


async def _look(at: datetime | None, named: str) -> int:
    """Nothing is written: not even a migration."""
    settings = load()
    logs.set_up("WARNING")
    store = Store.open(settings.database_url)
    try:
        if is_newer(store):
            return complain(NEWER)
        workspaces = _workspaces(store, named)
        if not workspaces:
            return complain(NOT_READY)
        now = at or await _now(settings)
        show(f"{now:%A %d %B %Y, %H:%M} UTC\n")
        for workspace in workspaces:
            if len(workspaces) > 1:
                show(f"{workspace_choice.called(workspace)}:")
            with store.read(workspace.tenant) as reading:
                show("\n".join(_lines(reading, now)))
        show("\n".join(_questions(store, now)))
    finally:
        store.close()
    return 0


def _workspaces(store: Store, named: str) -> list[Workspace]:
    """Those that hear something: all, or the one that was named."""
    if not is_current(store):
        return []
    with store.system() as system:
        running = [each for each in system.installations.every() if not each.stopped_at]
    return [workspace_choice.chosen(running, named)] if named and running else running


def _lines(reading: Reading, now: datetime) -> Iterator[str]:
    """Who would hear what, then why, then what waits already."""
    sayings = reminder.plan(reading, now, silent_too=True)
    if not sayings:
        yield "No reminder is due."
    for saying in sayings:
        yield f"{_who(saying.person, now)}: {f'held, {saying.held}' if saying.held else HOW[saying.next_message]}"
        for case, _ in saying.due:
            item = reading.reminders.item(case, now)
            yield f"  {case.rule.id}  {item.label}: {view.plain_words(item)}"
    for rule in {case.rule.id: case.rule for saying in sayings for case, _ in saying.due}.values():
        yield _why(rule)
    waiting = reading.deliveries.states().get("pending", 0)
    yield f"{count(waiting, 'message')} in the outbox."


def _who(person: Person, now: datetime) -> str:
    local = now.astimezone(zone_of(person.tz))
    return f"{person.name or person.user} ({local:%a %H:%M}, {person.tz})"


def _why(rule: Rule[Any]) -> str:
    days = ", ".join(f"day {day}" for day in rule.rhythm)
    return f"{rule.id}: {rule.explained}; on {days}."


def _questions(store: Store, now: datetime) -> Iterator[str]:
    with store.system() as system:
        over, waiting = len(system.pulses.over(now)), len(system.pulses.waiting(now))
    yield f"{count(over, 'pulse')} to close, {waiting} with somebody to ask."


async def _now(settings: Settings) -> datetime:
    async with outside() as (_, http):
        return (await clock_of(settings, http)).now()


def _time(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
