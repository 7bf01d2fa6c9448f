"""Time takes away what has served, and workspaces that ended: in small steps, so that nobody waits for it."""

import logging
from collections import Counter
from datetime import datetime

from storage.retention import BATCH, rules
from storage.store import Store

log = logging.getLogger(__name__)


def purge(store: Store, now: datetime) -> dict[str, int]:
    """Drop what is over, one small transaction after the other; tells how many rows of each."""
    done: Counter[str] = Counter()
    for rule in rules(now, store.kept):
        gone = BATCH
        while gone == BATCH:
            with store.system() as system:
                gone = system.retention.drop(rule)
            done[rule.noun] += gone
    with store.system() as system:
        done["comments"] += system.retention.silence(now, store.kept)
    done["workspaces"] += _ended(store, now)
    told = {noun: number for noun, number in done.items() if number}
    if told:
        log.info("kept long enough: %s", ", ".join(f"{number} {noun}" for noun, number in told.items()))
    return told


def _ended(store: Store, now: datetime) -> int:
    """Workspaces whose time to come back is over."""
    with store.system() as system:
        over = system.installations.to_purge(now)
    for tenant in over:
        with store.system() as system:
            system.installations.purge(tenant, now=now)
    return len(over)
