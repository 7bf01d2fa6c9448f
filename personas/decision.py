"""Decisions: what changed, because of whom, who is not served, and on what grounds."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from personas.evidence import RATED, Evidence, Polarity, Source, Standing
from personas.permission import Viewer
from personas.persona import Claim, Facet, Persona, PersonaRef, Type, key_of

CHANGE_MAX = 150
# As long as the longest sentence that can be typed after a command: it is kept whole.
BECAUSE_MAX = 1500
HOW_KNOWN_MAX = 300
WHY_MAX = 300
REVISIT_DAYS = 60
DECORATIVE_DAYS = 90
# After a year without a change or a confirmation a persona should not be leaned on unseen.
UNCHANGED = timedelta(days=365)
# Shorter words say too little to tell that two sentences are about the same thing.
TELLING_LETTERS = 4


class Grounds(StrEnum):
    """What a decision rests on: evidence, an honest judgement call, or nothing yet."""

    EVIDENCE = "evidence"
    JUDGEMENT = "judgement call"
    OPEN = "none yet"


class Area(StrEnum):
    """Where a decision changes the product; the first four are where personas pay off."""

    ONBOARDING = "onboarding"
    DASHBOARD = "default dashboard"
    PRIORITY = "feature priority"
    MESSAGES = "in-product messages"
    ALERTS = "alerts and notifications"
    PRICING = "pricing and packaging"
    MESSAGING = "marketing message"
    SALES = "sales conversation"
    SUPPORT = "support"
    OTHER = "something else"


class Validity(StrEnum):
    """Active until another one replaces it or it is taken back."""

    ACTIVE = "active"
    SUPERSEDED = "superseded"
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True)
class Round:
    """People asked or watched in one month by one kind of source: n of m for each of its sources."""

    source: Source
    month: date
    shares: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """D-7, with the personas it serves and does not serve and the evidence it cites."""

    id: int
    number: int
    changed_to: str
    because: str
    grounds: Grounds
    logger: str
    logged_at: datetime
    changed_from: str = ""
    served: tuple[PersonaRef, ...] = ()
    unserved: tuple[PersonaRef, ...] = ()
    nobody_unserved: bool = False
    cited: tuple[Evidence, ...] = ()
    hidden: int = 0
    area: str = ""
    how_known: str = ""
    revisit_on: date | None = None
    validity: Validity = Validity.ACTIVE
    channel: str = ""
    thread_ts: str = ""
    visibility: str = ""
    edited_by: str = ""
    edited_at: datetime | None = None
    taken_back_by: str = ""
    taken_back_at: datetime | None = None
    taken_back_why: str = ""

    @property
    def label(self) -> str:
        """The number people say."""
        return f"D-{self.number}"

    @property
    def change(self) -> str:
        """What changed, in one phrase."""
        return f"{self.changed_from} → {self.changed_to}" if self.changed_from else self.changed_to

    @property
    def stands(self) -> bool:
        """Neither replaced nor taken back."""
        return self.validity is Validity.ACTIVE

    @property
    def rounds(self) -> tuple[Round, ...]:
        """Who was asked, round by round, oldest first: numbers of different rounds are not one number."""
        found: dict[tuple[date, Source], dict[str, Evidence]] = {}
        for piece in sorted(
            self.supporting, key=lambda each: (each.m or 0, each.happened_at, -(each.n or 0))
        ):
            if _counts_people(piece):
                when = piece.happened_at.date().replace(day=1)
                found.setdefault((when, piece.source), {})[_source_of(piece)] = piece
        return tuple(
            Round(source, month, tuple((piece.n or 0, piece.m or 0) for piece in _by_number(pieces.values())))
            for (month, source), pieces in sorted(found.items())
        )

    @property
    def singles(self) -> tuple[tuple[Source, int], ...]:
        """Sources where nobody was counted, by kind; the same ticket twice is one."""
        asked = {(piece.source, _source_of(piece)) for piece in self.supporting if _counts_people(piece)}
        heard = dict.fromkeys((piece.source, _source_of(piece)) for piece in self.supporting)
        return tuple(Counter(source for source, key in heard if (source, key) not in asked).items())

    @property
    def supporting(self) -> tuple[Evidence, ...]:
        """The cited pieces that speak for it."""
        return tuple(piece for piece in self.cited if piece.polarity is not Polarity.CONTRADICTS)

    def seen_by(self, viewer: Viewer) -> bool:
        """Public ones anybody; private ones only where they were logged, and whoever logged them."""
        return viewer.can_read(self.visibility, self.logger)

    def read_by(self, viewer: Viewer) -> "Decision":
        """The same as the viewer may read it: what it cites and they may not read is a number."""
        seen = tuple(piece for piece in self.cited if viewer.can_read(piece.visibility, piece.reporter))
        return replace(self, cited=seen, hidden=self.hidden + len(self.cited) - len(seen))


@dataclass(frozen=True, slots=True)
class Proof:
    """How many decisions a persona changed: the number that counts. `decorative` changed none lately."""

    days: int
    logged: int
    naming: int
    citing: int
    per_persona: tuple[tuple[PersonaRef, int], ...] = ()
    hidden: int = 0

    @property
    def decorative(self) -> tuple[PersonaRef, ...]:
        """Personas that no decision names."""
        return tuple(ref for ref, number in self.per_persona if not number)


# The two honest ways to name nobody: picked like a persona, stored as none.
NOBODY_SERVED = PersonaRef(0, "", "Nobody we can name", Type.USER)
NOBODY_UNSERVED = PersonaRef(0, "", "Nobody, I checked", Type.USER)


@dataclass(frozen=True, slots=True)
class Sketch:
    """A decision as it stands in the form: what was read from a sentence or typed so far.

    `strangers` are names nobody answers to; `turn` counts templates, so that a form takes their words over.
    """

    changed_from: str = ""
    changed_to: str = ""
    because: str = ""
    served: tuple[PersonaRef, ...] = ()
    unserved: tuple[PersonaRef, ...] = ()
    cited: tuple[Evidence, ...] = ()
    claimed: Grounds | None = None
    area: str = ""
    how_known: str = ""
    revisit_on: date | None = None
    details: bool = False
    strangers: tuple[str, ...] = ()
    is_cut: bool = False
    turn: int = 0

    @property
    def grounds(self) -> Grounds:
        """What was picked counts; without it a judgement call where the box is ticked, else "none yet"."""
        if self.cited:
            return Grounds.EVIDENCE
        return Grounds.JUDGEMENT if self.claimed is Grounds.JUDGEMENT else Grounds.OPEN


@dataclass(frozen=True, slots=True)
class Contested:
    """A cited piece is about a claim that other evidence contradicts."""

    claim: Claim


@dataclass(frozen=True, slots=True)
class Aged:
    """A cited piece is older than its half-life."""

    evidence: Evidence


@dataclass(frozen=True, slots=True)
class OneVoice:
    """All that is cited comes from one account."""

    account: str


@dataclass(frozen=True, slots=True)
class Ignorable:
    """The change leans on something the persona can ignore without consequence."""

    persona: PersonaRef
    claim: Claim


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Nobody changed or confirmed the persona for a year."""

    persona: PersonaRef
    since: datetime


Notice = Contested | Aged | OneVoice | Ignorable | Unchanged


def notices(decision: Decision, personas: Sequence[Persona], now: datetime) -> list[Notice]:
    """What to think of once more; nothing here stops anybody."""
    aged = [Aged(piece) for piece in decision.cited if now - piece.happened_at > piece.source.row.half_life]
    return [
        *(Contested(claim) for claim in _contested(decision, personas)),
        *aged[:1],
        *_one_voice(decision.cited),
        *(Ignorable(each.ref, claim) for each in personas for claim in _ignorable(each, decision)),
        *(
            Unchanged(each.ref, at)
            for each in personas
            if (at := _last_touched(each)) and now - at > UNCHANGED
        ),
    ]


def _contested(decision: Decision, personas: Iterable[Persona]) -> list[Claim]:
    cited = {piece.claim_id for piece in decision.cited}
    claims = (claim for persona in personas for claim in persona.claims if claim.id in cited)
    return [claim for claim in claims if claim.backing.standing is Standing.CONTESTED]


def _one_voice(cited: Sequence[Evidence]) -> list[OneVoice]:
    accounts = {piece.account for piece in cited}
    return [OneVoice(account) for account in accounts if account] if len(accounts) == 1 else []


def _ignorable(persona: Persona, decision: Decision) -> list[Claim]:
    """Claims of what can be ignored that share most of their telling words with the change."""
    said = _telling(decision.changed_to)
    listed = [claim for claim in persona.about(Facet.IGNORES) if not claim.unknown]
    return [claim for claim in listed if 2 * len(_telling(claim.text) & said) > len(_telling(claim.text))][:1]


def _telling(text: str) -> set[str]:
    return {word for word in re.split("-", key_of(text)) if len(word) >= TELLING_LETTERS}


def _last_touched(persona: Persona) -> datetime | None:
    times = (persona.edited_at, persona.verified_at, persona.backing.newest)
    return max((at for at in times if at), default=None)


def _counts_people(piece: Evidence) -> bool:
    return bool(piece.m) and piece.source in RATED


def _by_number(pieces: Iterable[Evidence]) -> list[Evidence]:
    return sorted(pieces, key=lambda piece: piece.number)


def _source_of(piece: Evidence) -> str:
    return piece.source_key or piece.label
