"""Every kind of thing we say later: who renders it, and whether saying it again would do harm."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from scheduler import decision, evidence, home, pulse, reminder
from scheduler.outgoing import Outgoing
from storage.delivery import Delivery
from storage.store import Reading, Writing

Render = Callable[[Reading, Delivery, datetime], Outgoing]
NotSaid = Callable[[Writing, Delivery, datetime], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """`repeatable`: a reaction or a Home, where doing it twice is doing it once.

    `not_said` is what is wanted instead once Slack refused the first post for good.
    """

    render: Render
    repeatable: bool = False
    not_said: NotSaid | None = None


KINDS: dict[str, Kind] = {
    "ask": Kind(pulse.ask, not_said=pulse.not_asked),
    "decision": Kind(decision.receipt, not_said=decision.not_posted),
    "decision_private": Kind(decision.private_receipt),
    "evidence_note": Kind(evidence.note),
    "evidence_saved": Kind(evidence.saved),
    "evidence_unread": Kind(evidence.unread),
    "home": Kind(home.render, repeatable=True),
    "reminder": Kind(reminder.render),
    "tick": Kind(evidence.tick, repeatable=True),
    "result": Kind(pulse.result),
    "result_shared": Kind(pulse.result_shared),
}
