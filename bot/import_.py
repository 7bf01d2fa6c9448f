"""`python -m bot import FILE…`: take over persona documents, or bring back a whole export."""

import argparse
import asyncio
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from slack_sdk.errors import SlackApiError

from bot import import_reading, logs, workspace_choice
from bot.error_message import WRONG, complain, plainly
from bot.memory import Opened, opened
from bot.settings import load
from bot.terminal import show
from personas import backup
from personas.documents.document import Reading, UnreadableDocument
from personas.documents.merge import Merge
from personas.views import document as view
from personas.views.parts import count
from scheduler.people import mirror
from storage.backup import Restored
from storage.store import Writing

UNOPENED = "I could not open {}: {}."


class DryRun(Exception):
    """Nothing is to be kept: ends the transaction after everything was tried in it."""


def options(parser: argparse.ArgumentParser) -> None:
    """Which files, who takes care of what is new, and whether to try only."""
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="Markdown, Word, HTML, CSV, YAML, JSON, or an export",
    )
    parser.add_argument("--steward", default="", metavar="@name", help="who takes care of these personas")
    parser.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")
    import_reading.options(parser)
    workspace_choice.option(parser)


def main(chosen: argparse.Namespace) -> int:
    """Import every file that can be read; 2 when something was not imported."""
    files = [path for path in chosen.files if _is_there(path)]
    missing = len(files) < len(chosen.files)
    return plainly(lambda: max(missing and WRONG, asyncio.run(_import(files, chosen)))) if files else WRONG


def _is_there(path: Path) -> bool:
    """A file that can't be opened is said first: no setting would help."""
    try:
        path.open("rb").close()
    except OSError as error:
        complain(UNOPENED.format(path, error.strerror or error))
        return False
    return True


async def _import(files: Sequence[Path], chosen: argparse.Namespace) -> int:
    settings, steward = load(), chosen.steward
    logs.set_up("WARNING")
    async with opened(settings, chosen.workspace) as here:
        user = await _person(here, steward)
        if steward and not user:
            return complain(
                f"Nobody here is called {steward}, or more than one. Write the name as Slack shows it, or the member ID."
            )
        wrong = [_file(here, path, chosen, steward=user) for path in files]
    return WRONG if any(wrong) else 0


async def _person(here: Opened, name: str) -> str:
    """The member ID of a person; the directory is read where no start has done so yet."""
    if not name:
        return ""
    for last in (False, True):
        with here.store.read(here.workspace.tenant) as reading:
            if found := reading.people.named(name):
                return found.user
        if not last:
            with suppress(SlackApiError, OSError, TimeoutError):
                client = (await here.memory.clients())(here.workspace.tenant)
                await mirror(here.store, here.workspace.tenant, client, lambda: here.now)
    return ""


def _file(here: Opened, path: Path, chosen: argparse.Namespace, *, steward: str) -> bool:
    """One file in one transaction of its own. Tells whether something in it was not imported."""
    try:
        data = path.read_bytes()
        reading = None if backup.is_backup(data) else import_reading.read(path, data, chosen)
        if reading is None and not backup.is_backup(data):
            return True
        said, wrong = _tried(here, path.name, data, reading, steward=steward, dry=chosen.dry_run)
    except UnreadableDocument as problem:
        complain(str(problem))
        return True
    except OSError as error:
        complain(UNOPENED.format(path, error.strerror or error))
        return True
    show(path.name)
    for line in said:
        show(f"  {line}")
    return wrong


def _tried(
    here: Opened, name: str, data: bytes, reading: Reading | None, *, steward: str, dry: bool
) -> tuple[list[str], bool]:
    """Do it, and where it is only tried undo it: a dry run cannot say anything else than the real one does."""
    said: tuple[list[str], bool] = [], False
    with suppress(DryRun), here.store.begin(here.workspace.tenant) as tx:
        if reading is None:
            said = _restored(tx, here, backup.load(name, data), dry=dry), False
        else:
            said = _documents(tx, here, reading, steward=steward, dry=dry)
        if dry:
            raise DryRun
    return said


def _documents(
    tx: Writing, here: Opened, reading: Reading, *, steward: str, dry: bool
) -> tuple[list[str], bool]:
    by = steward or here.workspace.installer
    merges: list[Merge] = []
    for draft in reading:
        merge = tx.documents.plan(draft, steward=steward)
        if merge.problem is None:
            tx.documents.apply(merge, by=by, at=here.now)
        merges.append(merge)
    said = [line for merge in merges for line in _indented(view.lines(merge, dry=dry))]
    more = [view.columns(reading), *view.left_out(reading), view.share(reading)]
    return [*said, *filter(None, more)], any(merge.problem for merge in merges)


def _restored(tx: Writing, here: Opened, snapshot: backup.Backup, *, dry: bool) -> list[str]:
    if snapshot.team != here.workspace.tenant:
        raise UnreadableDocument(
            f"That is a snapshot of another workspace, {snapshot.workspace or snapshot.team}: the people and channels in "
            f"it are not those of {here.workspace.name or here.workspace.tenant}. Nothing was imported."
        )
    tx.audit.note("snapshot imported", "workspace", by="", at=here.now)
    return [f"Snapshot of {backup.stamp(snapshot.snapshot)}.", *told(tx.backups.restore(snapshot), dry=dry)]


def told(done: Restored, *, dry: bool) -> list[str]:
    """What a snapshot brought, in sentences."""
    new = [count(number, *_words(noun)) for noun, number in done.new.items() if number]
    same = sum(done.same.values())
    lines = [f"{'Would bring' if dry else 'Brought'} back {', '.join(new)}."] if new else []
    lines += [f"{old} is taken here, so that piece is {now}." for old, now in done.renumbered]
    if same:
        lines.append(f"{same} entries were here already and stay as they are." if new else "Nothing changed.")
    return lines or ["There is nothing in it."]


def _words(noun: str) -> tuple[str, str]:
    irregular = {"piece of evidence": "pieces of evidence", "person's wish": "people's wishes"}
    return noun, irregular.get(noun, f"{noun}s")


def _indented(lines: list[str]) -> list[str]:
    return [lines[0], *(f"  {line}" for line in lines[1:])]
