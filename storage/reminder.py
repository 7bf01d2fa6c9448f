"""One tenant's reminders."""

from storage.tenancy import Shelf


class Reminders(Shelf):
    """One tenant's reminders."""
