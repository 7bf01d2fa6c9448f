"""Lines that a system draws around what a customer wrote: separators, "reply above this line", labels, numbers of titles.

What goes is told by how a line is built, not by its words; whatever may be prose stays.
"""

import re
from collections.abc import Iterator, Sequence

from personas.card_names import ADDRESS, PIECES
from personas.message import Part
from personas.signature import ENDS_A_SENTENCE
from personas.ticket import Ticket, find_ticket

VALUE_WORDS, MARKER_WORDS, UNSPACED_LEAST, PHRASE_WORDS = 6, 14, 8, 3
MARKER_LENGTH = 200
SEPARATOR = re.compile(r"\s*([-=_*~–—\u2500-\u257f])(?:\s?\1){2,}\s*")
REPLY_MARKER = re.compile(r"\s*[#=]{2,}[\s=#-]*(?P<words>[^\s=#-].*?)[\s=#-]*[#=]{2,}\s*")
UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
LABELS = frozenset(
    {
        "description",
        "details",
        "message",
        "body",
        "comment",
        "beschreibung",
        "nachricht",
        "descripción",
        "mensaje",
    }
    | {
        "comentario",
        "détails",
        "descrição",
        "mensagem",
        "descrizione",
        "messaggio",
        "omschrijving",
        "bericht",
    }
    | {"beskrivning", "beskrivelse", "opis", "wiadomość", "описание", "сообщение", "説明", "内容", "本文"}
)


def without_frame(parts: Sequence[Part]) -> list[Part]:
    """The parts without separators, reply markers and what stands outside of the separators and is no prose."""
    lines = _inside([part for part in parts if not _is_reply_marker(part.text)])
    kept = [part for part in lines if not is_separator(part.text)]
    first = next((part for part in kept if part.text.strip()), None)
    is_more = any(part.text.strip() for part in kept if part is not first)
    return (
        [part for part in kept if part is not first] if first and is_more and _is_lone_label(first) else kept
    )


def is_separator(line: str) -> bool:
    """A line of one sign, three times or more."""
    return SEPARATOR.fullmatch(line) is not None


def is_prose(line: str) -> bool:
    """Whether a line may be part of a sentence: by its end, its length, or how it is written."""
    return ENDS_A_SENTENCE.search(line.strip()) is not None or any(map(_is_phrase, PIECES.split(line)))


def unnumbered(title: str, url: str) -> str:
    """A title without the number of its ticket in front of it; as it stands where nothing else would be left."""
    ticket = find_ticket("", [url])
    rest = re.sub(rf"^\W{{0,4}}(?:\w+\s+)?\W{{0,4}}(?:{'|'.join(_numbers(ticket))})(?!\w)[\W_]*", "", title)
    return rest if re.search(r"[^\W\d_]", rest) else title


def _numbers(ticket: Ticket | None) -> Iterator[str]:
    yield r"#\d+"
    if ticket:
        yield re.escape(ticket.number)


def _inside(lines: list[Part]) -> list[Part]:
    places = [place for place, part in enumerate(lines) if is_separator(part.text)]
    if not places:
        return lines
    above, below = lines[: places[0]], lines[places[-1] + 1 :]
    begin = 0 if _has_prose(above) else places[0]
    end = len(lines) if _has_prose(below) else places[-1] + 1
    kept = lines[begin:end]
    return kept if any(part.text.strip() and not is_separator(part.text) for part in kept) else lines


def _has_prose(parts: Sequence[Part]) -> bool:
    return any(is_prose(part.text) for part in parts)


def _is_phrase(piece: str) -> bool:
    words = [word for word in piece.split() if word[0].isalpha()]
    if len(words) > VALUE_WORDS or len(UNSPACED.findall(piece)) >= UNSPACED_LEAST:
        return True
    small = [word for word in words if not word[0].isupper()]
    if ADDRESS.search(piece) or not small:
        return False
    begins_small = words[0].islower() and len(words) > 1 and not re.search(r"\d", piece)
    return begins_small or (len(words) >= PHRASE_WORDS and 2 * len(small) > len(words))


def _is_reply_marker(line: str) -> bool:
    """ "##- Please type your reply above this line -##", in any language."""
    found = REPLY_MARKER.fullmatch(line) if len(line) <= MARKER_LENGTH else None
    return found is not None and len(found["words"].split()) <= MARKER_WORDS


def _is_lone_label(part: Part) -> bool:
    return part.text.strip(" :*").casefold() in LABELS
