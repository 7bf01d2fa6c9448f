"""Persona documents in Markdown, as people write them: the shape first, then each persona, then every line's fate."""

from collections.abc import Iterator

from personas.documents import table
from personas.documents.draft import Nameless, PersonaDraft, UnreadableDocument
from personas.documents.findings import PROVENANCE, joined, told_source
from personas.documents.heading import Place, Slot, place_of
from personas.documents.lexicon import languages
from personas.documents.outline import Block, Shape, outline
from personas.documents.reader import read_part
from personas.documents.reading import Fate, Line, Reading
from personas.documents.shape import NO_PART, Part, Plan, plan
from personas.persona import Facet

NOTHING_FOUND = (
    'I found nobody in it: it has no heading such as "Goals", "Pain points" or "Quotes". '
    "Give every part of it a heading, then import it again"
)
NAMELESS = "it names nobody. Give it a title, or say whom it is about"
# Below this share the document is of a shape that is not understood.
ENOUGH = 0.5


def read_markdown(text: str, *, name: str = "", one: bool | None = None) -> Reading:
    """The personas of a Markdown document; `name` for one that names nobody, `one` where their number is not certain."""
    shape = plan(outline(text), one=one)
    shared = list(_provenance(shape))
    found = [read_part(part) for part in shape.parts]
    drafts = [findings.draft(name) for findings in found]
    if not any(draft.claims or draft.role or draft.one_line for draft in drafts) or _says_nothing(
        shape, drafts
    ):
        raise UnreadableDocument(_nothing(shape))
    if not all(draft.name for draft in drafts):
        raise Nameless(NAMELESS)
    drafts = [
        draft.model_copy(update={"provenance": joined([*shared, draft.provenance])}) for draft in drafts
    ]
    for findings, draft in zip(found, drafts, strict=True):
        for line in findings.trail:
            line.persona = draft.name
    lines = [
        *_headers(shape),
        *(line for findings in found for line in findings.trail),
        *_left_out(shape, shared),
    ]
    reading = Reading(tuple(drafts), tuple(lines), shape.doubt, _columns(shape))
    return reading if shape.doubt or one is not None else _measured(reading)


def _says_nothing(shape: Plan, drafts: list[PersonaDraft]) -> bool:
    """A text about nobody we know of, without a part that leads anywhere."""
    return shape.doubt == NO_PART and not any(draft.name for draft in drafts)


def _measured(reading: Reading) -> Reading:
    if reading.share >= ENOUGH or reading.said < 4:
        return reading
    doubt = f"only {reading.said - len(reading.told(Fate.NOTE))} of its {reading.said} lines say something I can place"
    return Reading(reading.drafts, reading.lines, doubt, reading.columns)


def _nothing(shape: Plan) -> str:
    known = ", ".join(language.name for language in languages())
    headings = [block for part in shape.parts for block in part.blocks if block.shape is Shape.HEADING]
    foreign = len(headings) > 1 and not any(block.text.isascii() for block in headings)
    return (
        f"I know headings in {known}, and none of its headings. Write them in one of these"
        if foreign
        else NOTHING_FOUND
    )


def _provenance(shape: Plan) -> Iterator[str]:
    """Where all of it comes from, said outside of the personas."""
    source = False
    for block, _ in shape.outside:
        if block.shape is Shape.HEADING:
            source = place_of(block.text) is Slot.PROVENANCE
        elif block.shape is not Shape.TABLE and _is_source(block, below=source):
            yield told_source(block)


def _is_source(block: Block, *, below: bool) -> bool:
    return below or place_of(block.key) is Slot.PROVENANCE or bool(PROVENANCE.match(block.text))


def _headers(shape: Plan) -> Iterator[Line]:
    """The lines above the personas that only lead to them: headers of a table, and a title that names nobody."""
    tables = {id(block): block for part in shape.parts for block in _tables(part)}
    yield from (Line(block.parts[0].raw, Fate.HEADING, "columns") for block in tables.values())
    for part in shape.parts:
        inside = {id(block) for block in part.blocks}
        heads = [block for block in part.source if block.shape is Shape.HEADING and id(block) not in inside]
        yield from (Line(block.raw, Fate.HEADING, "title") for block in heads if block.text != part.title)


def _left_out(shape: Plan, shared: list[str]) -> Iterator[Line]:
    for block, why in shape.outside:
        told = block.shape is not Shape.HEADING and told_source(block) in shared
        fate, place = (Fate.FACT, "where it comes from") if told else (Fate.LEFT_OUT, why)
        yield from (Line(line.strip(), fate, place) for line in block.raw.split("\n") if line.strip())
        yield from (Line(extra, Fate.LEFT_OUT, why) for extra in block.extras)


def _columns(shape: Plan) -> tuple[tuple[str, str], ...]:
    """How the columns of a table of personas were understood."""
    tables = {id(block): block for part in shape.parts for block in _tables(part)}
    return tuple(
        (name, _told(place)) for block in tables.values() for name, place in table.column_places(block)
    )


def _told(place: Place | None) -> str:
    return place.label if isinstance(place, Facet) else place.value if place else "a note"


def _tables(part: Part) -> Iterator[Block]:
    if part.level < 0:
        yield from (block for block in part.source if block.shape is Shape.TABLE)
