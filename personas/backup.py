"""Everything a workspace knows, as one JSON document: exported, kept, and brought back without a loss."""

import json
import re
from datetime import date, datetime
from typing import Any, Literal, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from personas.documents.draft import UnreadableDocument
from personas.emoji import Emoji, UnusableEmoji
from personas.evidence import Kind, Polarity, Source, SourceChange, State
from personas.persona import DEFAULT_INTERVAL_DAYS, Facet, Type

MARK = "dramatis"
EXPORTED = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"dramatis"\s*:')


class Record(BaseModel):
    """One row without its tenant and its ids: personas are named by slug, the rest by the number people say."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ClaimRecord(Record):
    """A claim. One that was taken off is kept: evidence may name it."""

    facet: Facet
    text: str
    detail: str = ""
    shipped: str = ""
    unknown: bool = False
    position: int = 0
    imported: str = ""
    created_at: AwareDatetime
    created_by: str = ""
    edited_at: AwareDatetime
    edited_by: str = ""
    removed_at: AwareDatetime | None = None


class PersonaRecord(Record):
    """A persona, the names it answers to and its claims in the order they were made."""

    slug: str
    name: str
    type: Type
    role: str = ""
    one_line: str = ""
    emoji: str = ""
    steward: str = ""
    interval_days: int = DEFAULT_INTERVAL_DAYS
    created_at: AwareDatetime
    created_by: str = ""
    edited_at: AwareDatetime
    edited_by: str = ""
    verified_at: AwareDatetime | None = None
    verified_by: str = ""
    retired_at: AwareDatetime | None = None
    provenance: str = ""
    notes: str = ""
    imported: dict[str, Any] | None = None
    aliases: list[str] = []
    claims: list[ClaimRecord] = []

    @field_validator("emoji")
    @classmethod
    def _emoji(cls, text: str) -> str:
        """One that never worked, or filed by accident, does not come back; the rest of the backup does."""
        try:
            return Emoji.read(text)
        except UnusableEmoji:
            return ""


class WitnessRecord(Record):
    """Somebody who stands behind a piece of evidence."""

    user: str
    by_emoji: bool = True


class EvidenceRecord(Record):
    """EV-12. `claim` counts the persona's claims from 1."""

    number: int
    persona: str = ""
    claim: int | None = None
    text: str
    kind: Kind
    source: Source
    source_key: str = ""
    polarity: Polarity = Polarity.SUPPORTS
    state: State = State.FILED
    own_words: bool = False
    n: int | None = None
    m: int | None = None
    account: str = ""
    link: str = ""
    author: str = ""
    reporter: str = ""
    channel: str = ""
    ts: str | None = None
    happened_at: AwareDatetime
    filed_at: AwareDatetime
    visibility: str = ""
    source_change: SourceChange = SourceChange.NONE
    witnesses: list[WitnessRecord] = []


class DecisionRecord(Record):
    """D-7, with whom it serves, whom it does not, and the numbers of the evidence it cites."""

    number: int
    changed_from: str = ""
    changed_to: str
    because: str = ""
    grounds: str
    nobody_unserved: bool = False
    area: str = ""
    how_known: str = ""
    revisit_on: date | None = None
    status: str = "active"
    logger: str = ""
    logged_at: AwareDatetime
    channel: str = ""
    thread_ts: str = ""
    visibility: str = ""
    edited_by: str = ""
    edited_at: AwareDatetime | None = None
    taken_back_by: str = ""
    taken_back_at: AwareDatetime | None = None
    taken_back_why: str = ""
    served: list[str] = []
    unserved: list[str] = []
    evidence: list[int] = []


class ChannelRecord(Record):
    """What a channel switched on, and the personas it talks about."""

    channel: str
    name: str = ""
    private: bool = False
    shared: bool = False
    checked_at: AwareDatetime | None = None
    filing: bool = False
    switched_off: bool = False
    edited_by: str = ""
    personas: list[str] = []


class PulseRecord(Record):
    """A closed pulse and its result. Who was asked, and what anybody answered, is not part of a backup."""

    number: int
    persona: str
    question: str
    options: list[str] = []
    mode: str
    quota: int
    author: str = ""
    reason: str = ""
    channel: str = ""
    visibility: str = ""
    days: int
    made_at: AwareDatetime
    opened_at: AwareDatetime
    closes_at: AwareDatetime
    closed_at: AwareDatetime
    closed_why: str = ""
    result: dict[str, Any] | None = None
    evidence: int | None = None


class WishRecord(Record):
    """What a person asked of us: no questions, silence for a while, less of a kind."""

    user: str
    stopped_at: AwareDatetime | None = None
    muted_until: AwareDatetime | None = None
    less: str = ""


class Backup(Record):
    """A snapshot of one workspace. `counters` go on where they stood, so no number is given twice."""

    dramatis: Literal[1] = 1
    snapshot: AwareDatetime
    team: str
    workspace: str = ""
    counters: dict[str, int] = Field(default_factory=dict)
    personas: list[PersonaRecord] = []
    evidence: list[EvidenceRecord] = []
    decisions: list[DecisionRecord] = []
    channels: list[ChannelRecord] = []
    pulses: list[PulseRecord] = []
    people: list[WishRecord] = []

    @model_validator(mode="after")
    def _links_lead_somewhere(self) -> Self:
        """A snapshot is whole: nothing in it names what is not in it."""
        claims = {persona.slug: len(persona.claims) for persona in self.personas}
        numbers = {piece.number for piece in self.evidence}
        slugs = [slug for each in self.decisions for slug in (*each.served, *each.unserved)]
        slugs += [slug for each in self.channels for slug in each.personas]
        slugs += [pulse.persona for pulse in self.pulses]
        slugs += [piece.persona for piece in self.evidence if piece.persona]
        if lost := next((slug for slug in slugs if slug not in claims), None):
            raise ValueError(f"{lost} is named but not there")
        for piece in self.evidence:
            if piece.claim is not None and not 1 <= piece.claim <= claims.get(piece.persona, 0):
                raise ValueError(f"EV-{piece.number} is about a claim that is not there")
        cited = [number for each in self.decisions for number in each.evidence]
        cited += [each.evidence for each in self.pulses if each.evidence]
        if gone := next((number for number in cited if number not in numbers), None):
            raise ValueError(f"EV-{gone} is named but not there")
        return self

    def dump(self) -> str:
        """The document: the same rows always give the same text."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"


def is_backup(data: bytes) -> bool:
    """Whether a file is one that `export` wrote, and not a persona document."""
    return EXPORTED.match(data) is not None


def load(filename: str, data: bytes) -> Backup:
    """The snapshot in a file; raises UnreadableDocument with a sentence."""
    try:
        return Backup.model_validate_json(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UnreadableDocument(f"I could not read {filename}: it is not UTF-8. Export it again.") from None
    except ValidationError as error:
        raise UnreadableDocument(f"I could not read {filename}: {_sentence(error)}.") from None


def stamp(when: datetime) -> str:
    """How a snapshot is named in a sentence."""
    return f"{when.day} {when:%B %Y, %H:%M} UTC"


def _sentence(error: ValidationError) -> str:
    problem = error.errors(include_url=False, include_input=False)[0]
    place = ", ".join(str(part + 1) if isinstance(part, int) else part for part in problem["loc"])
    if place == MARK:
        return "a newer version of Dramatis wrote it. Upgrade this one, then import it again"
    where = f"at {place}: " if place else ""
    said = problem["msg"].removeprefix("Value error, ")
    return f"it is no whole export ({where}{said}). Export it again"
