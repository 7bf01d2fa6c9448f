"""How well questions in plain words are understood, and how long that takes."""

import time
from pathlib import Path

from personas.questions.question import understand
from personas.questions.table import FILE, table
from training.examples import examples, named
from training.measure import by_folds, of_product

EXPECTED = "95 % right at once, 98 % right or among the buttons, at most 2 % wrong but sure"
TIMED = 400
LONG = (
    "what is it that keeps the ops admin from inviting the whole team before the first report is on the screen, and how "
    "many of them told us so this year?"
)
NAMES = {"ops-admin", "signing-buyer"}


def measure(_: Path) -> None:
    """The examples by folds, the product on sentences nobody trained on, and microseconds for a question."""
    started = time.perf_counter()
    table()
    print(
        f"the table: {FILE.stat().st_size // 1024} KB, read in {(time.perf_counter() - started) * 1e3:.0f} ms"
    )
    print(f"the table alone, examples in five folds: {by_folds()}")
    print(f"the whole product, fresh sentences: {of_product()} (expected: {EXPECTED})")
    texts = [named(text) for _, text in examples()[:: len(examples()) // TIMED]]
    each, long = _microseconds(texts), _microseconds([LONG])
    print(f"a question: {each:.0f} µs; of {len(LONG)} characters: {long:.0f} µs (expected: 1,000)")


def _microseconds(texts: list[str]) -> float:
    """For one of them, the best of three rounds."""
    rounds = []
    for _ in range(3):
        started = time.process_time()
        for text in texts * max(1, 50 // len(texts)):
            understand(text, NAMES)
        rounds.append((time.process_time() - started) / (len(texts) * max(1, 50 // len(texts))))
    return min(rounds) * 1e6
