"""The command line: `python -m bot run`, `demo`, `check`, `import`, `export`, `keys`, `tick`; `dramatis` where installed."""

import argparse
import gc
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

# Each command is a module of this package: `options(parser)` and `main(chosen) -> exit code`.
COMMANDS: dict[str, str] = {
    "run": "hear and answer Slack until stopped",
    "demo": "open the playground, a Slack in a browser tab, with a sample team",
    "check": "look at settings, token, scopes, database, counts and search index, and say what to do",
    "import": "take over personas from Markdown, YAML or JSON, or a whole export",
    "export": "write everything as one JSON file",
    "keys": "make a key for tokens, or keep every token under the newest one",
    "backup": "copy the whole SQLite database into a file while it is in use",
    "erase": "take a person, or the whole workspace, out of the database",
    "tick": "run what is due now once, or show what would be said to whom and why",
}

# What a shell expects of a program that Ctrl-C ended.
INTERRUPTED = 130

# What a shell expects of a program that was called the wrong way.
NO_COMMAND = 2

# `import` is a word of Python's own.
MODULES = {"import": "import_"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Only its own module is imported, so that starting stays quick."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(prog=_called(), description="Dramatis keeps a team's personas in Slack.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for name, words in COMMANDS.items():
        command = commands.add_parser(name, help=words, description=f"{words[0].upper()}{words[1:]}.")
        if given[:1] == [name]:
            _module(name).options(command)
    if not given:
        parser.print_help()
        return NO_COMMAND
    chosen = parser.parse_args(given)
    return int(_module(chosen.command).main(chosen))


def console() -> int:
    """Run the command that was typed, as `dramatis` or `python -m bot`."""
    try:
        return main()
    except KeyboardInterrupt:
        return INTERRUPTED


def _called() -> str:
    return "dramatis" if Path(sys.argv[0]).stem == "dramatis" else "python -m bot"


def _module(name: str) -> Any:
    # What is imported stays: looking through it for garbage, now and on every later round, would be time lost.
    gc.disable()
    module = importlib.import_module(f"bot.{MODULES.get(name, name)}")
    gc.freeze()
    gc.enable()
    return module


if __name__ == "__main__":
    sys.exit(console())
