"""Commands as people run them: words, an environment, what is printed, an exit code."""

import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.__main__ import main
from tests.conversations.harness import ROOT, Team, team
from tests.faults.forked import Program


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]


@pytest.fixture(scope="module")
def slack() -> Iterator[Team]:
    """The playground's Slack without the app."""
    with team("", app=False) as running:
        yield running


@pytest.fixture
def environment(slack: Team, tmp_path: Path) -> dict[str, str]:
    """The settings of an installation, with a database of the test's own."""
    return {
        "SLACK_BOT_TOKEN": "xoxb-playground",
        "SLACK_APP_TOKEN": "xapp-playground",
        "SLACK_API_URL": f"{slack.url}/api/",
        "CLOCK_URL": f"{slack.url}/clock",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'dramatis.db'}",
    }


@pytest.fixture
def run(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    """Runs a command in this process: starting one takes longer than most of what they do."""
    root = logging.getLogger()
    before = list(root.handlers), root.level

    def command(*arguments: str | Path, **settings: str) -> Done:
        for name, value in {**environment, **settings}.items():
            monkeypatch.setenv(name, value)
        capsys.readouterr()
        code = main(list(map(str, arguments)))
        said = capsys.readouterr()
        return Done(code, said.out, said.err)

    yield command
    root.handlers[:], root.level = before


@pytest.fixture
def start(environment: dict[str, str]) -> Run:
    """Runs a command as the process it is for people."""

    def command(*arguments: str | Path, **settings: str) -> Done:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("SLACK_")}
        given = {**kept, **environment, **settings}
        process = Program("bot", *map(str, arguments), environment=given, folder=ROOT)
        out, error = process.communicate(60)
        return Done(process.wait(), out, error)

    return command
