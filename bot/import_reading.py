"""What a document is read as before anything is imported: asked on a terminal, decided by options elsewhere."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from bot.error_message import complain
from bot.terminal import show
from personas.documents.document import Nameless, Reading, UnreadableDocument, read_documents
from personas.views import document as view

ASKED = "[i]mport, it is [o]ne persona, [s]how what becomes what, or leave it? "
UNCERTAIN = (
    "{found} I am not certain: {doubt}. Nothing was imported. "
    "Say --each (import these), --one (it is one persona), or look at it with --show."
)
WIDEST = 72


def options(parser: argparse.ArgumentParser) -> None:
    """Whom a document is about, where it does not say so itself."""
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--one", action="store_true", help="a document is about one persona")
    shape.add_argument("--each", action="store_true", help="import each persona I see in it")
    parser.add_argument(
        "--name", default="", metavar="NAME", help="whom a document is about that names nobody"
    )
    parser.add_argument("--yes", action="store_true", help="ask nothing; what is not certain is left")
    parser.add_argument("--show", action="store_true", help="print what becomes of every line")


def read(path: Path, data: bytes, chosen: argparse.Namespace) -> Reading | None:
    """The reading to import; None where it is not certain and nobody is there to ask."""
    one = True if chosen.one else False if chosen.each else None
    reading = _named(path, data, chosen, one=one)
    if chosen.show:
        show_lines(reading)
    if not reading.doubt or one is not None:
        return reading
    if _asks(chosen):
        return _asked(path, data, chosen, reading)
    complain(f"{path.name}: {UNCERTAIN.format(found=view.found(reading), doubt=reading.doubt)}")
    return None


def show_lines(reading: Reading) -> None:
    """Every line of a document, and what became of it."""
    rows = view.line_by_line(reading)
    for line, fate in rows:
        words = line if len(line) <= WIDEST else f"{line[: WIDEST - 1]}…"
        show(f"  {words:<{WIDEST}}  {fate}")


def _named(path: Path, data: bytes, chosen: argparse.Namespace, *, one: bool | None) -> Reading:
    """The reading; whom a document is about that names nobody is asked where somebody is there to say."""
    try:
        return read_documents(path.name, data, name=chosen.name, one=one)
    except Nameless as nameless:
        if not _asks(chosen) or not (name := _answer(f"{path.name} names nobody. Whom is it about? ")):
            raise UnreadableDocument(f"{nameless} Use --name NAME.") from None
    return read_documents(path.name, data, name=name, one=one)


def _asked(path: Path, data: bytes, chosen: argparse.Namespace, reading: Reading) -> Reading | None:
    show(f"{path.name}: {view.found(reading)} I am not certain: {reading.doubt}.")
    answers: dict[str, Callable[[], Reading | None]] = {
        "i": lambda: _named(path, data, chosen, one=False),
        "o": lambda: _named(path, data, chosen, one=True),
    }
    while (said := _answer(ASKED).casefold()[:1]) == "s":
        show_lines(reading)
    return answers.get(said, lambda: None)()


def _asks(chosen: argparse.Namespace) -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty() and not chosen.yes


def _answer(question: str) -> str:
    try:
        return input(question).strip()
    except EOFError:
        return ""
