"""What people write meanwhile, five times a second: `python -m bench.writing URL`."""

import itertools
import sys
import time

from bench.filling import NOW, PERSONAS, SIDES, TENANT
from storage.store import Store

PER_SECOND = 5


def write(store: Store, number: int) -> int:
    """Somebody states a claim of a persona anew; tells of which one."""
    persona = number * 7 % PERSONAS
    with store.begin(TENANT) as tx:
        claim = persona * len(SIDES) + 1
        tx.personas.restate(claim, by="U0MARA", at=NOW, text=f"{SIDES[0].value} as of {time.monotonic_ns()}")
    return persona


def main() -> None:
    """Write until terminated."""
    store = Store.open(sys.argv[1])
    for number in itertools.count():
        write(store, number)
        time.sleep(1 / PER_SECOND)


if __name__ == "__main__":
    main()
