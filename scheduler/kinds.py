"""Every kind of thing we say later: who renders it, and whether saying it again would do harm."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from scheduler.outgoing import Outgoing
from storage.delivery import Delivery
from storage.store import Reading

Render = Callable[[Reading, Delivery, datetime], Outgoing]


@dataclass(frozen=True, slots=True)
class Kind:
    """`repeatable`: a reaction or a Home, where doing it twice is doing it once."""

    render: Render
    repeatable: bool = False


KINDS: dict[str, Kind] = {}
