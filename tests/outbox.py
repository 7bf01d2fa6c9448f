"""What a sender would take from the outbox, for tests that say it themselves or only look."""

from datetime import datetime

from scheduler.delivery import Sender
from storage.delivery import Delivery
from storage.outbox import Throttle
from storage.store import Store

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
