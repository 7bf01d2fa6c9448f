"""The persona: who somebody is to the product, as claims that each carry their backing."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from personas.evidence import Backing, Standing
from personas.facet import Facet, Type

__all__ = [
    "CLAIM_MAX",
    "DEFAULT_INTERVAL_DAYS",
    "LONGEST_INTERVAL_DAYS",
    "NAME_MAX",
    "ONE_LINE_MAX",
    "UNKNOWN",
    "Claim",
    "Facet",
    "JobStory",
    "Persona",
    "PersonaRef",
    "Status",
    "Type",
    "key_of",
    "prefixes",
    "slug_of",
]

NAME_MAX = 60
ONE_LINE_MAX = 150
CLAIM_MAX = 600
UNKNOWN = "We don't know yet"
DEFAULT_INTERVAL_DAYS = 30
LONGEST_INTERVAL_DAYS = 180


class Status(StrEnum):
    """Computed from the claims, never typed; there is no "approved"."""

    HYPOTHESIS = "hypothesis"
    SUPPORTED = "supported"
    CONTESTED = "contested"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement about a persona. `detail` is the why of a FIRST claim, what came next of a STUCK one."""

    id: int
    persona_id: int
    facet: Facet
    text: str
    detail: str = ""
    shipped: str = ""
    unknown: bool = False
    position: int = 0
    edited_by: str = ""
    edited_at: datetime | None = None
    backing: Backing = field(default_factory=Backing)


@dataclass(frozen=True, slots=True)
class JobStory:
    """When [situation], I want to [motivation], so I can [outcome]."""

    when: str
    want: str
    so: str

    def sentence(self) -> str:
        """The story as one sentence; empty parts are left out."""
        parts = (("When", self.when), ("I want to", self.want), ("so I can", self.so))
        return ", ".join(f"{lead} {text.strip().rstrip('.,')}" for lead, text in parts if text.strip())


@dataclass(frozen=True, slots=True)
class PersonaRef:
    """Enough of a persona to name it: what pickers, lists of names and suggestions need."""

    id: int
    slug: str
    name: str
    type: Type = Type.USER
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Persona:
    """A persona with its claims. Times are aware UTC; people are Slack user ids."""

    id: int
    slug: str
    name: str
    type: Type
    role: str = ""
    one_line: str = ""
    aliases: tuple[str, ...] = ()
    emoji: str = ""
    steward: str = ""
    interval_days: int = DEFAULT_INTERVAL_DAYS
    created_at: datetime | None = None
    created_by: str = ""
    edited_at: datetime | None = None
    edited_by: str = ""
    verified_at: datetime | None = None
    verified_by: str = ""
    retired_at: datetime | None = None
    provenance: str = ""
    notes: str = ""
    claims: tuple[Claim, ...] = ()
    backing: Backing = field(default_factory=Backing)

    @property
    def ref(self) -> PersonaRef:
        """This persona as a name to show or pick."""
        return PersonaRef(self.id, self.slug, self.name, self.type, self.retired_at is not None)

    @property
    def status(self) -> Status:
        """Where the persona stands with its evidence."""
        known = [claim for claim in self.claims if not claim.unknown]
        return status_of(
            len(known),
            backed=sum(claim.backing.pieces > 0 for claim in known),
            contested=sum(claim.backing.standing is Standing.CONTESTED for claim in known),
            retired=self.retired_at is not None,
        )

    @property
    def line(self) -> "PersonaLine":
        """This persona among others."""
        backing = self.backing
        disputed = tuple(claim.facet for claim in self.contested)
        return PersonaLine(
            self.ref, self.role or self.one_line, self.status, backing.newest, backing.hidden, disputed,
            backing.pieces,
        )  # fmt: skip

    @property
    def contested(self) -> tuple[Claim, ...]:
        """Claims that some of the evidence says otherwise about."""
        return tuple(claim for claim in self.claims if claim.backing.standing is Standing.CONTESTED)

    def about(self, *facets: Facet) -> tuple[Claim, ...]:
        """Claims of these facets, the best backed first, then in the order people gave them."""
        chosen = (claim for claim in self.claims if claim.facet in facets)
        return tuple(sorted(chosen, key=lambda claim: (claim.unknown, -claim.backing.weight, claim.position)))

    def claim(self, facet: Facet) -> Claim | None:
        """The sharpest claim of a facet, or None where nothing was ever said."""
        return next(iter(self.about(facet)), None)

    @property
    def unknowns(self) -> tuple[Claim, ...]:
        """What the team says it does not know: legal, visible, and the next interview's questions."""
        return tuple(claim for claim in self.claims if claim.unknown)


@dataclass(frozen=True, slots=True)
class PersonaLine:
    """A persona on one line of a list: `newest` is its newest evidence, of `pieces`, `hidden` how much is elsewhere.

    `contested` are the facets of claims that some of the evidence says otherwise about.
    """

    ref: PersonaRef
    description: str
    status: Status
    newest: datetime | None = None
    hidden: int = 0
    contested: tuple[Facet, ...] = ()
    pieces: int = 0


def status_of(known: int, *, backed: int, contested: int, retired: bool = False) -> Status:
    """Hypothesis until half of what we claim to know has evidence; contested while any claim is."""
    if retired:
        return Status.RETIRED
    if contested:
        return Status.CONTESTED
    return Status.SUPPORTED if known and backed * 2 >= known else Status.HYPOTHESIS


# Names are few and compared often: with each other, and with whatever is typed.
@lru_cache(maxsize=4096)
def key_of(name: str) -> str:
    """How a name is compared: case, accents, hyphens, punctuation and plural endings do not count."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    words = re.split(r"[\W_]+", plain.replace("'s ", " ").replace("’s ", " "))
    return "-".join(_singular(word) for word in words if word)


@lru_cache(maxsize=4096)
def slug_of(name: str) -> str:
    """The name as people type it after `/persona`: "Ops admin" becomes "ops-admin"."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return "-".join(word for word in re.split(r"[\W_]+", plain) if word)[:NAME_MAX]


def prefixes(words: Iterable[str], longest: int = 6) -> tuple[str, ...]:
    """Keys of the leading words, longest first: where a name may end in "new teammate stuck dashboard"."""
    listed = list(words)[:longest]
    return tuple(key_of(" ".join(listed[:end])) for end in range(len(listed), 0, -1))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
