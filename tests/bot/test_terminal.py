"""Whatever a workspace or a persona is called, it gives the terminal no command and turns no line around."""

from pathlib import Path

from tests.bot.conftest import Run


def test_a_name_neither_commands_the_terminal_nor_turns_its_line_around(run: Run, tmp_path: Path) -> None:
    document = tmp_path / "persona.md"
    document.write_text("# Buyer\u202e \u2066\n\n## Goals\n\n- Signs contracts without surprises\n", "utf-8")
    done = run("import", "--show", document)
    assert done.returncode == 0
    assert r"Buyer\u202e \u2066" in done.stdout
    assert not {"\u202e", "\u2066"} & set(done.stdout)


def test_an_error_shows_what_nobody_would_see(run: Run) -> None:
    run("import", "--dry-run", "nothing.md")
    done = run("export", "-", "--workspace", "N\u202eorth")
    assert done.returncode == 2
    assert r"N\u202eorth" in done.stderr
