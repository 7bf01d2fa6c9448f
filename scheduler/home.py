"""Home: shown again when its person changed something."""

from datetime import datetime

from personas.views import home as view
from scheduler.outgoing import Home, Outgoing
from storage.delivery import Delivery
from storage.home import home_of
from storage.store import Reading


def render(reading: Reading, delivery: Delivery, now: datetime) -> Outgoing:
    """A person's Home as it stands now."""
    return Home(view.page(home_of(reading, delivery.person, now)))
