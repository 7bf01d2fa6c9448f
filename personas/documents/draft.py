"""What a document says about a persona before anybody has agreed to it: drafts, without evidence."""

import re

from pydantic import BaseModel, ConfigDict

from personas.documents.lexicon import unknown_words
from personas.persona import CLAIM_MAX, DEFAULT_INTERVAL_DAYS, UNKNOWN, Facet, Type

QUOTE_PAIRS = ('""', "''", "“”", "‘’", "„“", "„”", "«»", "»«", "‹›", "``")
PLACEHOLDER = re.compile(
    r"^(?:(?:tbd|tbc|tba|todo)\b.{0,60}|to be (?:filled|defined|determined|confirmed|added|decided|written)\b.{0,60}"
    r"|[?\s.…–—-]+|[\[<{(]\s*(?:insert|add|fill|your|describe|placeholder|name)\b[^\]>})]*[\]>})]\W*)$",
    re.IGNORECASE | re.DOTALL,
)
# What a database or a terminal chokes on; line breaks and tabs are ordinary spaces by then.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’»)]*\s+")


class ClaimDraft(BaseModel):
    """One statement as a document makes it. `detail` and `shipped` mean what they mean on a claim."""

    model_config = ConfigDict(frozen=True)

    facet: Facet
    text: str
    detail: str = ""
    shipped: str = ""
    unknown: bool = False


class PersonaDraft(BaseModel):
    """A persona as a document describes it. `notes`: what could not be placed; `provenance`: no evidence.

    `slug` and `steward` (a Slack user id) are what our own files say of a persona.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    type: Type = Type.USER
    role: str = ""
    one_line: str = ""
    aliases: tuple[str, ...] = ()
    emoji: str = ""
    slug: str = ""
    steward: str = ""
    interval_days: int = DEFAULT_INTERVAL_DAYS
    provenance: str = ""
    notes: tuple[str, ...] = ()
    claims: tuple[ClaimDraft, ...] = ()


class UnreadableDocument(ValueError):
    """A document nobody can import as it is; the message says what happened and what to do."""


class Nameless(UnreadableDocument):
    """A document that can be read, but names nobody."""


def claims_of(facet: Facet, text: str, *, detail: str = "", shipped: str = "") -> tuple[ClaimDraft, ...]:
    """The text as claims: one where it fits, else cut at sentence ends; what a detail cannot hold follows."""
    if is_unknown(text):
        return (ClaimDraft(facet=facet, text=UNKNOWN, detail=one_line_of(detail), unknown=True),)
    first, *rest = pieces(text)
    kept, *more = pieces(detail) or [""]
    head = ClaimDraft(facet=facet, text=first, detail=kept, shipped=one_line_of(shipped))
    return (head, *(ClaimDraft(facet=facet, text=piece) for piece in (*rest, *more)))


def is_unknown(text: str) -> bool:
    """Whether somebody wrote that this is not known, or has left a place to be filled in."""
    return (
        bool(PLACEHOLDER.match(text.strip(" *_")))
        or text.strip().strip("\"'*_.!() ").replace("’", "'").casefold() in unknown_words()
        or text.strip() == "?"
    )


def pieces(text: str, *, longest: int = CLAIM_MAX) -> list[str]:
    """The text in parts no longer than this, cut at sentence ends, else between words."""
    text = one_line_of(text)
    if len(text) <= longest:
        return [text] if text else []
    parts: list[str] = []
    for unit in _units(text, longest):
        if parts and len(parts[-1]) + 1 + len(unit) <= longest:
            parts[-1] += f" {unit}"
        else:
            parts.append(unit)
    return parts


def sentences(text: str) -> list[str]:
    """The sentences of a text, closing quotes and brackets with the sentence they close."""
    found, start = [], 0
    for end in SENTENCE_END.finditer(text):
        found.append(text[start : end.end()].strip())
        start = end.end()
    return [sentence for sentence in (*found, text[start:].strip()) if sentence]


def shortened(text: str, longest: int) -> str:
    """The text, cut between words with an ellipsis where it is too long for its place."""
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:-–—") + "…"


def one_line_of(text: str) -> str:
    """The text on one line, without characters that nothing can store or show."""
    return " ".join(UNPRINTABLE.sub(" ", text).split())


def unquoted(text: str) -> str:
    """The text without the pair of quotation marks around it."""
    text = text.strip()
    for pair in QUOTE_PAIRS:
        left, right = pair[0], pair[1]
        inside = text[1:-1]
        if (
            len(text) > 2
            and text[0] == left
            and text[-1] == right
            and not {left, right} & set(inside) - {"'", "’"}
        ):
            return inside.strip()
    return text


def _units(text: str, longest: int) -> list[str]:
    units: list[str] = []
    for sentence in sentences(text):
        units += [sentence] if len(sentence) <= longest else _words(sentence, longest)
    return units


def _words(sentence: str, longest: int) -> list[str]:
    return [word[at : at + longest] for word in sentence.split() for at in range(0, len(word), longest)]
