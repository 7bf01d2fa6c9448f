"""One team per test file and way of hearing Slack."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conversations.harness import Team, team


@pytest.fixture(scope="module")
def here(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """The sample team with the app over Socket Mode on a fresh SQLite database."""
    path = tmp_path_factory.mktemp("conversation") / "dramatis.db"
    shutil.copy(migrated_file, path)
    with team(f"sqlite:///{path}") as running:
        yield running
