"""`make bench`: every figure in one run, as ratios, each with what is expected of it."""

import tempfile
from pathlib import Path

from bench import beside, large, lookups, questions, wave

PARTS = {
    "lookups": lookups.measure,
    "large": large.measure,
    "wave": wave.measure,
    "beside": beside.measure,
    "questions": questions.measure,
}


def main(names: list[str]) -> None:
    """Look-ups, a large workspace, a wave by itself and beside other work, questions; or the parts that are named."""
    for name in names or PARTS:
        with tempfile.TemporaryDirectory() as folder:
            PARTS[name](Path(folder))


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
