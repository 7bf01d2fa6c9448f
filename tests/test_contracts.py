"""The import contracts hold: each of them is broken by a planted line, so none of them can be kept by accident."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
# Contract: the file a line is planted in, and the line.
PLANTED = {
    "bot runs, handlers hear, scheduler wakes, storage remembers, personas knows": (
        "handlers/home.py", "import scheduler.home"
    ),
    "The playground imports nothing of ours, and nothing of ours imports it": ("bot/demo.py", "import playground.server"),
    "The playground knows none of the rooms": ("playground/limits.py", "import personas.views.parts"),
    "Nobody but a person's tab starts the playground": ("scheduler/home.py", "import playground.model"),
    "Rules and storage never draw": ("personas/decision.py", "import personas.views.parts"),
    "Views never decide who may what, nor what was asked": ("personas/views/home.py", "import personas.permission"),
    "Only storage speaks SQL": ("handlers/evidence.py", "import sqlalchemy"),
    "Rules and storage never call Slack": ("storage/person.py", "import slack_sdk"),
}  # fmt: skip


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The rooms and their contracts, elsewhere."""
    for room in SETTINGS["root_packages"]:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def verdicts(checkout: Path) -> dict[str, str]:
    """KEPT or BROKEN, by contract."""
    told = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache"],
        cwd=checkout, capture_output=True, text=True, check=False,
    ).stdout  # fmt: skip
    lines = (line.rpartition(" ") for line in told.splitlines())
    return {name: verdict for name, _, verdict in lines if verdict in {"KEPT", "BROKEN"}}


def test_every_contract_is_kept_and_broken_by_the_line_it_forbids(checkout: Path) -> None:
    names = [contract["name"] for contract in SETTINGS["contracts"]]
    assert sorted(PLANTED) == sorted(names)
    assert verdicts(checkout) == dict.fromkeys(names, "KEPT")
    for file, line in PLANTED.values():
        with (checkout / file).open("a") as source:
            source.write(f"\n{line}\n")
    assert verdicts(checkout) == dict.fromkeys(names, "BROKEN")


def test_storage_may_not_draw_either(checkout: Path) -> None:
    with (checkout / "storage/decision.py").open("a") as source:
        source.write("\nfrom personas.views import decision\n")
    assert verdicts(checkout)["Rules and storage never draw"] == "BROKEN"
