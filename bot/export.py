"""`python -m bot export FILE`: everything the workspace knows, as one JSON file that `import` brings back."""

import argparse
import asyncio
import sys
from pathlib import Path

from bot import logs
from bot.complaint import complain, plainly
from bot.memory import opened
from bot.settings import load
from personas import backup
from personas.backup import Backup
from personas.views.parts import count

STANDARD_OUTPUT = Path("-")


def options(parser: argparse.ArgumentParser) -> None:
    """Where to write."""
    parser.add_argument("file", type=Path, metavar="FILE", help="where to write; - is standard output")


def main(chosen: argparse.Namespace) -> int:
    """Write the snapshot, whole or not at all."""
    return plainly(lambda: asyncio.run(_export(chosen.file)))


async def _export(path: Path) -> int:
    settings = load()
    logs.set_up("WARNING")
    async with opened(settings) as here:
        with here.store.read(here.workspace.tenant) as reading:
            snapshot = reading.backups.export(at=here.now, workspace=here.workspace.name)
            running = reading.backups.running_pulses()
    if path == STANDARD_OUTPUT:
        sys.stdout.write(snapshot.dump())
        return 0
    try:
        _write(path, snapshot)
    except OSError as error:
        return complain(f"I could not write {path}: {error.strerror or error}.")
    print(f"{path}: {_contents(snapshot)}; snapshot of {backup.stamp(snapshot.snapshot)}.")
    places = [each.visibility for each in snapshot.evidence] + [
        each.visibility for each in snapshot.decisions
    ]
    if private := sum(bool(place) for place in places):
        print(
            f"{private} of these are from private channels and stand in it in full: keep the file as private."
        )
    if running:
        print(f"{count(running, 'pulse')} still open: left out, as nobody's answer leaves before it closes.")
    return 0


def _write(path: Path, snapshot: Backup) -> None:
    """Beside the file first, then in its place: never half overwritten, and for its owner's eyes alone."""
    beside = path.with_name(f".{path.name}.part")
    beside.touch(mode=0o600)
    beside.write_text(snapshot.dump(), "utf-8")
    beside.replace(path)


def _contents(snapshot: Backup) -> str:
    claims = sum(len(persona.claims) for persona in snapshot.personas)
    return (
        f"{count(len(snapshot.personas), 'persona')} with {count(claims, 'claim')}, "
        f"{count(len(snapshot.evidence), 'piece')} of evidence, {count(len(snapshot.decisions), 'decision')}, "
        f"{count(len(snapshot.pulses), 'pulse')}"
    )
