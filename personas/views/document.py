"""How importing looks: what a document would change, what it changed, and the forms around it."""

import re
from collections.abc import Sequence

from personas.documents.draft import shortened
from personas.documents.merge import Merge
from personas.documents.reading import Fate, Line, Reading
from personas.persona import NAME_MAX, PersonaRef
from personas.views import mistake as mistake_view
from personas.views.parts import (
    Block,
    Blocks,
    actions,
    button,
    context,
    count,
    esc,
    field,
    fitted,
    modal,
    section,
    text_input,
)

UPLOAD, APPLY, LINES, SHAPE, LOOK = (
    "import_file",
    "import_apply",
    "import_lines",
    "import_shape",
    "import_look",
)
DROPPED = "Is that a persona document?"
FILE, STEWARD, NAME = "file", "steward", "name"
# How a document is to be read whose shape is not certain.
ONE, EACH = "one", "each"
FILE_TYPES = (
    "md", "markdown", "txt", "docx", "html", "htm", "csv", "tsv", "yaml", "yml", "json", "adoc", "wiki",
)  # fmt: skip
LINES_MAX = 2_800
SECTIONS_MAX = 40
LINES_SHOWN = 8
NAMES_SHOWN = 8
WORDS_MAX = 160
# What Markdown puts around words: a note is kept as it was written, and shown without.
MARKUP = re.compile(r"^[#>*\s-]+(?=\S)|\*\*|__|\[([^\]]*)\]\([^)]*\)")


def is_document(name: str) -> bool:
    """Whether a file's name ends like that of a document we read."""
    return name.casefold().rpartition(".")[2] in FILE_TYPES


def dropped(file: str) -> Blocks:
    """What is said of a file dropped in our DM."""
    look = button("Look at it", LOOK, file)
    return [
        section(
            "Is that a persona document? Look at what I read in it; nothing is written yet.", accessory=look
        )
    ]


def upload_form(*, metadata: str) -> Block:
    """One file, and who takes care of what is new."""
    element: Block = {
        "type": "file_input", "action_id": FILE, "filetypes": list(FILE_TYPES), "max_files": 1,
    }  # fmt: skip
    blocks = [
        section(
            "A persona document as you have it: Markdown, Word, a web page, a sheet (CSV), a wiki page, YAML or JSON. "
            "Nothing is written yet."
        ),
        field(FILE, "Document", element, hint="Up to 10 MB. What can't be placed is kept as notes."),
        field(
            NAME, "Whom it is about", text_input(NAME, longest=NAME_MAX),
            hint="Only for a document that names nobody.", optional=True,
        ),
        field(
            STEWARD, "Steward of new personas", {"type": "users_select", "action_id": STEWARD},
            hint="Takes care of them and is reminded; you, if nobody is chosen.", optional=True,
        ),
    ]  # fmt: skip
    return modal(UPLOAD, "Import personas", blocks, submit="Look at it", metadata=metadata)


def preview(name: str, reading: Reading, merges: Sequence[Merge], *, shape: str = "", metadata: str) -> Block:
    """What was read and what would happen; its button makes it happen."""
    blocks = [
        section(f"*{esc(name)}*  {esc(found(reading))} {summary(merges, dry=True)}"),
        *([section(f":warning: I am not certain: {esc(reading.doubt)}.")] if reading.doubt else []),
        actions(*_choices(reading, shape)),
        *(_entry(merge, dry=True) for merge in merges),
        *_told(reading),
    ]
    if not any(merge.changes for merge in merges):
        return modal("notice", "Import personas", fitted(blocks), metadata=metadata, close="Close")
    submit = "Import" if reading.doubt else "Apply"
    return modal(APPLY, "Import personas", fitted(blocks), submit=submit, metadata=metadata)


def every_line(name: str, reading: Reading) -> Block:
    """Every line of a document, and what becomes of it."""
    parts: list[str] = []
    part = ""
    for text, fate in line_by_line(reading):
        line = f"{esc(_cut(text))}  →  _{esc(fate)}_\n"
        if len(part) + len(line) > LINES_MAX:
            parts, part = [*parts, part], ""
        part += line
    parts = [*parts, part] if part else parts
    left = len(parts) - SECTIONS_MAX
    rest = [context("The document goes on; the command line shows all of it (--show).")] if left > 0 else []
    shown = [section(part) for part in parts[:SECTIONS_MAX]] or [section("There is no line in it.")]
    return modal(
        "notice", "What becomes what", fitted([section(f"*{esc(name)}*"), *shown, *rest]), close="Back"
    )


def _choices(reading: Reading, shape: str) -> list[Block]:
    several = len(reading) > 1
    one = button("It is one persona", SHAPE, ONE)
    each = button("It is about several", SHAPE, EACH)
    asked = [one] if several else [each] if shape == ONE else []
    return [*asked, button("Show what becomes what", LINES, "all")]


def _told(reading: Reading) -> Blocks:
    lines = [*filter(None, [columns(reading)]), *left_out(reading), *filter(None, [share(reading)])]
    return [context(esc(line)) for line in lines[:LINES_SHOWN]]


def done(name: str, reading: Reading, merges: Sequence[Merge], refs: Sequence[PersonaRef | None]) -> Blocks:
    """What was changed, with a button to each card."""
    entries = []
    for merge, ref in zip(merges, refs, strict=True):
        entry = _entry(merge, dry=False)
        if ref:
            entry["accessory"] = button("Open", f"again:{ref.id}", ref.slug)
        entries.append(entry)
    return fitted(
        [
            section(f"*{esc(name)}*  {summary(merges, dry=False)}"),
            *entries,
            *_told(reading),
            *_provenance(merges),
        ]
    )


def found(reading: Reading) -> str:
    """ "I read 3 personas: Lena, Nadia, Ravi."""
    names = [draft.name or "one without a name" for draft in reading.drafts]
    listed = ", ".join(_cut(name) for name in names[:NAMES_SHOWN])
    more = f" and {count(len(names) - NAMES_SHOWN, 'other')}" if len(names) > NAMES_SHOWN else ""
    return f"I read {count(len(names), 'persona')}: {listed}{more}."


def share(reading: Reading) -> str:
    """How much of what a document says has found its place, and what has not."""
    placed = reading.said - len(reading.told(Fate.NOTE))
    if not reading.said:
        return ""
    left = len(reading.told(Fate.LEFT_OUT))
    notes = len(reading.told(Fate.NOTE))
    more = [
        f"{count(notes, 'is kept as a note', 'are kept as notes')}" if notes else "",
        f"{count(left, 'line')} about no persona {'is' if left == 1 else 'are'} left out" if left else "",
    ]
    share = round(100 * placed / reading.said)
    return f"{placed} of {count(reading.said, 'line')} ({share} %) found their place{_joined(more)}."


def left_out(reading: Reading) -> list[str]:
    """What of a document is about no persona, by the reason for it."""
    reasons: dict[str, list[str]] = {}
    for line in reading.told(Fate.LEFT_OUT):
        reasons.setdefault(line.place, []).append(MARKUP.sub(r"\1", line.text))
    return [_left(why, lines) for why, lines in reasons.items()]


def columns(reading: Reading) -> str:
    """How the columns of a sheet were understood."""
    told = "; ".join(f"{_cut(name)} → {place}" for name, place in reading.columns)
    return f"Columns: {told}." if told else ""


def line_by_line(reading: Reading) -> list[tuple[str, str]]:
    """Every line of a document, and what became of it."""
    return [(line.text, _fate(line, several=len(reading) > 1)) for line in reading.lines]


def _fate(line: Line, *, several: bool) -> str:
    whose = f"{line.persona}: " if several and line.persona else ""
    place = f" ({line.place})" if line.place and line.fate is not Fate.CLAIM else ""
    return f"{whose}{line.place if line.fate is Fate.CLAIM and line.place else line.fate}{place}"


def _left(why: str, lines: list[str]) -> str:
    shown = ", ".join(f"“{_cut(line)}”" for line in lines[:LINES_SHOWN])
    more = f" and {count(len(lines) - LINES_SHOWN, 'more line')}" if len(lines) > LINES_SHOWN else ""
    return f"Left out, {why}: {shown}{more}."


def _joined(more: list[str]) -> str:
    return "".join(f"; {part}" for part in more if part)


def summary(merges: Sequence[Merge], *, dry: bool) -> str:
    """ "7 claims are new, 2 changed, 1 is the same; 3 lines are kept as notes."""
    new, changed = (
        sum(len(merge.new) for merge in merges if not merge.problem),
        sum(len(merge.changed) for merge in merges),
    )
    if not any(merge.changes for merge in merges):
        return "Nothing would change." if dry else "Nothing changed."
    same = sum(len(merge.same) for merge in merges)
    notes = sum(len(merge.draft.notes) for merge in merges)
    kept = f"; {count(notes, 'line')} kept as notes" if notes else ""
    counted = (
        (count(new, "claim"), "new", new),
        (str(changed), "changed", changed),
        (str(same), "the same", same),
    )
    return f"{', '.join(f'{told} {word}' for told, word, number in counted if number) or 'no claims'}{kept}."


def lines(merge: Merge, *, dry: bool) -> list[str]:
    """Everything one draft does, in plain sentences: the first says what, the others what is worth a look."""
    if merge.problem:
        return [mistake_view.plain_sentence(merge.problem)]
    more = [
        *(_said("Kept as a note", MARKUP.sub(r"\1", note)) for note in merge.draft.notes if merge.changes),
        *(
            f"Edited here since, so it stays “{_cut(ours)}”; the document says “{_cut(theirs)}”."
            for ours, theirs in merge.kept
        ),
        *(_said("Taken off here since, and stays off", text) for text in merge.taken_off),
        *(_said("No longer in the document, but stays here", text) for text in merge.left_out),
        *(
            f"“{_cut(name)}” already stands for {ref.name}, so it was left out."
            for name, ref in merge.refused
        ),
    ]
    return [_headline(merge, dry=dry), *more]


def _headline(merge: Merge, *, dry: bool) -> str:
    name = merge.draft.name
    if merge.makes:
        also = f", also called {', '.join(merge.aliases)}" if merge.aliases else ""
        return f"{name} {'would be' if dry else 'is'} new: {count(len(merge.new), 'claim')}{also}."
    if not merge.changes:
        return f"{name}: nothing {'would change' if dry else 'changed'}."
    facts = [name.replace("_", " ") for name in merge.facts] + (["steward"] if merge.steward else [])
    parts = [
        f"{count(len(merge.new), 'claim')} new" if merge.new else "",
        f"{count(len(merge.changed), 'claim')} changed" if merge.changed else "",
        f"{', '.join(facts)} updated" if facts else "",
        f"also called {', '.join(merge.aliases)}" if merge.aliases else "",
        f"{len(merge.same)} the same" if merge.same else "",
    ]
    return f"{name}{' would change' if dry else ''}: {', '.join(filter(None, parts))}."


def _entry(merge: Merge, *, dry: bool) -> Block:
    first, *more = lines(merge, dry=dry)
    left = len(more) - LINES_SHOWN
    shown = [f"•  {esc(line)}" for line in more[:LINES_SHOWN]]
    rest = [f"•  and {count(left, 'more line')} of this kind"] if left > 0 else []
    return section("\n".join([f"*{esc(first)}*", *shown, *rest]))


def _provenance(merges: Sequence[Merge]) -> Blocks:
    said = [merge.draft.provenance for merge in merges if merge.draft.provenance]
    none = "Imported claims have no evidence yet: what a document says about its sources is kept as where it came from."
    return [context(none)] if said else []


def _said(lead: str, text: str) -> str:
    return f"{lead}: “{_cut(text)}”."


def _cut(text: str) -> str:
    return shortened(" ".join(text.split()), WORDS_MAX)
