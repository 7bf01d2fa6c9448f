"""`python -m bot keys new` and `keys rotate`: the keys that tokens are kept under."""

import argparse
from collections.abc import Sequence

from bot.error_message import complain, plainly
from bot.settings import load
from bot.terminal import show
from bot.vault import Unreadable, Vault, new_key
from personas.views.parts import count
from storage.installation import Stopped, Workspace
from storage.migrations import upgrade
from storage.store import Store

NO_KEYS = (
    "There are no keys to rotate: ENCRYPTION_KEYS is for the app in many workspaces, with SLACK_CLIENT_ID."
)
LOST = "{} ({}): none of ENCRYPTION_KEYS opens its token. It stays paused until its key is back or it is installed again."


def options(parser: argparse.ArgumentParser) -> None:
    """What to do with keys."""
    parser.add_argument(
        "what", choices=("new", "rotate"), help="print a new key, or keep every token under the newest one"
    )


def main(chosen: argparse.Namespace) -> int:
    """0 when done, 1 when a token could not be opened."""
    if chosen.what == "new":
        show(new_key())
        return 0
    return plainly(_rotate)


def _rotate() -> int:
    settings = load()
    if not settings.keys:
        return complain(NO_KEYS)
    store = Store.open(settings.database_url)
    try:
        upgrade(store)
        renewed, current, lost = rotated(store, Vault(settings.keys))
    finally:
        store.close()
    show(
        f"{count(renewed, 'token')} now under the newest key, {current} already were, {len(lost)} could not be opened."
    )
    for workspace in lost:
        show(LOST.format(workspace.name or "A workspace", workspace.tenant))
    return 1 if lost else 0


def rotated(store: Store, vault: Vault) -> tuple[int, int, Sequence[Workspace]]:
    """Keep every token under the newest key: how many were moved, how many were there, which no key opens.

    One small transaction each: people are answered meanwhile, and what a killed rotation left over is the next one's.
    """
    renewed, current, lost = 0, 0, []
    with store.system() as system:
        kept = system.installations.sealed()
    for workspace in kept:
        try:
            moved = _moved(store, vault, workspace)
        except Unreadable:
            lost.append(workspace)
            continue
        renewed, current = renewed + moved, current + (not moved)
    return renewed, current, lost


def _moved(store: Store, vault: Vault, workspace: Workspace) -> bool:
    """Whether its token had to be sealed anew. One that a key opens is paused no longer."""
    token = vault.opened(workspace.tenant, workspace.sealed)
    paused = workspace.stopped_why == Stopped.UNREADABLE
    if vault.is_newest(workspace.sealed) and not paused:
        return False
    with store.system() as system:
        if paused:
            system.installations.resume(workspace.tenant)
        sealed = vault.seal(workspace.tenant, token)
        return not vault.is_newest(workspace.sealed) and system.installations.reseal(workspace, sealed)
