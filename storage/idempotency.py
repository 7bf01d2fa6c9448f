"""Heard once: an event, a click or a form that comes again changes nothing."""

from datetime import datetime

from storage.tables import Heard
from storage.tenancy import TenantTable


class IdempotencyKeys(TenantTable):
    """Keys of what one tenant sent us."""

    def claim(self, key: str, at: datetime) -> bool:
        """Remember the key; False when it was heard before. Part of the transaction it guards."""
        return self.add_new(Heard, ["key"], key=key[:120], at=at)

    def probe(self, at: datetime) -> None:
        """Write something, to see that it can be done."""
        self.put(Heard, {"key": "probe"}, at=at)
