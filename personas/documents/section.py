"""A document as a tree of sections, and what each says of whom it may be about."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from personas.documents import table
from personas.documents.heading import Slot, place_of, says_more
from personas.documents.outline import Block, Shape
from personas.documents.title import (
    is_about,
    is_anti,
    is_container,
    is_named_with_role,
    is_title,
    is_weak,
    may_name,
    name_of,
)
from personas.persona import Facet, key_of

# A name in bold letters, or "Name: Dana" further down, begins a section below every heading.
BELOW_HEADINGS = 50
IDENTITY = frozenset({Slot.NAME, Slot.ROLE, Slot.TITLE, Slot.ALIAS})
AGES = frozenset(map(key_of, ("age", "alter", "âge", "edad", "idade", "occupation", "photo")))


@dataclass(slots=True, eq=False)
class Section:
    """A heading with everything below it; the root has none."""

    title: Block | None = None
    level: int = 0
    own: list[Block] = field(default_factory=list)
    children: list["Section"] = field(default_factory=list)

    @property
    def heading(self) -> str:
        """The words of its heading."""
        return self.title.text or self.title.key if self.title else ""

    @property
    def place(self) -> Facet | Slot | None:
        """Where the heading leads; a title that names a persona leads nowhere."""
        heading = self.heading
        if not heading or is_title(heading) or is_container(heading) or is_named_with_role(heading):
            return None
        if self._is_about_somebody:
            return None
        return place_of(heading)

    @property
    def _is_about_somebody(self) -> bool:
        """Whether a heading that could lead somewhere names somebody: "Account owner" over goals and pain points."""
        if self.level == 1 and is_about(self.heading):
            return True
        place = place_of(self.heading)
        if not isinstance(place, Slot) or place is Slot.DENIED or not says_more(self.heading):
            return False
        return any(isinstance(place_of(child.heading), Facet) for child in self.children)

    @property
    def blocks(self) -> list[Block]:
        """All of it but the heading."""
        return [*self.own, *(block for child in self.children for block in child.whole)]

    @property
    def whole(self) -> list[Block]:
        """All of it with its heading."""
        return [*([self.title] if self.title else []), *self.blocks]

    @property
    def lists(self) -> bool:
        """Whether its heading says that personas follow."""
        return is_container(self.heading)

    @property
    def names(self) -> bool:
        """Whether its heading may be somebody's name."""
        heading = self.heading
        return bool(heading) and not is_anti(heading) and (may_name(heading) or self._is_about_somebody)

    def describes(self, *, strictly: bool = False) -> bool:
        """Whether something directly in it leads to a facet; `strictly`: a heading does, to one that says what it is."""
        places = [child.place for child in self.children]
        facets = [place for place in places if isinstance(place, Facet)]
        if strictly:
            return any(not facet.row.labelled for facet in facets)
        return bool(facets) or any(_leads(block) for block in self.own)

    @property
    def identifies(self) -> bool:
        """Whether it gives a role, an age or a full name: whoever it describes is somebody."""
        if is_title(self.heading) and not is_weak(name_of(self.heading)):
            return True
        return is_named_with_role(self.heading) or any(_identifies(block) for block in self.own)

    @property
    def speaks(self) -> bool:
        """Whether there is a word below its heading."""
        return any(block.shape is not Shape.RAW for block in self.blocks)


def tree(blocks: list[Block]) -> Section:
    """The sections of a document."""
    root = Section()
    path = [root]
    for block in _with_names(blocks):
        if block.shape is Shape.HEADING:
            while len(path) > 1 and path[-1].level >= block.level:
                path.pop()
            section = Section(block, block.level)
            path[-1].children.append(section)
            path.append(section)
        else:
            path[-1].own.append(block)
    return root


def _with_names(blocks: list[Block]) -> Iterator[Block]:
    """Names that are no headings on the page, as headings: in bold letters, or behind "Name:", and several of them."""
    bold = {at for at, block in enumerate(blocks) if _is_bold_name(blocks, at)}
    named = [
        at
        for at, block in enumerate(blocks)
        if block.shape is Shape.LABEL and place_of(block.key) is Slot.NAME
    ]
    flat = not any(block.shape is Shape.HEADING for block in blocks)
    several = _in_one_place(blocks, named)
    for at, block in enumerate(blocks):
        if at in bold and (flat or len(bold) > 1):
            yield Block(Shape.HEADING, block.raw, block.key, level=BELOW_HEADINGS - (not is_title(block.key)))
        elif at in several:
            yield Block(Shape.HEADING, block.raw, block.text, level=BELOW_HEADINGS)
        else:
            yield block


def _in_one_place(blocks: list[Block], named: list[int]) -> set[int]:
    """The "Name:" lines that stand in one section: each begins a persona."""
    sections: dict[int, list[int]] = {}
    section, among = -1, set(named)
    for at, block in enumerate(blocks):
        section = at if block.shape is Shape.HEADING else section
        if at in among and block.text:
            sections.setdefault(section, []).append(at)
    return {at for listed in sections.values() if len(listed) > 1 for at in listed}


def _is_bold_name(blocks: list[Block], at: int) -> bool:
    """A bold line of its own that leads nowhere, before labels that lead to facets."""
    block = blocks[at]
    keyed = ":" in block.raw and not is_title(block.key)
    if block.shape is not Shape.LABEL or block.text or keyed or not may_name(block.key):
        return False
    for after in blocks[at + 1 :]:
        if after.shape is Shape.HEADING:
            return False
        if after.shape is Shape.LABEL:
            place = place_of(after.key)
            if place is not None:
                return True
            if not after.text:
                return False
    return False


def _leads(block: Block) -> bool:
    if block.shape is Shape.TABLE:
        return table.has_facets(block)
    keyed = block.shape in (Shape.LABEL, Shape.ITEM) and isinstance(place_of(block.key), Facet)
    return keyed or (
        block.shape is Shape.ITEM and isinstance(place_of(block.text), Facet) and bool(block.parts)
    )


def _identifies(block: Block) -> bool:
    if block.shape is Shape.TABLE:
        return bool(table.names_in(block))
    return bool(block.key) and (place_of(block.key) in IDENTITY or key_of(block.key) in AGES)
