"""`python -m bot export`: everything in one file, and back."""

import json
import re
from pathlib import Path

from bot.demo import sample
from tests.bot.conftest import Run
from tests.conftest import NOW


def test_what_was_exported_comes_back_byte_for_byte(run: Run, start: Run, tmp_path: Path) -> None:
    snapshot, first, second = tmp_path / "sample.json", tmp_path / "first.json", tmp_path / "second.json"
    snapshot.write_text(sample(NOW).dump())
    brought = run("import", snapshot)
    assert (brought.returncode, brought.stderr) == (0, "")
    assert (
        "Brought back 3 personas, 34 claims, 27 pieces of evidence, 3 decisions, 4 channels" in brought.stdout
    )
    told = run("export", first)
    assert "3 personas with 34 claims, 27 pieces of evidence, 3 decisions" in told.stdout
    assert "Nothing changed." in run("import", first).stdout
    assert start("export", second).returncode == 0
    other = f"sqlite:///{tmp_path / 'other.db'}"
    assert run("import", first, DATABASE_URL=other).returncode == 0
    third = tmp_path / "third.json"
    run("export", third, DATABASE_URL=other)
    assert without_time(first) == without_time(second) == without_time(third)


def test_times_are_iso_and_the_snapshot_says_when(run: Run, tmp_path: Path) -> None:
    snapshot = tmp_path / "sample.json"
    snapshot.write_text(sample(NOW).dump())
    run("import", snapshot)
    told = json.loads(run("export", "-").stdout)
    assert told["snapshot"].startswith("2026-11-24T1")
    assert told["evidence"][0]["happened_at"] == "2026-07-29T14:00:00Z"
    assert [each["slug"] for each in told["personas"]] == ["new-teammate", "ops-admin", "signing-buyer"]


def test_a_snapshot_of_another_workspace_is_refused(run: Run, tmp_path: Path) -> None:
    snapshot = tmp_path / "other.json"
    snapshot.write_text(sample(NOW).model_copy(update={"team": "T0OTHER", "workspace": "Acme"}).dump())
    done = run("import", snapshot)
    assert done.returncode == 2
    assert done.stderr == (
        "That is a snapshot of another workspace, Acme: the people and channels in it are not those of Northlight. "
        "Nothing was imported.\n"
    )


def test_who_exports_hears_what_is_from_private_channels(run: Run, tmp_path: Path) -> None:
    snapshot = tmp_path / "sample.json"
    kept = sample(NOW)
    pieces = [each.model_copy(update={"visibility": "G0RENEW"}) for each in kept.evidence[:2]]
    snapshot.write_text(kept.model_copy(update={"evidence": [*pieces, *kept.evidence[2:]]}).dump())
    run("import", snapshot)
    assert "2 of these are from private channels" in run("export", tmp_path / "out.json").stdout


def test_what_is_held_about_one_person_is_one_file_and_a_line_in_the_audit_log(
    run: Run, tmp_path: Path
) -> None:
    snapshot, file = tmp_path / "sample.json", tmp_path / "mara.json"
    snapshot.write_text(sample(NOW).dump())
    run("import", snapshot)
    # A killed run left something half written behind, open to everybody and with a second name.
    left, other = tmp_path / ".mara.json.part", tmp_path / "other"
    left.write_text("half")
    left.chmod(0o644)
    other.hardlink_to(left)
    done = run("export", "--person", "U0MARA", file)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.match(rf"{file}: \d+ entries about U0MARA; snapshot of ", done.stdout)
    assert "hand it to that person" in done.stdout
    assert file.stat().st_mode & 0o077 == 0
    assert other.read_text() == "half"
    told = json.loads(file.read_text())
    assert (told["person"], told["workspace"], told["team"]) == ("U0MARA", "Northlight", "T0DEMO")
    assert {"decision", "evidence", "persona"} <= set(told["rows"])
    people = set(re.findall(r"\bU0[A-Z]+\b", json.dumps(told["rows"])))
    assert people == {"U0MARA"}
    assert "somebody else" in file.read_text()
    again = json.loads(run("export", "--person", "U0MARA", "-").stdout)
    assert [line["what"] for line in again["rows"]["audit"]][-1] == "person exported"


def test_nothing_about_a_person_is_a_sentence_and_no_file(run: Run, tmp_path: Path) -> None:
    done = run("export", "--person", "U0NOBODY", tmp_path / "nobody.json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "There is nothing about U0NOBODY in Northlight (T0DEMO).\n"
    assert not (tmp_path / "nobody.json").exists()


def test_a_place_that_can_not_be_written_is_a_sentence(run: Run, tmp_path: Path) -> None:
    done = run("export", tmp_path / "nowhere" / "x.json")
    assert done.returncode == 2
    assert done.stderr.startswith(f"I could not write {tmp_path / 'nowhere' / 'x.json'}: ")


def without_time(path: Path) -> list[str]:
    return [line for line in path.read_text().splitlines() if '"snapshot"' not in line]
