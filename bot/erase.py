"""`python -m bot erase --person U… | --workspace`: take a person, or a whole workspace, out of the database."""

import argparse
import asyncio
from contextlib import suppress

from bot import logs
from bot.error_message import complain, plainly
from bot.memory import Memory, remembered
from bot.settings import load
from bot.terminal import show
from bot.workspace_choice import called
from bot.workspace_choice import chosen as picked
from personas.views.parts import count
from storage import ask as asking
from storage.erasure import mark_erased
from storage.privacy import erase_person
from storage.tenancy import wipe

WHOM = "Say whom: --person with a Slack user ID, or --workspace for everything of a workspace."
TRIED = "Nothing was changed. Add --yes to do it; it can't be undone."
GONE = "There is nothing of {} here."
NOUNS = {
    "answer": ("answer", "answers"),
    "own words": ("quote of their own words", "quotes of their own words"),
    "row": ("row", "rows"),
    "mention": ("mention", "mentions"),
}
KEPT = (
    "Decisions and lines of personas they wrote stay as the team's record, without their name. What they said in closed "
    "confidential pulses can't be found by anybody. Backups you made, and messages in Slack, keep what was in them."
)


class DryRun(Exception):
    """Ends the transaction of an erasure that was only tried."""


def options(parser: argparse.ArgumentParser) -> None:
    """Whom, and whether to do it."""
    parser.add_argument("--person", default="", metavar="USER", help="a Slack user id, such as U0123ABCD")
    parser.add_argument(
        "--workspace", nargs="?", const="", metavar="TEAM",
        help="everything of this workspace; with --person, where that person is. ID or name, where there are several",
    )  # fmt: skip
    parser.add_argument("--yes", action="store_true", help="do it; without this it is only tried")


def main(chosen: argparse.Namespace) -> int:
    """Try it, and do it where that was asked for."""
    if not chosen.person and chosen.workspace is None:
        return complain(WHOM)
    return plainly(lambda: asyncio.run(_erase(chosen)))


async def _erase(chosen: argparse.Namespace) -> int:
    settings = load()
    logs.set_up("WARNING")
    async with remembered(settings) as here:
        known = here.known()
        if not known:
            show(GONE.format(chosen.person or chosen.workspace or "a workspace"))
            return 0
        workspace = picked(known, chosen.workspace or "")
        tenant, what = workspace.tenant, chosen.person or f"workspace {called(workspace)}"
        done = _person(here, tenant, chosen) if chosen.person else _workspace(here, tenant, chosen)
        if not done:
            show(GONE.format(what))
            return 0
        if chosen.yes:
            asking.scrub(here.store.engine)
    show(f"{what}: {', '.join(count(number, *NOUNS[kind]) for kind, number in done.items() if number)}.")
    show((KEPT if chosen.person else "Erased.") if chosen.yes else TRIED)
    return 0


def _person(here: Memory, tenant: str, chosen: argparse.Namespace) -> dict[str, int]:
    done: dict[str, int] = {}
    with suppress(DryRun), here.store.begin(tenant) as tx:
        done = erase_person(tx, chosen.person, now=here.clock.now())
        if not chosen.yes:
            raise DryRun
    return done


def _workspace(here: Memory, tenant: str, chosen: argparse.Namespace) -> dict[str, int]:
    rows = 0
    with suppress(DryRun), here.store.system() as system:
        rows = wipe(system.connection, tenant)
        mark_erased(system.connection, tenant, here.clock.now())
        if not chosen.yes:
            raise DryRun
    return {"row": rows} if rows else {}
