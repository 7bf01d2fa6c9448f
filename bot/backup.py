"""`python -m bot backup FILE`: a copy of the whole SQLite database, made while it is in use."""

import argparse
from pathlib import Path

from bot.error_message import complain, plainly, reason_of
from bot.settings import load
from bot.terminal import show
from storage.file_copy import WHOLE, copy_database
from storage.store import Store

THERE = "{} is there already. A backup overwrites nothing: give another name."
NOWHERE = "There is no database at {}. Check DATABASE_URL."
BY_PG_DUMP = (
    "PostgreSQL brings its own: `pg_dump --format=custom --file={} DATABASE` copies it while it is in use, and "
    "`pg_restore` brings it back."
)


def options(parser: argparse.ArgumentParser) -> None:
    """Where to write."""
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="where to write; an existing file is left alone"
    )


def main(chosen: argparse.Namespace) -> int:
    """Copy it, look at the copy, then give it its name."""
    return plainly(lambda: _backup(chosen.file))


def _backup(path: Path) -> int:
    store = Store.open(load().database_url)
    try:
        if store.url.get_backend_name() != "sqlite":
            return complain(BY_PG_DUMP.format(path))
        source = Path(str(store.url.database))
        if not source.exists():
            return complain(NOWHERE.format(source))
        if path.exists():
            return complain(THERE.format(path))
        return _copied(source, path)
    finally:
        store.close()


def _copied(source: Path, path: Path) -> int:
    """Beside the name first: what stands under it is whole, and for its owner's eyes alone."""
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.unlink(missing_ok=True)
        beside.touch(mode=0o600)
        found = copy_database(source, beside)
        if found != WHOLE:
            return complain(f"The copy is damaged ({found}); nothing was kept.")
        # A hard link takes no name that was given meanwhile; a rename would.
        path.hardlink_to(beside)
    except FileExistsError:
        return complain(THERE.format(path))
    except OSError as error:
        return complain(f"I could not write {path}: {reason_of(error)}.")
    finally:
        beside.unlink(missing_ok=True)
    show(f"{path}: {path.stat().st_size / 1024 / 1024:.1f} MiB, looked through and whole.")
    return 0
