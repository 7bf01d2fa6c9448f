"""Cuts the signature off a mail or a ticket: from its writer's name or a closing formula on, in any language."""

import re
from collections.abc import Sequence

from personas.card_names import ADDRESS, BESIDE_NAME, is_name
from personas.colleague import name_keys
from personas.ticket_boilerplate import SPOKEN

CLOSING_WORDS, THANKS_WORDS, SIGNED_WORDS, SIGNED_LINES, CLOSED_LINES, FORMULA_WORDS = 4, 3, 8, 6, 4, 6
# The lines of such a signature with empty ones between them.
CLOSED_LINES_APART = 2 * CLOSED_LINES + 2
ENDS_A_SENTENCE = re.compile(r"[.!?…。！？]['\"”’)]*$")
ABBREVIATED = re.compile(r"\b(?:Inc|Ltd|Co|Corp|Jr|Sr|e\.V|S\.A|S\.L|S\.r\.l)\.$")
SITE = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:/\S*)?")
DELIMITER = re.compile(r"\s*(?:--|—|__+|-- )\s*")
# How letters close. No sentence is lost by these: a name has to stand below, and nothing but a few short lines.
FORMULAS = re.compile(
    r"(?:(?:many |with )?thanks|thank you|thx|cheers|best|(?:kind|warm) (?:regards|wishes)|regards|sincerely|yours"
    r"|(?:mit )?(?:freundlichen?|besten?|vielen?|herzlichen?|lieben?|schönen?) gr(?:ü|ue)(?:ß|ss)en?"
    r"|gr(?:ü|ue)(?:ß|ss)e|mfg|lg"
    r"|(?:vielen |besten |herzlichen )?dank|danke|merci|cordialement|bien (?:à vous|cordialement)|salutations"
    r"|(?:muchas )?gracias|(?:un )?(?:cordial )?saludos?|atentamente|obrigad[oa]|(?:melhores )?cumprimentos|atenciosamente"
    r"|grazie|(?:cordiali |distinti )?saluti|(?:met )?vriendelijke groet(?:en)?|groet(?:en|jes)?|bedankt"
    r"|(?:med )?vennlig hilsen|(?:med )?vänliga hälsningar|(?:venlig )?hilsen|tack|takk|tak|pozdrawiam|dziękuję"
    r"|спасибо|с уважением|よろしくお願い(?:いた)?します|敬具)(?!\w)",
    re.IGNORECASE,
)


def unsigned(text: str, names: frozenset[str]) -> str:
    """The text without the signature at its foot: below a delimiter, or from a name that the card gives or a closing has."""
    lines = text.splitlines()
    for place in range(1, len(lines)):
        is_signed = _is_known(lines[place], names) or _is_closed(lines, place)
        if (is_signed or DELIMITER.fullmatch(lines[place])) and _is_foot(lines[place + 1 :]):
            above = lines[:place]
            return "\n".join(_without_closing(above) if is_signed else above).strip()
    return text


def _is_known(line: str, names: frozenset[str]) -> bool:
    """A name that the card gives, alone or with what a signature has beside it."""
    name, *beside = BESIDE_NAME.split(line.strip(" ,.–—-"))
    return bool(name_keys([name]) & names) and all(map(_is_detail, beside))


def _is_detail(piece: str) -> bool:
    """A post, a company or how to reach somebody, as they stand beside a name."""
    is_address = ADDRESS.search(piece) or SITE.fullmatch(piece.strip())
    return bool(is_address) or (_is_signed(piece) and not piece[:1].islower())


def _is_closed(lines: Sequence[str], place: int) -> bool:
    """Whether a closing formula stands right above, and from here on nothing but a few lines that are no sentences."""
    if len(lines) - place > CLOSED_LINES_APART:
        return False
    above = [line.strip() for line in lines[:place] if line.strip()]
    below = [line.strip() for line in lines[place:] if line.strip()]
    if len(above) < 2 or not lines[place].strip() or not _is_formula(above[-1]) or len(below) > CLOSED_LINES:
        return False
    name, *beside = BESIDE_NAME.split(below[0].strip(" ,.–—-"))
    return is_name(name) and all(map(_is_detail, (*beside, *below[1:])))


def _is_formula(line: str) -> bool:
    return len(line.split()) <= FORMULA_WORDS and not line.endswith("?") and FORMULAS.match(line) is not None


def _is_signed(line: str) -> bool:
    """Short, and no sentence."""
    return _is_short(line) and not SPOKEN.intersection(line.casefold().split())


def _is_short(line: str) -> bool:
    ends = ENDS_A_SENTENCE.search(line.strip()) and not ABBREVIATED.search(line.strip())
    return len(line.split()) <= SIGNED_WORDS and not ends


def _is_foot(lines: Sequence[str]) -> bool:
    written = [line for line in lines if line.strip()]
    return len(written) <= SIGNED_LINES and all(map(_is_short, written))


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
