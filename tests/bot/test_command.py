"""The command line as people meet it: `python -m bot` here, `dramatis` where the wheel is installed."""

import subprocess
import sys
import tomllib
from importlib import import_module

import pytest

from bot.__main__ import NO_COMMAND, main
from tests.conversations.harness import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.mark.parametrize(
    ("called", "name"),
    [("/somewhere/bin/dramatis", "dramatis"), (str(ROOT / "bot" / "__main__.py"), "python -m bot")],
)
def test_the_help_speaks_of_the_command_that_was_typed(
    called: str, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", [called])
    assert main([]) == NO_COMMAND
    assert capsys.readouterr().out.startswith(f"usage: {name} ")


def test_the_installed_command_is_there_to_be_called() -> None:
    module, _, function = PROJECT["scripts"]["dramatis"].partition(":")
    assert callable(getattr(import_module(module), function))


def test_the_playground_names_the_packages_it_lacks() -> None:
    hidden = "import sys; sys.modules['websockets'] = None; from playground.__main__ import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", hidden], cwd=ROOT, text=True, capture_output=True, timeout=30, check=False
    )
    assert done.returncode == 1
    assert done.stderr == (
        "The playground needs websockets. Install it with Dramatis: pip install 'dramatis[playground]'.\n"
    )


def test_the_manifest_that_travels_with_the_code_is_the_one_in_the_repository() -> None:
    assert (ROOT / "bot" / "manifest.yaml").read_bytes() == (ROOT / "manifest.yaml").read_bytes()
