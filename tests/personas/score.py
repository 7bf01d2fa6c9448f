"""How well documents are read: a folder of `X.*` beside `X.expected.json`, and what of it holds."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from personas.documents.document import Reading, read_documents
from personas.documents.draft import PersonaDraft, UnreadableDocument
from personas.documents.encoding import text_of
from personas.persona import Facet, key_of

ENDING = ".expected.json"
TEXTS = (".md", ".txt", ".adoc", ".wiki", ".csv", ".tsv", ".yaml")
# What lays a page out and says nothing: tags, directives, comments of a program.
MARKUP = re.compile(
    r"^\s*(?:<|\{\{|\{[|}a-z]|:[\w-]+:|\[\[|\[[a-z]|image::|//|#\s*\w.*;|__[A-Z]+__|\|[-}+]|!\[|(?:- )?title:|.*(?:\[\[File:|<ref>))"
)


@dataclass(frozen=True, slots=True)
class Score:
    """One document: what does not hold, how many texts were expected and found in their facet, lines lost."""

    name: str
    faults: tuple[str, ...] = ()
    names: bool = True
    texts: int = 0
    placed: int = 0
    lost: int = 0


def scores(folder: Path) -> list[Score]:
    """The score of every document of a folder."""
    expected = {path.name.removesuffix(ENDING): path for path in folder.glob(f"*{ENDING}")}
    documents = {path.stem: path for path in folder.iterdir() if not path.name.endswith(".json")}
    documents |= {path.stem: path for path in folder.glob("*.json") if not path.name.endswith(ENDING)}
    return [score(documents[name], json.loads(path.read_text())) for name, path in sorted(expected.items())]


def score(document: Path, expected: dict[str, Any]) -> Score:
    """What of the expectation holds for one document."""
    try:
        reading = read_documents(document.name, document.read_bytes())
    except UnreadableDocument as problem:
        return _refused(document.name, expected, str(problem))
    drafts, lost = list(reading), lost_lines(document, reading)
    if reading.doubt:
        return _refused(document.name, expected, reading.doubt)
    if expected.get("refused_with"):
        return Score(document.name, ("is read, not refused",))
    faults = [*_names(drafts, expected), *_nowhere(drafts, expected)]
    misplaced = [fault for fault, holds in _texts(drafts, expected) if not holds]
    texts = len(list(_texts(drafts, expected)))
    faults += [f"a line is lost: {line}" for line in lost]
    return Score(
        document.name,
        (*faults, *misplaced),
        not _names(drafts, expected),
        texts,
        texts - len(misplaced),
        len(lost),
    )


def lost_lines(document: Path, reading: Reading) -> list[str]:
    """The lines of a text whose words stand in no line that the reading tells of."""
    if document.suffix not in TEXTS:
        return []
    told = {word for line in reading.lines for word in _words(line.text)}
    told |= {word for draft in reading for word in _words(draft.model_dump_json())}
    lines = text_of(document.read_bytes()).splitlines()
    return [line for line in lines if set(_words(line)) - told and not MARKUP.match(line)]


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_\ufffd]{4,}", html.unescape(text).casefold())


def _refused(name: str, expected: dict[str, Any], sentence: str) -> Score:
    wanted = expected.get("refused_with")
    if (wanted and wanted in sentence) or expected.get("or_refused"):
        return Score(name)
    texts = sum(len(some) for said in expected.get("personas", {}).values() for some in said.values())
    return Score(name, (sentence,), names=False, texts=texts)


def _names(drafts: list[PersonaDraft], expected: dict[str, Any]) -> list[str]:
    wanted = expected.get("personas", {})
    missing = [f"nobody is called {name}" for name in wanted if not _called(drafts, name)]
    more = [draft.name for draft in drafts if not any(_answers(draft, name) for name in wanted)]
    return [*missing, *(f"{name} is no persona" for name in more)] + (
        [f"{len(drafts)} personas"] if len(drafts) > len(wanted) and not more else []
    )


def _called(drafts: list[PersonaDraft], name: str) -> PersonaDraft | None:
    return next((draft for draft in drafts if _answers(draft, name)), None)


def _answers(draft: PersonaDraft, name: str) -> bool:
    return key_of(name) in {key_of(known) for known in (draft.name, *draft.aliases)}


def _texts(drafts: list[PersonaDraft], expected: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    for name, said in expected.get("personas", {}).items():
        draft = _called(drafts, name)
        for place, texts in said.items():
            for text in [texts] if isinstance(texts, str) else texts:
                holds = draft is not None and _holds(draft, place, text)
                yield f"{name} / {place}: {text}", holds


def _holds(draft: PersonaDraft, place: str, text: str) -> bool:
    if place == "role":
        return text in draft.role
    facet = place.removeprefix("not ")
    anywhere = facet == "any"
    found = any(text in claim.text for claim in draft.claims if anywhere or claim.facet.value == facet)
    introduces = text in draft.one_line and facet in {"any", Facet.CONTEXT.value}
    return (found or introduces) is (facet == place)


def _nowhere(drafts: list[PersonaDraft], expected: dict[str, Any]) -> list[str]:
    claims = [f"{claim.text}\n{claim.detail}" for draft in drafts for claim in draft.claims]
    return [
        f"is a claim: {text}"
        for text in expected.get("nowhere", ())
        if any(text in claim for claim in claims)
    ]


def table(found: list[Score]) -> str:
    """The score as people read it."""
    texts, placed = sum(each.texts for each in found), sum(each.placed for each in found)
    return (
        f"{sum(not each.faults for each in found)} of {len(found)} documents read rightly; "
        f"names right in {sum(each.names for each in found)}; "
        f"{placed} of {texts} texts in their facet; {sum(each.lost for each in found)} lines lost"
    )
