"""`python -m bot import`: what is said, what is written, and the exit code."""

from pathlib import Path

import pytest

from tests.bot.conftest import Run
from tests.storage.test_document import DOCUMENT


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "ops.md"
    path.write_bytes(DOCUMENT)
    return path


def test_a_dry_run_says_what_would_happen_and_changes_nothing(run: Run, document: Path) -> None:
    for _ in range(2):
        done = run("import", "--dry-run", document)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == "ops.md\n  Ops admin would be new: 3 claims, also called Ana, Ana Silva.\n"


def test_a_document_is_imported_once(run: Run, start: Run, document: Path) -> None:
    first = start("import", document)
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == "ops.md\n  Ops admin is new: 3 claims, also called Ana, Ana Silva.\n"
    again = run("import", document)
    assert (again.returncode, again.stdout) == (0, "ops.md\n  Ops admin: nothing changed.\n")


def test_a_changed_document_says_what_changed(run: Run, document: Path) -> None:
    run("import", document)
    changed = DOCUMENT.replace(b"integration step", b"integration step for days").replace(
        b"Sets the", b"Runs the"
    )
    document.write_bytes(changed + b"\n## Photo\nA person at a desk\n")
    done = run("import", document)
    assert "  Ops admin: 1 claim changed, role, notes updated, 2 the same." in done.stdout
    assert done.stdout.endswith("    Kept as a note: “Photo”.\n    Kept as a note: “A person at a desk”.\n")


def test_one_bad_file_does_not_keep_the_others_out(run: Run, document: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.md"
    empty.write_bytes(b"")
    done = run("import", empty, tmp_path / "missing.md", document)
    assert done.returncode == 2
    assert "Ops admin is new" in done.stdout
    assert done.stderr.splitlines() == [
        f"I could not open {tmp_path / 'missing.md'}: No such file or directory.",
        "I could not read empty.md: it is empty. Write at least a title and one heading, then import it again.",
    ]


def test_a_name_that_can_not_be_is_a_sentence_and_exit_code_2(run: Run, document: Path) -> None:
    document.write_bytes(DOCUMENT.replace(b"Ops admin", b"Help"))
    done = run("import", document)
    assert done.returncode == 2
    assert "Help is a word of the command itself" in done.stdout


def test_the_steward_is_found_in_the_directory(run: Run, document: Path) -> None:
    assert run("import", "--steward", "@devin", document).returncode == 0
    done = run("export", "-")
    assert '"steward": "U0DEVIN"' in done.stdout


def test_an_unknown_steward_is_a_sentence(run: Run, document: Path) -> None:
    done = run("import", "--steward", "@nobody", document)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "Nobody here is called @nobody, or more than one. Write the name as Slack shows it, or the member ID.\n"
    )


def test_a_token_slack_refuses_is_a_sentence(run: Run, document: Path) -> None:
    done = run("import", document, SLACK_BOT_TOKEN="xoxb-wrong")
    assert done.returncode == 2
    assert done.stderr.startswith("Slack does not accept SLACK_BOT_TOKEN")


def test_a_database_that_does_not_answer_is_a_sentence(run: Run, document: Path) -> None:
    done = run("import", document, DATABASE_URL="postgresql://u:geheim@127.0.0.1:9/x")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("The database does not answer (connection failed")
    assert "geheim" not in done.stderr


def test_without_settings_it_says_which(run: Run, document: Path) -> None:
    done = run("import", document, SLACK_BOT_TOKEN="")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("SLACK_BOT_TOKEN is missing")
