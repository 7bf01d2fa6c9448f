"""Cuts the signature off a mail or a ticket: from the name of its writer on, in any language."""

import re
from collections.abc import Sequence

from personas.colleague import name_keys

CLOSING_WORDS, THANKS_WORDS, SIGNED_WORDS, SIGNED_LINES = 4, 3, 8, 6
ENDS_A_SENTENCE = re.compile(r"[.!?…。！？]['\"”’)]*$")
DELIMITER = re.compile(r"\s*(?:--|—|__+|-- )\s*")


def unsigned(text: str, names: frozenset[str]) -> str:
    """The text without the signature at its foot: from a line that is a name the card gives, or from a mail's delimiter."""
    lines = text.splitlines()
    for place in range(1, len(lines)):
        is_name = bool(name_keys([lines[place].strip(" ,.–—-")]) & names)
        if (is_name or DELIMITER.fullmatch(lines[place])) and _is_foot(lines[place + 1 :]):
            above = lines[:place]
            return "\n".join(_without_closing(above) if is_name else above).strip()
    return text


def _is_foot(lines: Sequence[str]) -> bool:
    written = [line for line in lines if line.strip()]
    return len(written) <= SIGNED_LINES and all(len(line.split()) <= SIGNED_WORDS for line in written)


def _without_closing(lines: list[str]) -> list[str]:
    """Without "Best," above a name: short, and ended by a comma or set apart from the words."""
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    if len(lines) < 2 or len(lines[-1].split()) > CLOSING_WORDS:
        return lines
    closing, above = lines[-1].rstrip(), lines[-2].strip()
    is_apart = not above or (ENDS_A_SENTENCE.search(above) and len(closing.split()) <= THANKS_WORDS)
    is_greeting = is_apart and not ENDS_A_SENTENCE.search(closing.replace("!", ""))
    return lines[:-1] if closing.endswith(",") or is_greeting else lines
