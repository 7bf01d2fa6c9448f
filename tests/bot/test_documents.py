"""What is listed twice is held together: settings, the example file, the README, the commands."""

import re
from pathlib import Path

from bot.__main__ import COMMANDS as PROGRAMS
from bot.settings import SLACK_API, Settings
from handlers.commands import GROUPS, SUBCOMMANDS, examples
from personas.questions.question import reserved_name
from personas.views.help import fill

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
EXAMPLE = dict(re.findall(r"^([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE))


def test_the_example_file_names_every_setting_with_its_default() -> None:
    defaults = {name.upper(): field.default for name, field in Settings.model_fields.items()}
    assert set(EXAMPLE) == set(defaults)
    assert EXAMPLE["SLACK_API_URL"] == SLACK_API
    assert all(
        EXAMPLE[name] in {str(value), f"{value:g}" if isinstance(value, float) else ""}
        for name, value in defaults.items()
    )


def test_the_readme_names_every_setting() -> None:
    table = set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE))
    assert table == {name.upper() for name in Settings.model_fields}


def test_the_readme_lists_every_command_with_the_words_of_the_help() -> None:
    wanted = [(fill(example, []), words) for group in GROUPS for example, words in examples(group)]
    rows = re.findall(r"^\| `(/[^`]+)` \| (.+) \|$", README, re.MULTILINE)
    assert sorted(rows) == sorted(wanted)


def test_the_readme_lists_every_program() -> None:
    assert set(re.findall(r"`python -m bot (\w+)", README)) == set(PROGRAMS)


def test_every_subcommand_is_a_word_no_persona_may_be_called() -> None:
    assert [each.word for each in SUBCOMMANDS if not reserved_name(each.word)] == []


def test_no_subcommand_is_listed_twice() -> None:
    words = [each.word for each in SUBCOMMANDS]
    assert len(words) == len(set(words))


def test_every_link_of_the_readme_leads_somewhere() -> None:
    headings = re.findall(r"^#+ (.+)$", README, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}
    links = re.findall(r"\]\(([^)]+)\)", README)
    assert [each for each in links if each.startswith("#") and each[1:] not in anchors] == []
    assert [each for each in links if not each.startswith("#") and not (ROOT / each).exists()] == []
