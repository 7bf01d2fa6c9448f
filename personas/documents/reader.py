"""Reads the blocks of one persona from top to bottom, and puts each where its heading or label says."""

from dataclasses import dataclass, field, replace

from personas.documents import table
from personas.documents.claim_text import is_quoted, is_struck
from personas.documents.findings import PROVENANCE, Entry, Findings, is_job_story, told_source
from personas.documents.heading import (
    DESCRIPTIONS,
    PARTS,
    WISHES,
    Place,
    Slot,
    leads_below,
    place_of,
    says_more,
)
from personas.documents.outline import Block, Shape
from personas.documents.reading import Fate, Line
from personas.documents.shape import Part
from personas.documents.title import PERSONA_LEAD, is_weak, name_of
from personas.persona import Facet, key_of

LONGEST_INTRODUCTION = 80
# Facets whose claims do not say by themselves what they are about: "Learning style: by doing".
IDENTITY = frozenset({Slot.NAME, Slot.ALIAS, Slot.TYPE, Slot.EMOJI, Slot.TITLE, Slot.ROLE, Slot.TEAM})
# What a key says of the persona wherever it stands.
KEYED = IDENTITY | {Slot.PROVENANCE, Slot.NOTES}


def read_part(part: Part) -> Findings:
    """What a part of a document says about its persona."""
    reader = Reader(Findings(title=part.title), also=part.also)
    reader.entitle(part)
    for block in part.blocks:
        reader.read(block)
    reader.leave(0)
    return reader.found


@dataclass(slots=True)
class Spot:
    """A heading or label, and where the words below it belong. `title` qualifies them."""

    place: Place | None = None
    level: int = 0
    title: str = ""
    raw: str = ""
    keep: bool = False
    used: bool = False
    spoken: bool = False
    told: bool = False
    line: Line | None = None


@dataclass(slots=True)
class Reader:
    """Where on the page we are, and what has been found above."""

    found: Findings = field(default_factory=Findings)
    path: list[Spot] = field(default_factory=lambda: [Spot()])
    label: Spot | None = None
    also: tuple[str, ...] = ()

    @property
    def spot(self) -> Spot:
        """What the next words stand under."""
        return self.label or self.path[-1]

    def entitle(self, part: Part) -> None:
        """The heading of a part is its title, unless only a row or an item names it."""
        first = part.source[0] if part.source else None
        if first and first.shape is Shape.HEADING and first.text == part.title:
            self.found.notes += first.extras
            self.found.trail.append(Line(first.raw, Fate.FACT, "name"))
        elif part.level < 0:
            self.found.trail.append(Line(part.title, Fate.FACT, "name"))

    def read(self, block: Block) -> None:
        """One block to its place, and a line on where that is."""
        if block.shape is Shape.TABLE:
            self._table(block)
            return
        if block.shape is Shape.RULE:
            self._rule()
            return
        before, at = self.found.sizes, len(self.found.trail)
        self._read(block)
        fate, place = self.found.became(before)
        if fate is Fate.HEADING and isinstance(self.spot.place, Facet):
            place = self.spot.place.label
        lines = [Line(line.strip(), fate, place) for line in block.raw.split("\n") if line.strip()]
        self.found.trail[at:at] = lines
        if fate is Fate.HEADING and lines:
            self.spot.line = lines[0]

    def _rule(self) -> None:
        """A line across the page ends what stands above it, unless nothing stood there yet."""
        if self.label is None and self.spot.spoken:
            self._close(self.path[-1])
            self.path.append(Spot(level=self.path[-1].level, used=True))

    def _table(self, block: Block) -> None:
        header = block.parts[0]
        self.found.trail.append(Line(header.raw, Fate.HEADING, "a table"))
        for row in table.blocks_of(block):
            self.read(row)

    def _read(self, block: Block) -> None:
        if self.label and self.label.told and block.shape is not Shape.ITEM:
            self.label = None
        if block.shape is Shape.HEADING:
            self.heading(block)
        elif is_struck(block.raw):
            self._note(block, self.spot)
        elif block.shape is Shape.LABEL:
            self.labelled(block)
        else:
            self.put(block, self.spot)

    def heading(self, block: Block) -> None:
        """A person's name, or the beginning of a section."""
        self.leave(block.level)
        self.found.notes += block.extras
        strong = PERSONA_LEAD.match(block.text) and not is_weak(name_of(block.text))
        if block.text in self.also or strong:
            self.found.persons.append(name_of(block.text))
            self.path.append(Spot(level=block.level, used=True))
        else:
            self.path.append(self._spot_of(block, block.text))

    def labelled(self, block: Block) -> None:
        """ "**Goals**: ship" puts its text there and then; "**Goals**:" waits for what follows."""
        if key_of(block.key) in PARTS and isinstance(self.spot.place, Facet) and block.text:
            self._part(block)
            return
        self._close(self.label)
        self.label = None
        spot = self._spot_of(block, block.key)
        if block.text:
            self.put(block, spot)
            # "**Goals**: two of them" may still be followed by the two.
            spot.told = spot.used = True
            self.label = spot if isinstance(spot.place, Facet) else None
        else:
            self.label = spot
            self.found.notes += block.extras

    def _spot_of(self, block: Block, heading: str) -> Spot:
        """A heading we know, one with a title after its colon, or one that qualifies what it stands under."""
        above = self.path[-1].place
        place, title = place_of(heading), ""
        head, _, tail = heading.partition(": ")
        if tail and place_of(head):
            place, title = place_of(head), tail
        named = block.shape is not Shape.HEADING and place in KEYED
        if above is Slot.DENIED or not (named or leads_below(above, place)):
            place, title = self._inherited(above, heading)
        keep = bool(title) or place is None or says_more(heading)
        return Spot(place, block.level, WISHES.get(key_of(heading), title), block.raw, keep=keep)

    def _inherited(self, above: Place | None, heading: str) -> tuple[Place | None, str]:
        """Where a heading leads that says nothing of its own, or less than the one above it."""
        if isinstance(above, Facet):
            return above, heading
        if above in (Slot.ABOUT, Slot.ROLE):
            return Facet.CONTEXT, heading
        return (above, "") if above in (Slot.PROVENANCE, Slot.DENIED, Slot.NOTES) else (None, "")

    def _part(self, block: Block) -> None:
        """ "Impact: …" below the title of a pain point belongs to that pain point."""
        spot = self.spot
        entry = self._entitled(spot) or (self.found.entries[-1] if spot.used and self.found.entries else None)
        if entry is None:
            self.put(block, spot)
            return
        if key_of(block.key) in DESCRIPTIONS and entry.text == spot.title:
            entry.text, spot.spoken = f"{entry.text}: {block.text}", True
        else:
            entry.details.append(block.words)
        self.found.notes += block.extras

    def _entitled(self, spot: Spot) -> Entry | None:
        if not spot.title or spot.used or not isinstance(spot.place, Facet):
            return None
        self._use()
        return self.found.claim(spot.place, spot.title)

    def leave(self, level: int) -> None:
        """Ends every section at this level or below."""
        self._close(self.label)
        self.label = None
        while len(self.path) > 1 and self.path[-1].level >= level:
            self._close(self.path.pop())

    def _close(self, spot: Spot | None) -> None:
        """A heading with nothing below it may be all there is to say."""
        if spot is None or spot.used or not spot.keep:
            return
        spot.used = True
        self._use()
        if spot.line:
            spot.line.fate = Fate.CLAIM if isinstance(spot.place, Facet) else Fate.NOTE
        if isinstance(spot.place, Facet):
            self.found.claim(spot.place, spot.title or spot.raw.lstrip("# ").strip("*_: "))
        else:
            self.found.notes.append(spot.raw)

    def _use(self) -> None:
        for spot in (*self.path, *([self.label] if self.label else [])):
            spot.used = True

    def put(self, block: Block, spot: Spot) -> None:
        """Words to the place their spot says, or their shape."""
        place = spot.place
        if block.shape is Shape.RAW:
            self._note(block, spot)
        elif block.extras and not block.words and not block.parts:
            self._keep(block)
        elif block.shape is Shape.ITEM and self._decides(place, block.key):
            self._keyed(block)
        elif (
            block.shape is Shape.QUOTE
            and place not in (Slot.NOTES, Slot.DENIED)
            and not PROVENANCE.match(block.text)
        ):
            self._keep(block)
            self.found.quote(block.text)
        elif isinstance(place, Facet):
            self._claim(place, block, spot)
        else:
            self._field(block, spot)

    def _decides(self, above: Place | None, key: str) -> bool:
        """Whether the key of an item says where it belongs, against what it stands under."""
        place = place_of(key) if key else None
        if not isinstance(above, Facet):
            return place is not None and above is not Slot.DENIED
        other = isinstance(place, Facet) and place is not above and key_of(key) not in PARTS
        return other and leads_below(above, place)

    def _keyed(self, block: Block) -> None:
        """ "- **Goals**: ship" in a list of keys says the same as a label; what is below it as well."""
        raw = block.words if block.parts else block.raw
        self.labelled(replace(block, shape=Shape.LABEL, raw=raw, parts=()))
        spot = self.label or self._spot_of(block, block.key)
        for part in block.parts:
            self.put(part, spot)
        self._close(self.label)
        self.label = None

    def _claim(self, facet: Facet, block: Block, spot: Spot) -> None:
        if block.shape is Shape.TEXT and block.text.endswith(":") and len(block.text) <= LONGEST_INTRODUCTION:
            self._close(spot)
            spot.title, spot.keep, spot.used, spot.spoken = block.text.rstrip(": "), True, False, True
            self.found.notes += block.extras
            return
        self._keep(block)
        text, details = self._told(facet, block, spot)
        if facet is Facet.WORDS:
            self.found.quote(text, details)
        else:
            self.found.claim(facet, text, details).listed = block.shape is Shape.ITEM and not block.key

    def _told(self, facet: Facet, block: Block, spot: Spot) -> tuple[str, list[str]]:
        """The sentence of a block, and what qualifies it."""
        text, labelled = block.words, block.shape is Shape.LABEL
        if block.key and place_of(block.key) and not facet.row.labelled and not says_more(block.key):
            text = block.text
        details = [spot.title] if spot.title and (not labelled or spot.title in WISHES.values()) else []
        if block.shape is Shape.TEXT and details and not spot.spoken and spot.title not in WISHES.values():
            text, details = f"{spot.title}: {text}", []
        spot.spoken = True
        for part in _flat(block.parts):
            if key_of(part.key) in DESCRIPTIONS and text == block.words:
                text = f"{text}: {part.text}"
            else:
                details.append(part.words or part.raw)
            self.found.notes += part.extras
        return text, details

    def _field(self, block: Block, spot: Spot) -> None:
        """Words under no facet: who this is, where it comes from, an introduction, or nothing we know."""
        place, text = spot.place, block.text
        introduces = place is None and block.shape is Shape.TEXT
        if place in IDENTITY and self.found.identity(place, block):
            self._keep(block)
        elif place not in (Slot.NOTES, Slot.PROVENANCE, Slot.DENIED) and is_job_story(text):
            self._claim(Facet.JOB, block, spot)
        elif place is Slot.PROVENANCE or (place is None and PROVENANCE.match(text)):
            self._keep(block)
            self.found.provenance.append(
                "; ".join([told_source(block), *(p.words for p in _flat(block.parts))])
            )
        elif place is None and is_quoted(text) and (introduces or not spot.raw):
            self._keep(block)
            self.found.quote(text)
        elif place is Slot.ABOUT and block.shape is Shape.ITEM:
            self._claim(Facet.CONTEXT, block, spot)
        elif place is Slot.ABOUT or (introduces and not spot.raw):
            self._keep(block)
            self.found.about(text)
        elif place in (Slot.ROLE, Slot.TITLE, Slot.TEAM):
            self._claim(Facet.OWNS if block.shape is Shape.ITEM else Facet.CONTEXT, block, spot)
        else:
            self._note(block, spot)

    def _note(self, block: Block, spot: Spot) -> None:
        """Kept as it was written, below the heading it stood under."""
        if spot.raw and not spot.spoken and spot.raw != block.raw:
            self.found.notes.append(spot.raw)
        self._use()
        spot.used = spot.spoken = True
        self.found.notes += [line.strip() for line in block.raw.split("\n") if line.strip()]

    def _keep(self, block: Block) -> None:
        self._use()
        self.found.notes += block.extras


def _flat(parts: tuple[Block, ...]) -> list[Block]:
    return [flat for part in parts for flat in (part, *_flat(part.parts))]
