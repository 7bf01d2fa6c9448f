"""`python -m bot import`: what is said, what is written, and the exit code."""

from pathlib import Path

import pytest

from tests.bot.conftest import Run
from tests.storage.test_document import DOCUMENT

PLACED = "  7 of 7 lines (100 %) found their place.\n"
TWO = b"# Dana the Dispatcher\n## Late shift\n### Goals\n- Sleep\n## Early shift\n### Goals\n- Ship\n"


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "ops.md"
    path.write_bytes(DOCUMENT)
    return path


def test_a_dry_run_says_what_would_happen_and_changes_nothing(run: Run, document: Path) -> None:
    for _ in range(2):
        done = run("import", "--dry-run", document)
        assert (done.returncode, done.stderr) == (0, "")
        assert (
            done.stdout
            == "ops.md\n  Ops admin would be new: 3 claims, also called Ana, Ana Silva.\n" + PLACED
        )


def test_a_document_is_imported_once(run: Run, start: Run, document: Path) -> None:
    first = start("import", document)
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == "ops.md\n  Ops admin is new: 3 claims, also called Ana, Ana Silva.\n" + PLACED
    again = run("import", document)
    assert (again.returncode, again.stdout) == (0, "ops.md\n  Ops admin: nothing changed.\n" + PLACED)


def test_a_changed_document_says_what_changed(run: Run, document: Path) -> None:
    run("import", document)
    changed = DOCUMENT.replace(b"integration step", b"integration step for days").replace(
        b"Sets the", b"Runs the"
    )
    document.write_bytes(changed + b"\n## Photo\nA person at a desk\n")
    done = run("import", document)
    assert "  Ops admin: 1 claim changed, role, notes updated, 2 the same." in done.stdout
    assert done.stdout.endswith(
        "    Kept as a note: “Photo”.\n    Kept as a note: “A person at a desk”.\n  7 of 8 lines (88 %) found their place; 1 is kept as a note.\n"
    )


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


def test_a_shape_that_is_not_certain_is_left_until_somebody_decides(run: Run, document: Path) -> None:
    document.write_bytes(TWO)
    done = run("import", document)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("ops.md: I read 2 personas: Late shift, Early shift. I am not certain: ")
    assert "--each" in done.stderr
    assert "--one" in done.stderr
    one = run("import", "--one", "--dry-run", document)
    assert one.returncode == 0
    assert "Dana the Dispatcher would be new: 2 claims" in one.stdout
    each = run("import", "--each", document)
    assert each.returncode == 0
    assert "Late shift is new: 1 claim" in each.stdout


def test_a_document_that_names_nobody_takes_the_name_given(run: Run, document: Path) -> None:
    document.write_bytes(b"## Goals\n- Ship on Friday\n")
    done = run("import", document)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "I could not read ops.md: it names nobody. Give it a title, or say whom it is about. Use --name NAME.\n"
    )
    assert "Ops admin is new" in run("import", "--name", "Ops admin", document).stdout


def test_every_line_and_what_is_left_out_is_shown(run: Run, document: Path) -> None:
    document.write_bytes(
        b"# Our personas\nThree of them.\n## Dana\n### Goals\n- Ship\n## Omar\n### Goals\n- Sleep\n"
    )
    done = run("import", "--dry-run", "--show", document)
    assert "Dana: Success" in done.stdout
    assert "Left out, not about a persona: “Three of them.”." in done.stdout
    assert done.stdout.endswith("(100 %) found their place; 2 lines about no persona are left out.\n")
