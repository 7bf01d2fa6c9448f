"""Persona documents in Markdown, as people write them: one persona a file, or several under their titles."""

from itertools import pairwise

from personas.documents.draft import PersonaDraft, UnreadableDocument
from personas.documents.findings import joined, told_source
from personas.documents.heading import PERSONA_LEAD, PROVENANCE, Slot, is_title, is_weak, name_of, place_of
from personas.documents.outline import Block, Shape, outline
from personas.documents.reader import read_blocks
from personas.persona import Facet

NOTHING_FOUND = (
    'it has no heading such as "Goals", "Pain points" or "Quotes". '
    "Give every part of it a heading, then import it again"
)


def read_markdown(text: str, *, stem: str) -> list[PersonaDraft]:
    """The personas of a Markdown document; `stem` names one whose document does not."""
    preamble, parts = _personas(outline(text))
    drafts = [read_blocks(part).draft(stem) for part in parts]
    if not any(draft.claims or draft.role or draft.one_line for draft in drafts):
        raise UnreadableDocument(NOTHING_FOUND)
    provenance, notes = _shared(preamble)
    first, *rest = [
        draft.model_copy(update={"provenance": joined([*provenance, draft.provenance])}) for draft in drafts
    ]
    return [first.model_copy(update={"notes": (*notes, *first.notes)}), *rest]


def _personas(blocks: list[Block]) -> tuple[list[Block], list[list[Block]]]:
    """What stands before the first of several personas, and the blocks of each."""
    starts = _starts(blocks)
    if len(starts) < 2:
        return [], [blocks]
    return blocks[: starts[0]], [blocks[start:end] for start, end in pairwise([*starts, len(blocks)])]


def _starts(blocks: list[Block]) -> list[int]:
    """Where personas begin: at several titles, else at several "Persona: …", else below a title for all."""
    headings = [at for at, block in enumerate(blocks) if block.shape is Shape.HEADING]
    titles = [at for at in headings if blocks[at].level == 1 and _may_title(blocks[at].text)]
    named = [at for at in titles if is_title(blocks[at].text) and not is_weak(name_of(blocks[at].text))]
    if len(named) > 1:
        return named
    persons = [at for at in headings if blocks[at].level > 1 and PERSONA_LEAD.match(blocks[at].text)]
    if len(persons) > 1 and not named:
        return persons
    described = [at for at in titles if _describes(blocks, at)]
    if len(described) > 1 and not named:
        return described
    return (
        []
        if named or not titles or not is_weak(name_of(blocks[titles[0]].text))
        else _below(blocks, headings)
    )


def _may_title(heading: str) -> bool:
    return is_title(heading) or place_of(heading) is None


def _below(blocks: list[Block], headings: list[int]) -> list[int]:
    """The personas of "# Our personas": the highest headings that lead to no facet but have some below."""
    found = [
        at
        for at in headings
        if blocks[at].level > 1 and _may_title(blocks[at].text) and _describes(blocks, at)
    ]
    level = min((blocks[at].level for at in found), default=0)
    return [at for at in found if blocks[at].level == level]


def _describes(blocks: list[Block], at: int) -> bool:
    """Whether something below this heading leads to a facet."""
    for block in blocks[at + 1 :]:
        heading = block.shape is Shape.HEADING
        if heading and block.level <= blocks[at].level:
            return False
        if isinstance(place_of(block.text if heading else block.key), Facet):
            return True
    return False


def _shared(preamble: list[Block]) -> tuple[list[str], list[str]]:
    """What is said before the first persona: provenance of all of them, and notes."""
    provenance: list[str] = []
    notes: list[str] = []
    source = False
    for block in preamble:
        if block.shape is Shape.HEADING:
            source = place_of(block.text) is Slot.PROVENANCE
            notes += [] if source else [block.text]
        elif source or place_of(block.key) is Slot.PROVENANCE or PROVENANCE.match(block.text):
            provenance.append(told_source(block))
            notes += block.extras
        else:
            notes += [line.strip() for line in block.raw.split("\n") if line.strip()]
    return provenance, notes
