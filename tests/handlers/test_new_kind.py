"""A kind of evidence and a source are one row each: nothing else lists them."""

import subprocess
import sys
from pathlib import Path

from personas.evidence import COUNTED, RATED, SAID, Kind, Source
from storage.store import Store

ROOT = Path(__file__).parents[2]


def test_one_more_kind_is_recognised_offered_filed_and_exported(lite: Store) -> None:
    command = [sys.executable, "-m", "tests.handlers.made_up_kind", str(lite.url.database)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_source_is_said_by_somebody_or_counted() -> None:
    assert set(Source) == SAID | COUNTED
    assert not SAID & COUNTED
    assert Source.TICKET not in RATED
    assert all(Source(source.value) is source for source in Source)
    assert all(Kind(kind.value) is kind and kind.row.label for kind in Kind)
