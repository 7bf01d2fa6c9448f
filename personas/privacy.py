"""What the product knows about one person, in a form that can be told to them."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from personas.decision import Decision
from personas.evidence import Evidence
from personas.people import Person
from personas.persona import PersonaRef
from personas.pulse import Given, Pulse


@dataclass(frozen=True, slots=True)
class RetentionPeriods:
    """How long things are kept; then the clock takes them away (scheduler/retention.py). The settings may say otherwise."""

    answers: timedelta = timedelta(days=365)
    messages: timedelta = timedelta(days=30)
    audit: timedelta = timedelta(days=400)
    # Slack wants everything deleted within 14 days; until then who removed the app by mistake gets it all back.
    removed: timedelta = timedelta(days=10)


# What is longer is listed so far, and counted beyond it.
LISTED = 10
# What stands where somebody's own words were.
ERASED = "These words were removed at a person's request."


@dataclass(frozen=True, slots=True)
class Told:
    """A question that was put to somebody. Of a closed confidential pulse nobody can say what they answered."""

    pulse: Pulse
    asked_on: date
    done: bool
    given: Given | None = None

    @property
    def beyond_reach(self) -> bool:
        """Whether nothing leads from the person to what they said any more."""
        return self.pulse.confidential and not self.pulse.open


@dataclass(frozen=True, slots=True)
class MyData:
    """Everything that carries a person's id, the newest first, with counts of what is too much or too dull to list."""

    person: Person
    told: tuple[Told, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    decisions: tuple[Decision, ...] = ()
    pulses: tuple[Pulse, ...] = ()
    looked_after: tuple[PersonaRef, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def answers(self) -> int:
        """How many of their answers can be found, and so deleted."""
        return sum(each.given is not None for each in self.told)
