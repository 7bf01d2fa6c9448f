"""One tenant's pulses."""

from sqlalchemy import Connection

from storage.tenancy import Shelf


class Pulses(Shelf):
    """One tenant's pulses."""


class DuePulses:
    """Pulses of any tenant whose time has come."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
