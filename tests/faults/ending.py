"""`python -m bot run`, with so many seconds to end in once it is told to: python -m tests.faults.ending SECONDS."""

import sys

from bot import run
from bot.__main__ import main

if __name__ == "__main__":
    run.END_S = float(sys.argv[1])
    sys.exit(main(["run"]))
