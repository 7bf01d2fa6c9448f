"""Evidence: what was seen or said, by how many of how many, from where, and when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

TEXT_MAX = 3000
QUOTE_MAX = 600


class Source(StrEnum):
    """Where a piece of evidence comes from."""

    INTERVIEW = "interview"
    TICKET = "ticket"
    METRIC = "metric"
    CHURN = "churn note"
    SALES_CALL = "sales call"
    OBSERVATION = "observation"
    PULSE = "pulse"
    MESSAGE = "message"


class Kind(StrEnum):
    """What a piece of evidence shows."""

    STUCK = "stuck"
    VERBATIM = "verbatim"
    AVOIDANCE = "avoidance"
    QUIET = "quiet"
    METRIC = "metric"
    PULSE = "pulse"
    OBSERVATION = "observation"


class Polarity(StrEnum):
    """What a piece of evidence does to the claim it is about."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    NEW = "new"


class State(StrEnum):
    """A draft waits for somebody to say whom it is about; withdrawn ones are kept for the record."""

    DRAFT = "draft"
    FILED = "filed"
    WITHDRAWN = "withdrawn"


class Standing(StrEnum):
    """What the mixture of sources allows one to say. Computed, never typed."""

    NONE = "no evidence yet"
    SAID = "said, not yet seen at scale: perhaps a vocal minority"
    COUNTED = "seen at scale, reason unknown"
    BOTH = "act on it"
    CONTESTED = "contested"


SAID = frozenset({Source.INTERVIEW, Source.SALES_CALL, Source.PULSE, Source.OBSERVATION, Source.MESSAGE})
COUNTED = frozenset({Source.TICKET, Source.CHURN, Source.METRIC})

# Only asking yields an honest m; tickets one happened to see are shown as a count, never as a rate.
RATED = frozenset({Source.INTERVIEW, Source.PULSE, Source.SALES_CALL, Source.OBSERVATION, Source.METRIC})

# After this long a piece of evidence is worth half of what it was: numbers age faster than stories.
HALF_LIFE: dict[Source, timedelta] = {
    Source.METRIC: timedelta(days=60),
    Source.TICKET: timedelta(days=90),
    Source.MESSAGE: timedelta(days=90),
    Source.PULSE: timedelta(days=90),
    Source.SALES_CALL: timedelta(days=120),
    Source.CHURN: timedelta(days=180),
    Source.OBSERVATION: timedelta(days=180),
    Source.INTERVIEW: timedelta(days=180),
}


@dataclass(frozen=True, slots=True)
class Tally:
    """What one kind of source says about a claim: distinct sources, people counted (n of m), newest date."""

    source: Source
    pieces: int
    sources: int
    n: int = 0
    m: int = 0
    contradictions: int = 0
    newest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Backing:
    """The arithmetic under a claim. `hidden` counts pieces from private channels the reader may not see."""

    tallies: tuple[Tally, ...] = ()
    hidden: int = 0

    @property
    def pieces(self) -> int:
        """Pieces of supporting evidence the reader may see."""
        return sum(tally.pieces for tally in self.tallies)

    @property
    def contradictions(self) -> int:
        """Pieces that say otherwise."""
        return sum(tally.contradictions for tally in self.tallies)

    @property
    def newest(self) -> datetime | None:
        """When the newest piece happened."""
        return max((tally.newest for tally in self.tallies if tally.newest), default=None)

    @property
    def weight(self) -> int:
        """Orders claims: people counted where there are counts, sources elsewhere."""
        return sum(max(tally.n, tally.sources) for tally in self.tallies)

    @property
    def standing(self) -> Standing:
        """Interviews only, tickets only, both, contested, or nothing yet."""
        kinds = {tally.source for tally in self.tallies if tally.pieces}
        if self.contradictions:
            return Standing.CONTESTED
        if not kinds:
            return Standing.NONE
        if kinds & SAID and kinds & COUNTED:
            return Standing.BOTH
        return Standing.SAID if kinds & SAID else Standing.COUNTED


@dataclass(frozen=True, slots=True)
class Evidence:
    """EV-12. `channel` and `ts` name the Slack message it came from; `seen_by` are the people who reacted."""

    id: int
    number: int
    text: str
    kind: Kind
    source: Source
    polarity: Polarity
    state: State
    reporter: str
    filed_at: datetime
    happened_at: datetime
    persona_id: int | None = None
    claim_id: int | None = None
    source_key: str = ""
    link: str = ""
    author: str = ""
    own_words: bool = False
    n: int | None = None
    m: int | None = None
    account: str = ""
    channel: str = ""
    ts: str = ""
    visibility: str = ""
    seen_by: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The number people say."""
        return f"EV-{self.number}"
