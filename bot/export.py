"""`python -m bot export FILE`: all a workspace knows, for `import` to bring back; or all that is held about a person."""

import argparse
import asyncio
import sys
from pathlib import Path

from bot import logs, workspace_choice
from bot.error_message import complain, plainly
from bot.memory import Opened, opened
from bot.settings import load
from bot.terminal import show
from personas import backup
from personas.backup import Backup
from personas.views.parts import count

STANDARD_OUTPUT = Path("-")
UNWRITTEN = "I could not write {}: {}."
NOTHING = "There is nothing about {} in {}."


def options(parser: argparse.ArgumentParser) -> None:
    """Where to write, and what."""
    parser.add_argument("file", type=Path, metavar="FILE", help="where to write; - is standard output")
    parser.add_argument(
        "--person", default="", metavar="USER", help="only what is held about one person, by ID"
    )
    workspace_choice.option(parser)


def main(chosen: argparse.Namespace) -> int:
    """Write the file, whole or not at all."""
    return plainly(lambda: asyncio.run(_export(chosen)))


async def _export(chosen: argparse.Namespace) -> int:
    settings, path = load(), chosen.file
    logs.set_up("WARNING")
    async with opened(settings, chosen.workspace) as here:
        text, said = _person(here, chosen.person) if chosen.person else _everything(here)
    if not text:
        return complain(*said)
    if path == STANDARD_OUTPUT:
        sys.stdout.write(text)
        return 0
    try:
        _write(path, text)
    except OSError as error:
        return complain(UNWRITTEN.format(path, error.strerror or error))
    show(f"{path}: {said[0]}", *said[1:])
    return 0


def _everything(here: Opened) -> tuple[str, list[str]]:
    """A snapshot, and what to say of it."""
    with here.store.read(here.workspace.tenant) as reading:
        snapshot = reading.backups.export(at=here.now, workspace=here.workspace.name)
        running = reading.backups.running_pulses()
    said = [f"{_contents(snapshot)}; snapshot of {backup.stamp(snapshot.snapshot)}."]
    places = [each.visibility for each in snapshot.evidence] + [
        each.visibility for each in snapshot.decisions
    ]
    if private := sum(bool(place) for place in places):
        said.append(
            f"{private} of these are from private channels and stand in it in full: keep the file as private."
        )
    if running:
        said.append(
            f"{count(running, 'pulse')} still open: left out, as nobody's answer leaves before it closes."
        )
    return snapshot.dump(), said


def _person(here: Opened, user: str) -> tuple[str, list[str]]:
    """Everything about one person. That it was looked at stands in the audit log before it is handed over."""
    from storage.personal_data import personal_data_of

    with here.store.begin(here.workspace.tenant) as tx:
        held = personal_data_of(tx, user, workspace=here.workspace.name, at=here.now)
        if not held.pieces:
            return "", [NOTHING.format(user, workspace_choice.called(here.workspace))]
        tx.audit.note("person exported", user, by="", at=here.now)
    return held.dump(), [
        f"{count(held.pieces, 'entry', 'entries')} about {user}; snapshot of {backup.stamp(held.snapshot)}.",
        "It is personal: hand it to that person, and keep no copy.",
    ]


def _write(path: Path, text: str) -> None:
    """Beside the file first, then in its place: never half overwritten, and for its owner's eyes alone."""
    beside = path.with_name(f".{path.name}.part")
    # What a killed run left there may be open to others, or lead elsewhere.
    beside.unlink(missing_ok=True)
    beside.touch(mode=0o600, exist_ok=False)
    beside.write_text(text, "utf-8")
    beside.replace(path)


def _contents(snapshot: Backup) -> str:
    claims = sum(len(persona.claims) for persona in snapshot.personas)
    return (
        f"{count(len(snapshot.personas), 'persona')} with {count(claims, 'claim')}, "
        f"{count(len(snapshot.evidence), 'piece')} of evidence, {count(len(snapshot.decisions), 'decision')}, "
        f"{count(len(snapshot.pulses), 'pulse')}"
    )
