"""What a sender would take from the outbox, for tests that say it themselves or only look."""

from datetime import datetime

from scheduler.delivery import Sender
from storage.delivery import Delivery
from storage.outbox import SentMessage, Throttle
from storage.rate_limit import CHANNEL_GAP
from storage.store import Store, Writing

# As though Slack took everything at once: how fast it lets us speak has tests of its own.
UNPACED = Throttle(rate_limits={})


def leased(store: Store, now: datetime, *, owner: str = "test") -> list[Delivery]:
    """What is due, in every lane; no other owner gets it meanwhile."""
    with store.system() as system:
        return [
            row
            for lane in Sender.lanes
            for row in system.deliveries.take(now, owner=owner, limit=500, lane=lane, throttle=UNPACED)
        ]


def say_all(store: Store, now: datetime) -> list[Delivery]:
    """Slack took all that was due, and what had to wait for its second in a channel."""
    said: list[Delivery] = []
    while due := leased(store, now):
        with store.system() as system:
            system.deliveries.sent_all([_taken(row) for row in due])
        said, now = [*said, *due], now + CHANNEL_GAP
    return said


def _taken(row: Delivery) -> SentMessage:
    """New messages stand in the channel, or in a conversation with their person."""
    place = row.posted_channel or row.channel or f"D{row.person}"
    return SentMessage(row, place, row.ts or f"{row.id}.0")


def change(tx: Writing, kind: str, subject_id: int, *, now: datetime, person: str = "") -> int:
    """What a message shows was changed; tells how many messages that is."""
    found = [row for row in tx.deliveries.of(kind, subject_id) if not person or row.person == person]
    tx.deliveries.again({row.id: row.kind for row in found}, now=now)
    return len(found)
