"""Which workspace a command is about: the only one, or the one that was named."""

import argparse
from collections.abc import Sequence

from personas.views.parts import count
from storage.installation import Workspace

WHICH = "{} are here: {}. Say which with --workspace, by ID or by name."
NO_SUCH = "No workspace here is called {}. There is {}."
SAME_NAME = "{} workspaces are called {}: {}. Give the ID."
NOBODY = "No workspace has installed the app yet. Open {}/slack/install, then try again."
LISTED = 20


class Unchosen(RuntimeError):
    """It is not clear which workspace is meant; the message says how to say it."""


def option(parser: argparse.ArgumentParser) -> None:
    """`--workspace`, for commands that are about one."""
    parser.add_argument("--workspace", default="", metavar="TEAM", help="ID or name, where there are several")


def chosen(workspaces: Sequence[Workspace], named: str) -> Workspace:
    """The workspace that is meant. There is at least one."""
    found = [each for each in workspaces if _is(each, named)]
    if len(found) == 1:
        return found[0]
    if not named:
        raise Unchosen(WHICH.format(count(len(workspaces), "workspace"), listed(workspaces)))
    if not found:
        raise Unchosen(NO_SUCH.format(named, listed(workspaces)))
    raise Unchosen(SAME_NAME.format(len(found), named, listed(found)))


def listed(workspaces: Sequence[Workspace]) -> str:
    """Names and IDs, as many as one can read."""
    names = [called(each) for each in workspaces[:LISTED]]
    more = len(workspaces) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


def called(workspace: Workspace) -> str:
    """How a workspace is called here."""
    return f"{workspace.name} ({workspace.tenant})" if workspace.name else workspace.tenant


def _is(workspace: Workspace, named: str) -> bool:
    return not named or named == workspace.tenant or named.casefold() == workspace.name.casefold()
