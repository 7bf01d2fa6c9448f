"""How importing looks: what a document would change, what it changed, and the forms around it."""

import re
from collections.abc import Sequence

from personas.documents.draft import shortened
from personas.documents.merge import Merge
from personas.persona import PersonaRef
from personas.views import mistake as mistake_view
from personas.views.parts import (
    Block,
    Blocks,
    button,
    context,
    count,
    esc,
    field,
    fitted,
    modal,
    section,
)

UPLOAD, APPLY = "import_file", "import_apply"
FILE, STEWARD = "file", "steward"
FILE_TYPES = ("md", "markdown", "txt", "yaml", "yml", "json")
LINES_SHOWN = 8
WORDS_MAX = 160
# What Markdown puts around words: a note is kept as it was written, and shown without.
MARKUP = re.compile(r"^[#>*\s-]+(?=\S)|\*\*|__|\[([^\]]*)\]\([^)]*\)")


def upload_form(*, metadata: str) -> Block:
    """One file, and who takes care of what is new."""
    element: Block = {
        "type": "file_input", "action_id": FILE, "filetypes": list(FILE_TYPES), "max_files": 1,
    }  # fmt: skip
    blocks = [
        section("A persona document as you have it: Markdown with headings, YAML, or JSON. Nothing is written yet."),
        field(FILE, "Document", element, hint="Up to 10 MB. What can't be placed is kept as notes."),
        field(
            STEWARD, "Steward of new personas", {"type": "users_select", "action_id": STEWARD},
            hint="Takes care of them and is reminded; you, if nobody is chosen.", optional=True,
        ),
    ]  # fmt: skip
    return modal(UPLOAD, "Import personas", blocks, submit="Look at it", metadata=metadata)


def preview(name: str, merges: Sequence[Merge], *, metadata: str) -> Block:
    """What would happen; its button makes it happen."""
    blocks = [
        section(f"*{esc(name)}*  {summary(merges, dry=True)}"),
        *(_entry(merge, dry=True) for merge in merges),
    ]
    if not any(merge.changes for merge in merges):
        return modal("notice", "Import personas", fitted(blocks), close="Close")
    return modal(APPLY, "Import personas", fitted(blocks), submit="Apply", metadata=metadata)


def done(name: str, merges: Sequence[Merge], refs: Sequence[PersonaRef | None]) -> Blocks:
    """What was changed, with a button to each card."""
    entries = []
    for merge, ref in zip(merges, refs, strict=True):
        entry = _entry(merge, dry=False)
        if ref:
            entry["accessory"] = button("Open", f"again:{ref.id}", ref.slug)
        entries.append(entry)
    return fitted([section(f"*{esc(name)}*  {summary(merges, dry=False)}"), *entries, *_provenance(merges)])


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
