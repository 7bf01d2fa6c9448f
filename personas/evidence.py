"""Evidence: what was seen or said, by how many of how many, from where, and when."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from personas.rowed import RowEnum

TEXT_MAX = 3000
# As long as what can be typed after a command: a form that opens with it shows all of it.
QUOTE_MAX = 1500


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """What is particular about a source. `one` and `many` count it; `mass` names what is never one.

    `at_scale`: it is counted, not said by somebody. `rated`: only asking yields an honest m; tickets one happened to
    see are shown as a count, never as a rate. After its half-life a piece is worth half of what it was: numbers age
    faster than stories.
    """

    id: str
    one: str
    many: str
    half_life: timedelta
    mass: str = ""
    at_scale: bool = False
    rated: bool = False


class Source(RowEnum):
    """Where a piece of evidence comes from. What is stored is a row's id."""

    row: SourceRow

    INTERVIEW = SourceRow(
        id="interview", one="interview", many="interviews", half_life=timedelta(days=180), rated=True
    )
    TICKET = SourceRow(id="ticket", one="ticket", many="tickets", half_life=timedelta(days=90), at_scale=True)
    METRIC = SourceRow(
        id="metric",
        one="piece of usage data",
        many="pieces of usage data",
        mass="usage data",
        half_life=timedelta(days=60),
        at_scale=True,
        rated=True,
    )
    CHURN = SourceRow(
        id="churn note", one="churn note", many="churn notes", half_life=timedelta(days=180), at_scale=True
    )
    SALES_CALL = SourceRow(
        id="sales call", one="sales call", many="sales calls", half_life=timedelta(days=120), rated=True
    )
    OBSERVATION = SourceRow(
        id="observation", one="observation", many="observations", half_life=timedelta(days=180), rated=True
    )
    PULSE = SourceRow(
        id="pulse", one="pulse answer", many="pulse answers", half_life=timedelta(days=90), rated=True
    )
    MESSAGE = SourceRow(
        id="message", one="colleague's note", many="colleagues' notes", half_life=timedelta(days=90)
    )

    @property
    def noun(self) -> str:
        """What it is called where nothing is counted."""
        return self.row.mass or self.row.one


STALLED = re.compile(
    r"\b(?:stuck|can(?:not|'t|’t)|could(?:n't|n’t| not)|unable|gave up|give up|giving up|lost|confus\w+|error|fail\w*"
    r"|broken|blocked|stopped|stops|won(?:'t|’t)|does(?:n't|n’t| not) work|where did|nowhere|no idea how)\b",
    re.IGNORECASE,
)
AVOIDED = re.compile(
    r"\b(?:avoid\w*|put(?:s|ting)? (?:it )?off|postpon\w+|workaround|work around|instead i|by hand|spreadsheet|"
    r"rather not|i (?:just )?print)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRow:
    """What is particular about a kind: its words in a form, and how a text sounds that seems to show it."""

    id: str
    label: str
    sounds: re.Pattern[str] | None = None


class Kind(RowEnum):
    """What a piece of evidence shows. What is stored is a row's id; a text that sounds like several is the first."""

    row: KindRow

    STUCK = KindRow(id="stuck", label="Where they got stuck", sounds=STALLED)
    VERBATIM = KindRow(id="verbatim", label="How they say it")
    AVOIDANCE = KindRow(id="avoidance", label="What they avoid", sounds=AVOIDED)
    QUIET = KindRow(id="quiet", label="When they went quiet")
    METRIC = KindRow(id="metric", label="A number")
    PULSE = KindRow(id="pulse", label="An answer to a pulse")
    OBSERVATION = KindRow(id="observation", label="Something observed")


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


class SourceChange(StrEnum):
    """What became of the message a piece was filed from; one that is gone stays gone."""

    NONE = ""
    EDITED = "edited"
    GONE = "gone"

    @property
    def said(self) -> str:
        """How a piece says it of its source."""
        return {SourceChange.EDITED: "source was edited", SourceChange.GONE: "source is gone"}.get(self, "")


class Standing(StrEnum):
    """What the mixture of sources allows one to say. Computed, never typed."""

    NONE = "no evidence yet"
    SAID = "said, not yet seen at scale: perhaps a vocal minority"
    COUNTED = "seen at scale, reason unknown"
    BOTH = "act on it"
    CONTESTED = "contested"


SAID = frozenset(source for source in Source if not source.row.at_scale)
COUNTED = frozenset(Source) - SAID
RATED = frozenset(source for source in Source if source.row.rated)


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
    source_change: SourceChange = SourceChange.NONE
    seen_by: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The number people say."""
        return f"EV-{self.number}"
