"""Reminders: what is due under every rule becomes one message per person, in their own working hours."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from personas.hours import local_day, next_window
from personas.people import Person
from personas.reminder import (
    ITEMS_MOST,
    UNANSWERED_MOST,
    Bundle,
    Case,
    Message,
    NextMessage,
    Track,
    ignored,
    is_due,
    next_message,
    over_budget,
    said,
    track_of,
    why_not_now,
)
from personas.views import reminder as view
from scheduler.failure_log import FailureLog
from scheduler.outgoing import Drop, Outgoing, Post, Wait
from storage.delivery import Delivery, Progress
from storage.store import Reading, Store, Writing

KIND = "reminder"
WEEK = timedelta(days=7)
# Somebody away or not in the directory is looked at again on their next day.
LOOK_AGAIN = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Planned:
    """What is due for one person now, and what keeps it from being said, if anything does."""

    person: Person
    due: tuple[tuple[Case, Track], ...]
    last: tuple[Bundle, ...]
    next_message: NextMessage
    held: str


def collect(store: Store, now: datetime, failure_log: FailureLog | None = None) -> int:
    """Write down what every workspace's people are to be told now; tells how many messages that makes.

    One workspace that breaks must not silence the others.
    """
    failure_log, written = failure_log or FailureLog(), 0
    with store.system() as system:
        workspaces = system.installations.all()
    for tenant in (workspace.tenant for workspace in workspaces):
        what = f"the reminders of {tenant}"
        if failure_log.ready(what, now):
            with failure_log.watched(what, now):
                written += _collect(store, tenant, now)
    return written


def plan(reading: Reading, now: datetime, *, silent_too: bool = False) -> list[Planned]:
    """Everything due now by person: the clock acts on it. With the silent ones, and why: `tick --dry-run`."""
    workspace = reading.installation.get()
    if workspace is None:
        return []
    by_person: dict[str, list[Case]] = defaultdict(list)
    for case in reading.reminders.cases(now):
        by_person[case.person].append(case)
    people = reading.people.some(by_person)
    found = []
    for user, cases in sorted(by_person.items()):
        person = people.get(user) or Person(user, "")
        not_now = why_not_now(person, now=now, installed_at=workspace.installed_at)
        if silent_too or not not_now:
            found.append(_saying(reading, person, cases, now, not_now=not_now))
    return [planned for planned in found if planned.due]


def render(reading: Reading, delivery: Delivery, now: datetime) -> Outgoing:
    """The message as it stands now. One not posted yet waits for its person's hours again."""
    message = reading.reminders.message(delivery.subject_id, now)
    if message is None or (not delivery.ts and not message.open):
        return Drop("settled before it was said")
    if not delivery.ts and (reason := _silent(reading, message.person, now)):
        return _later(message, reason, now)
    return Post(view.message(message, now), view.summary(message))


def _collect(store: Store, tenant: str, now: datetime) -> int:
    with store.read(tenant) as reading:
        ready = [planned for planned in plan(reading, now) if not planned.held]
        settled = bool(reading.reminders.settled(now))
    if settled:
        with store.begin(tenant, now=now) as tx:
            _bring_up_to_date(tx, now)
    return sum(_tell(store, tenant, planned, now) for planned in ready)


def _tell(store: Store, tenant: str, planned: Planned, now: datetime) -> bool:
    """Look at the person again inside the transaction; the day's row is taken by one process only."""
    with store.begin(tenant, now=now) as tx:
        tx.reminders.lock(planned.person.user)
        person = tx.people.known(planned.person.user)
        cases = [case for case, _ in planned.due]
        planned = _saying(tx, person, cases, now, not_now=_silent(tx, person, now))
        return _write(tx, planned, now) if planned.due and not planned.held else False


def _write(tx: Writing, planned: Planned, now: datetime) -> bool:
    user, tz = planned.person.user, planned.person.tz
    into = _standing(tx, planned.last[0]) if planned.next_message is NextMessage.EDIT else 0
    monthly = ignored(planned.last) + 1 >= UNANSWERED_MOST
    claimed = tx.reminders.claim_day(user, local_day(now, tz), now=now, message=into, monthly=monthly)
    if claimed is None:
        return False
    message = into or claimed
    for case, track in planned.due:
        tx.reminders.keep(said(case, track, now=now, tz=tz, bundle_id=message))
    tx.deliveries.want(KIND, key=f"{KIND}:{message}", subject_id=message, person=user, now=now)
    return True


def _standing(tx: Writing, bundle: Bundle) -> int:
    """The message of a bundle, or 0 where Slack never took it: then another one is posted."""
    alive = {Progress.PENDING, Progress.SENDING, Progress.SENT}
    found = tx.deliveries.of(KIND, bundle.message)
    return bundle.message if any(delivery.state in alive for delivery in found) else 0


def _bring_up_to_date(tx: Writing, now: datetime) -> None:
    """Items that settled themselves are struck off their messages."""
    for message_id, item in tx.reminders.settled(now):
        if item.settled:
            tx.reminders.close(item.track.id, item.settled, at=now)
        message = tx.reminders.message(message_id, now)
        if message and not message.open:
            tx.reminders.answered(message_id, at=now)


def _saying(
    reading: Reading, person: Person, cases: Sequence[Case], now: datetime, *, not_now: str
) -> Planned:
    tracks, tz, today = reading.reminders.tracks(person.user), person.tz, local_day(now, person.tz)
    pairs = [(case, track_of(case, tracks.get((case.rule.id, case.subject_id)))) for case in cases]
    due = [(case, track) for case, track in pairs if is_due(case, track, now=now, tz=tz, less=person.less)]
    due.sort(key=lambda pair: (pair[0].ripe_on(tz), pair[0].rule.id, pair[0].subject_id))
    last = tuple(reading.reminders.bundles(person.user)) if due else ()
    asked = reading.reminders.asked(person.user, today - WEEK) if due else []
    how = next_message(last, today)
    enough = over_budget(today, told=[bundle.day for bundle in last], asked=asked)
    held = not_now or enough or (how.value if how is NextMessage.WAIT else "")
    return Planned(person, tuple(due[:ITEMS_MOST]), last, how, held)


def _silent(reading: Reading, person: Person, now: datetime) -> str:
    workspace = reading.installation.get()
    return why_not_now(person, now=now, installed_at=workspace.installed_at) if workspace else ""


def _later(message: Message, reason: str, now: datetime) -> Outgoing:
    person = message.person
    if person.stopped_at or not person.reachable:
        return Drop(reason)
    opens = next_window(now, person.tz)
    if person.muted(now) and person.muted_until:
        return Wait(next_window(person.muted_until, person.tz), reason)
    return Wait(opens if opens > now else next_window(now + LOOK_AGAIN, person.tz), reason)
