"""The team that the tests of pulses ask."""

import pytest

from storage.store import Store
from tests.handlers.pulses import Town, town


@pytest.fixture
def here(lite: Store) -> Town:
    """The team, on SQLite alone."""
    return town(lite)


@pytest.fixture
def both(store: Store) -> Town:
    """The team, on each engine."""
    return town(store)
