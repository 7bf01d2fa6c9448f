"""Persona documents in Markdown, as people write them: headings lead to facets, the rest is kept."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from personas.draft import ClaimDraft, PersonaDraft, UnreadableDocument, claims_of, sentences, shortened, unquoted
from personas.heading import (
    DESCRIPTIONS,
    PARTS,
    PERSONA_LEAD,
    PERSONA_TAIL,
    WISHES,
    Place,
    called,
    is_weak,
    name_of,
    person_of,
    place_of,
    says_more,
    type_of,
)
from personas.outline import ATTRIBUTION, OPENING_QUOTE, Block, Shape, outline
from personas.persona import NAME_MAX, ONE_LINE_MAX, Facet, Type, key_of

JOB_STORY = re.compile(r"\bwhen(?:ever)?\b.+\bI\s+(?:want|need|would like)\b.+\bso\s+(?:that\s+)?I\b|"
                       r"\bas an?\b.+\bI\s+(?:want|need|would like)\b.+\bso\b", re.IGNORECASE)  # fmt: skip
PROVENANCE = re.compile(r"^\W*(based on\b|last (updated|reviewed|edited)\b|version \d|v\d+\.\d|sources?:)", re.IGNORECASE)
ATTRIBUTED = re.compile(r"^(?P<quote>[\"“„«].+[\"”“»])\s*(?:[-–—]+|,)\s*(?P<by>[^\"“”]{2,80})$")
# Facets whose claims do not say by themselves what they are about: "Learning style: by doing".
LABELLED = frozenset({Facet.CONTEXT, Facet.DAY, Facet.JOURNEY, Facet.INFLUENCES})


def read_markdown(text: str, *, stem: str) -> list[PersonaDraft]:
    """The personas of a Markdown document; `stem` names one whose document does not."""
    before, parts = _personas(outline(text))
    shared = _Reader().read(before) if len(parts) > 1 else _Reader()
    drafts = [_Reader().read([*([] if len(parts) > 1 else before), *part]).draft(stem) for part in parts]
    if not any(draft.claims or draft.role or draft.one_line for draft in drafts):
        raise UnreadableDocument(
            'it has no heading such as "Goals", "Pain points" or "Quotes". Give every part of it a heading, then import it again'
        )
    provenance = shared.provenance
    drafts = [draft.model_copy(update={"provenance": _joined([*provenance, draft.provenance])}) for draft in drafts]
    drafts[0] = drafts[0].model_copy(update={"notes": (*shared.leftovers(), *drafts[0].notes)})
    return drafts


def _personas(blocks: list[Block]) -> tuple[list[Block], list[list[Block]]]:
    """What stands before the first persona, and the blocks of each."""
    starts = _starts(blocks)
    if len(starts) < 2:
        return [], [blocks]
    return blocks[: starts[0]], [blocks[a:b] for a, b in pairwise([*starts, len(blocks)])]


def _starts(blocks: list[Block]) -> list[int]:
    """Where personas begin: at several titles, else at several "Persona: …" headings below none they share."""
    headings = [(at, block) for at, block in enumerate(blocks) if block.shape is Shape.HEADING]
    titles = [at for at, block in headings if block.level == 1 and (_is_title(block) or place_of(block.text) is None)]
    named = [at for at in titles if _is_title(blocks[at]) and not is_weak(name_of(blocks[at].text))]
    if len(named or titles) > 1:
        return named or [at for at in titles if _describes(blocks, at)]
    persons = [at for at, block in headings if block.level > 1 and PERSONA_LEAD.match(block.text)]
    if len(persons) > 1 and not named:
        return persons
    if named or not titles or not is_weak(name_of(blocks[titles[0]].text)):
        return []
    level = min((b.level for at, b in headings if at > titles[0] and place_of(b.text) is None), default=0)
    below = [at for at, b in headings if b.level == level > 1 and place_of(b.text) is None and _describes(blocks, at)]
    return below if len(below) > 1 else []


def _is_title(block: Block) -> bool:
    return bool(PERSONA_LEAD.match(block.text) or PERSONA_TAIL.search(block.text))


def _describes(blocks: list[Block], at: int) -> bool:
    """Whether something below this heading leads to a facet."""
    for block in blocks[at + 1 :]:
        if block.shape is Shape.HEADING and block.level <= blocks[at].level:
            return False
        key = block.text if block.shape is Shape.HEADING else block.key
        if isinstance(place_of(key), Facet):
            return True
    return False


@dataclass(slots=True)
class _Spot:
    """Where on the page we are: below which heading or label, and where its words belong."""

    place: Facet | Place | None
    level: int = 0
    title: str = ""
    raw: str = ""
    keep: bool = False
    used: bool = False
    noted: bool = False


@dataclass(slots=True)
class _Entry:
    """A claim in the making."""

    facet: Facet
    text: str
    details: list[str] = field(default_factory=list)


class _Reader:
    """Reads the blocks of one persona, from top to bottom."""

    def __init__(self) -> None:
        self.titles: list[str] = []
        self.persons: list[str] = []
        self.roles: dict[Place, str] = {}
        self.one_line = ""
        self.aliases: list[str] = []
        self.type: Type | None = None
        self.emoji = ""
        self.provenance: list[str] = []
        self.notes: list[str] = []
        self.entries: list[_Entry] = []
        self.path: list[_Spot] = [_Spot(None)]
        self.label: _Spot | None = None

    def read(self, blocks: list[Block]) -> "_Reader":
        for block in blocks:
            if block.shape is Shape.HEADING:
                self._heading(block)
            elif block.shape is Shape.LABEL:
                self._label(block)
            else:
                self._put(block, self.spot)
        self._leave(0)
        return self

    @property
    def spot(self) -> _Spot:
        return self.label or self.path[-1]

    def draft(self, stem: str) -> PersonaDraft:
        """Everything read so far as a persona."""
        name, aliases, role = self._names(stem)
        for place in (Place.TITLE, Place.ROLE, Place.TEAM):
            said = self.roles.pop(place, "")
            if said and role and said != role:
                self.entries.append(_Entry(Facet.CONTEXT, f"{place.capitalize()}: {said}"))
            role = role or said
        if len(role) > ONE_LINE_MAX:
            self.entries.append(_Entry(Facet.CONTEXT, role))
        return PersonaDraft(
            name=shortened(name, NAME_MAX),
            type=self.type or type_of(name, role, *self.titles),
            role=shortened(role, ONE_LINE_MAX),
            one_line=self.one_line,
            aliases=tuple(alias for alias in aliases if len(alias) <= NAME_MAX),
            emoji=self.emoji,
            provenance=_joined(self.provenance),
            notes=tuple(dict.fromkeys([*self.notes, *(long for long in (name, *aliases) if len(long) > NAME_MAX)])),
            claims=self._claims(),
        )

    def leftovers(self) -> list[str]:
        """What a preamble says besides provenance, for the notes."""
        claims = [entry.text for entry in self.entries]
        return [*self.titles, *self.persons, *filter(None, [self.one_line, *self.roles.values()]), *claims, *self.notes]

    def _names(self, stem: str) -> tuple[str, list[str], str]:
        known = [name_of(title) for title in self.titles]
        strong = [name for name in known if name and not is_weak(name)]
        name, nick, _ = person_of((strong or self.persons or [*filter(None, known), stem])[0])
        others = [*strong[1:], *(self.persons if strong else self.persons[1:])]
        name, _, role = name.partition(", ") if not strong or _is_person(name) else (name, "", "")
        aliases = list(called(name))[:1] if nick and _is_person(name) else []
        aliases += [nick] if nick else []
        for other in others:
            person, nickname, _ = person_of(other)
            aliases += [*called(person), nickname]
        listed = dict.fromkeys(alias for alias in [*aliases, *self.aliases] if alias and key_of(alias) != key_of(name))
        return name, list(listed), role

    def _claims(self) -> tuple[ClaimDraft, ...]:
        drafts = [
            claim
            for entry in self.entries
            for claim in claims_of(entry.facet, _clean(entry.text), detail=". ".join(d.rstrip(". ") for d in entry.details))
        ]
        return tuple(dict.fromkeys(drafts))

    def _heading(self, block: Block) -> None:
        self._leave(block.level)
        person = PERSONA_LEAD.match(block.text)
        if person and block.level > 1 and not is_weak(name_of(block.text)):
            self.persons.append(name_of(block.text))
            self.path.append(_Spot(None, block.level, used=True))
        elif not self.titles and not self.entries and (block.level == 1 or _is_title(block)) and not self._section(block):
            self.titles.append(block.text)
            self.path.append(_Spot(None, block.level, used=True))
        else:
            self.path.append(self._spot_of(block, block.text))
        self.notes += block.extras

    def _section(self, block: Block) -> bool:
        return place_of(block.text) is not None and not _is_title(block) and says_more(block.text) is False

    def _spot_of(self, block: Block, heading: str) -> _Spot:
        """A heading we know, one with a title after its colon, or one that only qualifies what it stands under."""
        place, title = place_of(heading), ""
        head, colon, tail = heading.partition(": ")
        if colon and tail and place_of(head):
            place, title = place_of(head), tail
        if place is None and isinstance(self.path[-1].place, Facet):
            place, title = self.path[-1].place, heading
        wish = WISHES.get(key_of(heading), title)
        return _Spot(place, block.level, wish, block.raw, keep=bool(title) or place is None or says_more(heading))

    def _label(self, block: Block) -> None:
        if key_of(block.key) in PARTS and isinstance(self.path[-1].place, Facet) and block.text:
            self._part(block)
            return
        self._close(self.label)
        self.label = None
        spot = self._spot_of(block, block.key)
        if spot.place is None and self.path[-1].place in (Place.ABOUT, Place.ROLE, Place.PROVENANCE):
            spot.place = Facet.CONTEXT if self.path[-1].place is not Place.PROVENANCE else Place.PROVENANCE
        if not block.text:
            self.label = spot
            self.notes += block.extras
            return
        self._put(block, spot)

    def _part(self, block: Block) -> None:
        """"Impact: …" below the title of a pain point belongs to that pain point."""
        spot = self.spot
        entry = self._titled(spot) or (self.entries[-1] if spot.used and self.entries else None)
        if entry is None:
            self._put(block, spot)
        elif key_of(block.key) in DESCRIPTIONS and entry.text == spot.title:
            entry.text = f"{entry.text}: {block.text}"
        else:
            entry.details.append(block.words)
        self.notes += block.extras

    def _titled(self, spot: _Spot) -> _Entry | None:
        if not spot.title or spot.used or not isinstance(spot.place, Facet):
            return None
        self._use()
        self.entries.append(_Entry(spot.place, spot.title))
        return self.entries[-1]

    def _leave(self, level: int) -> None:
        self._close(self.label)
        self.label = None
        while len(self.path) > 1 and self.path[-1].level >= level:
            self._close(self.path.pop())

    def _close(self, spot: _Spot | None) -> None:
        """A heading with nothing below it may be all there is to say."""
        if spot is None or spot.used or not spot.keep:
            return
        self._use()
        if isinstance(spot.place, Facet):
            self.entries.append(_Entry(spot.place, spot.title or _bare(spot.raw)))
        else:
            self.notes.append(spot.raw)

    def _use(self) -> None:
        for spot in (*self.path, *([self.label] if self.label else [])):
            spot.used = True

    def _put(self, block: Block, spot: _Spot) -> None:
        """One block to its place."""
        if block.shape is Shape.RAW:
            self._note(block, spot)
            return
        place = spot.place
        if block.shape is Shape.ITEM and not isinstance(place, Facet) and block.key and place_of(block.key):
            self._keyed_item(block)
        elif block.shape is Shape.QUOTE and place is not Place.NOTES and not PROVENANCE.match(block.text):
            self._quote(block.text, block)
        elif isinstance(place, Facet):
            self._claim(place, block, spot)
        else:
            self._field(block, spot)

    def _keyed_item(self, block: Block) -> None:
        """"- **Goals**: ship" in a list of keys says the same as a label."""
        self._label(Block(Shape.LABEL, block.raw if not block.parts else block.words, block.text, block.key, extras=block.extras))
        for part in block.parts:
            self._put(part, self.spot)
        self._close(self.label)
        self.label = None

    def _claim(self, facet: Facet, block: Block, spot: _Spot) -> None:
        self._kept(block)
        if facet is Facet.WORDS:
            self._quote(block.words if block.shape is not Shape.LABEL or says_more(block.key) else block.text, block)
            return
        text, details = self._told(facet, block, spot)
        if JOB_STORY.search(text) and not block.parts:
            facet = Facet.JOB
        self.entries.append(_Entry(facet, text, details))

    def _told(self, facet: Facet, block: Block, spot: _Spot) -> tuple[str, list[str]]:
        """The sentence of a block, and what qualifies it."""
        text = block.words
        if block.shape is Shape.LABEL and place_of(block.key) and not (facet in LABELLED or says_more(block.key)):
            text = block.text
        details = [spot.title] if spot.title and block.shape is not Shape.LABEL else []
        if details and block.shape is Shape.TEXT and not spot.noted and spot.title not in WISHES.values():
            text, details, spot.noted = f"{spot.title}: {text}", [], True
        for part in _flat(block.parts):
            if key_of(part.key) in DESCRIPTIONS and text == block.words:
                text = f"{text}: {part.text}"
            else:
                details.append(part.words or part.raw)
            self.notes += part.extras
        return text, details

    def _quote(self, text: str, block: Block) -> None:
        self._kept(block)
        by = ""
        if self.entries and self.entries[-1].facet is Facet.WORDS and text.startswith(ATTRIBUTION):
            self.entries[-1].details.append(text.lstrip("-–— "))
            return
        attributed = ATTRIBUTED.match(text)
        if attributed:
            text, by = attributed["quote"], attributed["by"]
        facet = Facet.JOB if JOB_STORY.search(text) and not text.startswith(OPENING_QUOTE) else Facet.WORDS
        parts = [part.words for part in _flat(block.parts)]
        self.entries.append(_Entry(facet, unquoted(text), [*([by] if by else []), *parts]))

    def _field(self, block: Block, spot: _Spot) -> None:
        """Words that are no claim: name, role, provenance, introduction, or nothing we know."""
        place, text = spot.place, block.text
        if JOB_STORY.search(text) and place in (None, Place.ABOUT, Place.ROLE):
            self._claim(Facet.JOB, block, spot)
        elif place is None and PROVENANCE.match(text):
            self._kept(block)
            self.provenance.append(text)
        elif place is Place.PROVENANCE:
            self._kept(block)
            self.provenance.append(_source(block))
        elif self._identity(place, text, block):
            self._kept(block)
        elif place is None and block.shape is Shape.TEXT and unquoted(text) != text:
            self._quote(text, block)
        elif place is Place.ABOUT or (place is None and block.shape is Shape.TEXT and not spot.raw):
            self._about(block)
        elif place is Place.ROLE and block.shape is not Shape.LABEL:
            self._claim(Facet.OWNS if block.shape is Shape.ITEM else Facet.CONTEXT, block, spot)
        else:
            self._note(block, spot)

    def _identity(self, place: Facet | Place | None, text: str, block: Block) -> bool:
        """Takes names, type, emoji and role; says whether it could."""
        if block.parts or not text:
            return False
        if place is Place.NAME:
            self.persons.append(text)
        elif place is Place.ALIAS:
            self.aliases += [unquoted(alias) for alias in re.split(r"\s*[,;]\s*", text.strip("[]"))]
        elif place is Place.TYPE and text.casefold() in set(Type):
            self.type = Type(text.casefold())
        elif place is Place.EMOJI and not self.emoji and len(text.split()) == 1:
            self.emoji = text.strip(":")
        elif place in (Place.TITLE, Place.ROLE, Place.TEAM) and place not in self.roles and block.shape is not Shape.ITEM:
            if len(sentences(text)) > 1:
                return False
            self.roles[place] = text.rstrip(".")
        else:
            return False
        return True

    def _about(self, block: Block) -> None:
        """The first sentence introduces the persona; the rest is context."""
        self._kept(block)
        text = block.words if block.shape is not Shape.LABEL else block.text
        if self.one_line or block.shape is Shape.ITEM:
            self.entries.append(_Entry(Facet.CONTEXT, text, [part.words for part in _flat(block.parts)]))
            return
        first, *rest = sentences(text)
        self.one_line = shortened(first, ONE_LINE_MAX)
        if rest or self.one_line != first:
            self.entries.append(_Entry(Facet.CONTEXT, " ".join(rest) if self.one_line == first else text))

    def _note(self, block: Block, spot: _Spot) -> None:
        """Kept as it was written, below the heading it stood under."""
        self._use()
        spot.used = True
        if spot.raw and not spot.noted and spot.raw != block.raw:
            self.notes.append(spot.raw)
        spot.noted = True
        self.notes += [line.strip() for line in block.raw.split("\n") if line.strip()]

    def _kept(self, block: Block) -> None:
        self._use()
        self.notes += block.extras


def _flat(parts: tuple[Block, ...]) -> list[Block]:
    return [flat for part in parts for flat in (part, *_flat(part.parts))]


def _is_person(name: str) -> bool:
    return len(called(name.split(",")[0])) > 1


def _clean(text: str) -> str:
    return text.rstrip(" :") or text


def _bare(raw: str) -> str:
    return raw.lstrip("# ").strip("*_: ")


def _source(block: Block) -> str:
    """"Version: 1.0" stays a pair; "Based on: 8 interviews" becomes the phrase it is."""
    if key_of(block.key) in ("based-on", "validated-by", "reviewed-by", "created-by"):
        return f"{block.key} {block.text}"
    return block.words


def _joined(lines: list[str]) -> str:
    return " · ".join(dict.fromkeys(line for line in lines if line))
