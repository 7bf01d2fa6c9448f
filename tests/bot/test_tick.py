"""`python -m bot tick`: what would be said to whom and why, without saying it; or once, for real."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.__main__ import main
from personas.people import Person
from personas.persona import Persona, Type
from storage.installation import Workspace
from storage.store import Store
from tests.conftest import TENANT

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.fixture
def record(lite: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Store:
    """A record with one persona of Mara's that has been quiet for long, and the settings to find it."""
    monkeypatch.chdir(tmp_path)
    for name, value in (
        ("BOT_TOKEN", "xoxb-1"),
        ("APP_TOKEN", "xapp-1"),
        ("API_URL", "http://127.0.0.1:9/api/"),
    ):
        monkeypatch.setenv(f"SLACK_{name}", value)
    monkeypatch.setenv("DATABASE_URL", str(lite.url))
    ago = TUESDAY - timedelta(days=90)
    with lite.system() as system:
        system.installations.save(
            Workspace(TENANT, "Northlight", "U0BOT", "B0BOT", "U0MARA", frozenset(), ago)
        )
    with lite.begin(TENANT) as tx:
        tx.people.mirror(Person("U0MARA", "Mara", tz="Europe/Berlin"), ago)
        quiet = Persona(0, "ops-admin", "Ops admin", Type.USER, steward="U0MARA")
        tx.personas.create(quiet, by="U0MARA", at=ago)
    return lite


def test_a_dry_run_prints_who_would_hear_what_and_why(
    record: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["tick", "--at", "2026-11-24T10:00", "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "Tuesday 24 November 2026, 10:00 UTC" in said
    assert "Mara (Tue 11:00, Europe/Berlin): a new message" in said
    assert "M1  Ops admin: no evidence yet, 90 days after it was written" in said
    assert "M1: a persona without new evidence for its interval; to its steward" in said
    with record.read(TENANT) as reading:
        assert reading.reminders.bundles("U0MARA") == []
        assert reading.deliveries.states() == {}


def test_a_dry_run_says_why_something_is_held(record: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tick", "--at", "2026-11-24T20:00+01:00", "--dry-run"]) == 0
    assert "Mara (Tue 20:00, Europe/Berlin): held, outside their hours" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["--at", "tomorrow", "--dry-run"],
            "I can't read 'tomorrow' as a time. Write it as 2026-11-24T10:00",
        ),
        (["--at", "2026-11-24T10:00"], "--at only looks: add --dry-run to it"),
    ],
)
def test_a_wrong_time_is_a_sentence_and_exit_code_2(
    record: Store, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    assert main(["tick", *arguments]) == 2
    assert sentence in capsys.readouterr().err


def test_a_database_without_a_workspace_is_a_sentence_too(
    record: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/new.db")
    assert main(["tick", "--dry-run"]) == 2
    assert "Start `python -m bot run` once" in capsys.readouterr().err


def test_run_for_real_it_writes_down_what_is_due_once(
    record: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    """Slack is not there: the message stays in the outbox, and a second run does not double it."""
    for _ in range(2):
        assert main(["tick"]) == 0
    with record.read(TENANT) as reading:
        assert len(reading.reminders.bundles("U0MARA")) <= 1
    assert "due" in capsys.readouterr().out
