"""`python -m bot demo`: the playground and the app beside it, with a sample team, until Ctrl-C."""

import argparse
import asyncio
import contextlib
import re
import signal
import subprocess
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from bot import logs
from bot.error_message import complain
from bot.run import serve
from bot.scopes import MANIFEST
from bot.settings import Settings
from bot.terminal import show
from bot.wiring import Running, outside, slack_client
from personas.backup import Backup
from storage.installation import Workspace
from storage.migrations import upgrade
from storage.store import Store

ROOT = Path(__file__).parents[1]  # where the rooms stand: the repository, or the packages of an environment
SAMPLE = Path(__file__).parent / "sample" / "northlight.yaml"
BACK = re.compile(r"([-+]\d+)d(?: (\d\d):(\d\d))?")
INSTALLED_DAYS_AGO = 140
INSTALLER = "U0MARA"
STOP_S = 10

HELLO = """
  Dramatis is running in a Slack of its own:  {address}

  Try, in #onboarding:
    /persona ops-admin
    /persona what should this user see first
    react with :card_index: on what Inês wrote, or on a ticket in #support-tickets
    /decided because ops-admin: show who gets the report by e-mail before asking for a list
    /persona pulse
  Then move the clock at the top to the next working day, and look at the direct message you get.

  Everything is forgotten when you press Ctrl-C.
"""


class NoPlayground(RuntimeError):
    """The playground ended before it listened; the message is what it said."""


def options(parser: argparse.ArgumentParser) -> None:
    """Where the page is served, and whether to open it."""
    parser.add_argument(
        "--port", type=int, default=0, metavar="N", help="the page's port; any free one if left out"
    )
    parser.add_argument("--no-browser", action="store_true", help="only print the address")


def main(chosen: argparse.Namespace) -> int:
    """Play until Ctrl-C; nothing is left behind."""
    logs.set_up("WARNING")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # until `serve` has its own: the same clean end
    try:
        with tempfile.TemporaryDirectory(prefix="dramatis-") as folder, _playground(chosen.port) as url:
            settings = _settings(url, Path(folder))
            return asyncio.run(_play(settings, url, browser=not chosen.no_browser))
    except NoPlayground as reason:
        return complain(f"The playground did not start: {reason}")
    except KeyboardInterrupt:
        return 0


def sample(opening: datetime) -> Backup:
    """The sample team's record, as old on this day as it is on every other."""
    import yaml

    told = _dated(yaml.safe_load(SAMPLE.read_text("utf-8")), opening)
    for persona in told["personas"]:
        for claim in persona["claims"]:
            claim.setdefault("created_at", persona["created_at"])
            claim.setdefault("edited_at", claim["created_at"])
    for piece in told["evidence"]:
        piece.setdefault("filed_at", piece["happened_at"])
    return Backup(dramatis=1, snapshot=opening, **told)


async def _play(settings: Settings, url: str, *, browser: bool) -> int:
    await _seed(settings)

    def ready(_: Running) -> None:
        show(HELLO.format(address=url))
        if browser:
            with contextlib.suppress(webbrowser.Error, OSError):
                webbrowser.open(url)

    return await serve(settings, ready=ready)


async def _seed(settings: Settings) -> None:
    """A fresh database that looks as if the team had been at it for months."""
    async with outside() as (session, http):
        who = await slack_client(settings, session).auth_test()
        opening = datetime.fromisoformat((await http.get(settings.clock_url)).json()["now"])
    store = Store.open(settings.database_url)
    try:
        await asyncio.to_thread(
            _fill, store, tenant=str(who["team_id"]), name=str(who["team"]), opening=opening
        )
    finally:
        store.close()


def _fill(store: Store, *, tenant: str, name: str, opening: datetime) -> None:
    upgrade(store)
    installed = opening - timedelta(days=INSTALLED_DAYS_AGO)
    with store.system() as system:
        system.installations.save(Workspace(tenant, name, "", "", INSTALLER, frozenset(), installed))
    with store.begin(tenant) as tx:
        tx.backups.restore(sample(opening))


def _settings(url: str, folder: Path) -> Settings:
    """Nothing of the machine's own settings reaches the demo."""
    return Settings(
        _env_file=None,
        slack_bot_token="xoxb-playground",  # noqa: S106  the playground takes any
        slack_app_token="xapp-playground",  # noqa: S106
        slack_api_url=f"{url}/api/",
        database_url=f"sqlite:///{folder / 'demo.db'}",
        clock_url=f"{url}/clock",
        tick_seconds=1,
    )


@contextlib.contextmanager
def _playground(port: int) -> Iterator[str]:
    """The playground as a process of its own session, so that Ctrl-C reaches us alone and the order is ours.

    Its standard input is a pipe of ours: should we be killed, it closes, and the playground ends too.
    """
    command = [
        sys.executable,
        "-m",
        "playground",
        "--port",
        str(port),
        "--manifest",
        str(MANIFEST),
        "--with-parent",
    ]
    process = subprocess.Popen(  # noqa: S603
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True,
    )  # fmt: skip
    try:
        yield _address(process)
    finally:
        process.terminate()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _address(process: "subprocess.Popen[str]") -> str:
    said: list[str] = []
    for line in process.stdout or ():
        if found := re.search(r"playground (http://\S+)", line):
            # Read on, so that a full pipe never holds the playground up.
            threading.Thread(target=lambda: list(process.stdout or ()), daemon=True).start()
            return found.group(1)
        said.append(line.strip())
    raise NoPlayground(next(filter(None, reversed(said)), "it said nothing"))


def _dated(value: Any, opening: datetime) -> Any:
    """The same value with "-12d 14:05" turned into the moment it stands for."""
    if isinstance(value, dict):
        return {key: _dated(part, opening) for key, part in value.items()}
    if isinstance(value, list):
        return [_dated(part, opening) for part in value]
    found = BACK.fullmatch(value) if isinstance(value, str) else None
    if not found:
        return value
    day = opening.date() + timedelta(days=int(found[1]))
    return datetime.combine(day, time(int(found[2]), int(found[3])), UTC) if found[2] else day
