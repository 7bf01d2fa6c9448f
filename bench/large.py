"""What costs the same at any size: list, Home, proof and search in a workspace with 100,000 pieces, on both engines."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from bench import reads
from bench.ratio import ratio
from storage.migrations import upgrade
from storage.store import Store
from tests import large
from tests.postgresql import MISSING, cluster, installed

PIECES, MOST_MS, PROCESSOR_MS = 100_000, 20, 10
# In these most is done by us, not by the database.
PROCESSOR = frozenset({"home", "proof", "chain"})
EXPECTED = {
    "list": "list of 200 personas",
    "home": "Home",
    "proof": "proof, 5,000 decisions",
    "chain": "chain of a persona",
    "search, a word that is rare": "search, a rare word",
    "search, a word that is common": "search, a common word",
}


def measure(folder: Path) -> None:
    """Fill, print what each answer costs, and hold some of them against what is expected."""
    with ExitStack() as open_things:
        for engine, url in _databases(folder, open_things):
            store = Store.open(url)
            upgrade(store)
            print(f"\nfilling {engine} with {PIECES:,} pieces of evidence …", flush=True)
            large.fill(store, pieces=PIECES)
            reads.measure(store)
            answers = reads.answers(store)
            for name, words in EXPECTED.items():
                processor, whole = reads.timed(answers[name])
                ratio(f"{engine}: {words}, ms", whole, most=MOST_MS)
                if name in PROCESSOR:
                    ratio(f"{engine}: {words}, ms of processor", processor, most=PROCESSOR_MS)
            store.close()


def _databases(folder: Path, open_things: ExitStack) -> Iterator[tuple[str, str]]:
    yield "sqlite", f"sqlite:///{folder}/large.db"
    if installed():
        yield "postgresql", open_things.enter_context(cluster()).url
    else:
        print(MISSING)
