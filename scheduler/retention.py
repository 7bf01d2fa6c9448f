"""Time takes away what has served, and workspaces that ended: in small steps, so that nobody waits for it."""

import logging
from collections import Counter
from datetime import datetime

from scheduler.failure_log import FailureLog
from storage.retention import BATCH, rules
from storage.store import Store

log = logging.getLogger(__name__)


def purge(store: Store, now: datetime, failure_log: FailureLog | None = None) -> dict[str, int]:
    """Drop what is over, one small transaction after the other; tells how many rows of each."""
    done: Counter[str] = Counter(answer=forget_answers(store, now))
    for rule in rules(now, store.kept):
        gone = BATCH
        while gone == BATCH:
            with store.system() as system:
                gone = system.retention.drop(rule)
            done[rule.noun] += gone
    done["workspaces"] += end_workspaces(store, now, failure_log)
    told = {noun: number for noun, number in done.items() if number}
    if told:
        log.info("kept long enough: %s", ", ".join(f"{number} {noun}" for noun, number in told.items()))
    return told


def forget_answers(store: Store, now: datetime) -> int:
    """Take answers and sentences out of pulses that closed long ago, and out of the cards that show them in Slack."""
    gone = 0
    with store.system() as system:
        old = system.retention.answered(now, store.kept)
    for tenant, pulse_id in old:
        with store.begin(tenant, now=now) as tx:
            gone += tx.pulses.forget_answers(pulse_id)
    return gone


def end_workspaces(store: Store, now: datetime, failure_log: FailureLog | None = None) -> int:
    """Delete everything of workspaces whose time to come back is over; tells how many those were.

    One that can't be deleted must not keep the others.
    """
    failure_log, ended = failure_log or FailureLog(), 0
    with store.system() as system:
        over = system.installations.to_purge(now)
    for tenant in over:
        what = f"the end of {tenant}"
        if failure_log.ready(what, now):
            with failure_log.watched(what, now):
                ended += _purged(store, tenant, now)
    return ended


def _purged(store: Store, tenant: str, now: datetime) -> bool:
    with store.system() as system:
        rows = system.installations.purge(tenant, now=now)
    if rows:
        log.info("%s was removed long enough ago: %d rows deleted", tenant, rows)
    return bool(rows)
