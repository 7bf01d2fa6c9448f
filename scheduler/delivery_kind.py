"""Every kind of thing we say later: who renders it, and whether saying it again would do harm."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from scheduler import decision, evidence, home, pulse, reminder
from scheduler.outgoing import Outgoing
from storage.delivery import Delivery
from storage.store import Reading, Writing

Render = Callable[[Reading, Delivery, datetime], Outgoing]
RenderAll = Callable[[Reading, Sequence[Delivery], datetime], list[Outgoing]]
NotSaid = Callable[[Writing, Delivery, datetime], None]


class UncertainPolicy(Enum):
    """What to do where nobody can find out whether a first post was said."""

    OWN_UP = auto()  # it stays uncertain, and an admin is told
    SKIP = auto()  # it will be said at its next turn anyway
    RESEND_ONCE = (
        auto()
    )  # where its conversation could be read and shows nothing of ours; else it is owned up to


@dataclass(frozen=True, slots=True)
class Kind:
    """`repeatable`: a reaction or a Home, where doing it twice is doing it once.

    `not_said` is what is wanted instead once Slack refused the first post for good, `in_doubt` what is wanted besides
    where nobody can find out whether it was said. `method` is what says it first. `together` renders many at once,
    where that costs less than one after the other.
    """

    render: Render
    repeatable: bool = False
    not_said: NotSaid | None = None
    in_doubt: NotSaid | None = None
    method: str = "chat.postMessage"
    doubt: UncertainPolicy = UncertainPolicy.OWN_UP
    together: RenderAll | None = None

    def words(self, reading: Reading, deliveries: Sequence[Delivery], now: datetime) -> list[Outgoing]:
        """What each of these becomes now."""
        if self.together:
            return self.together(reading, deliveries, now)
        return [self.render(reading, each, now) for each in deliveries]


KINDS: dict[str, Kind] = {
    "ask": Kind(
        pulse.ask,
        not_said=pulse.not_asked,
        in_doubt=pulse.may_not_be_asked,
        doubt=UncertainPolicy.RESEND_ONCE,
        together=pulse.asks,
    ),
    "decision": Kind(decision.receipt, not_said=decision.not_posted, in_doubt=decision.in_doubt),
    "decision_private": Kind(decision.private_receipt),
    "decision_taken_back": Kind(decision.taken_back),
    "evidence_note": Kind(evidence.note, method="chat.postEphemeral"),
    "evidence_saved": Kind(evidence.saved, method="chat.postEphemeral"),
    "evidence_unread": Kind(evidence.unread),
    "filing_off": Kind(evidence.filing_off, method="chat.postEphemeral"),
    "home": Kind(home.render, repeatable=True, method="views.publish"),
    "reminder": Kind(reminder.render, doubt=UncertainPolicy.SKIP),
    "tick": Kind(evidence.tick, repeatable=True, method="reactions.add"),
    "result": Kind(pulse.result),
    "result_shared": Kind(pulse.result_shared),
}
