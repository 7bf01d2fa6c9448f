"""`python -m bot run` as a process against the playground's Slack: people act, messages are read."""

import os
import re
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.faults.forked import Program
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
PATIENCE_S = 30.0
LINES_KEPT = 200
SECRET = "shhh"  # a made-up signing secret
MARA, DEVIN, PRIYA, JO, SAM = "U0MARA", "U0DEVIN", "U0PRIYA", "U0JO", "U0SAM"
ONBOARDING, SUPPORT, PRODUCT, DESIGN, BETA = "C0ONBOARD", "C0SUPPORT", "C0PRODUCT", "C0DESIGN", "C0BETA"

Json = dict[str, Any]


@dataclass
class Team:
    """The people of the sample team, and what they see. Every method waits until the app has answered."""

    url: str
    database_url: str
    mode: str
    processes: list[Program] = field(default_factory=list)
    command: tuple[str, ...] = ("run",)
    http: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=20))
    playground: Program = field(init=False)

    def say(self, who: str, text: str, *, channel: str = ONBOARDING, thread: str = "") -> None:
        """Type into a channel; words that begin with a slash are a command."""
        self.post("say", {"as": who, "channel": channel, "text": text, "thread_ts": thread or None})

    def asks(self, who: str, text: str, *, channel: str = ONBOARDING) -> str:
        """Type a command and read the private answer to it."""
        before = len(self.seen(who, channel))
        self.say(who, text, channel=channel)
        return self.until(lambda: words(self.seen(who, channel)[before:]) or None)

    def seen(self, who: str, channel: str, *, thread: str = "") -> list[Json]:
        """The messages a person sees in a channel or thread, private ones included, oldest first."""
        query = {"as": who, "channel": channel, **({"thread": thread} if thread else {})}
        answer = self.http.get(f"{self.url}/playground/messages", params=query)
        return list(answer.json()["messages"])

    def dm(self, who: str) -> str:
        """The channel of a person's conversation with the app."""
        state = self.http.get(f"{self.url}/playground/state", params={"as": who}).json()
        return str(next(each["id"] for each in state["channels"] if each["kind"] == "app"))

    def react(self, who: str, channel: str, ts: str, emoji: str, *, remove: bool = False) -> None:
        """Put an emoji on a message, or take it away."""
        self.post("react", {"as": who, "channel": channel, "ts": ts, "emoji": emoji, "remove": remove})

    def press(
        self, who: str, label: str, *, channel: str = "", view: Json | None = None, **chosen: Any
    ) -> None:
        """Press the newest button (or choose in the newest menu) with this label that the person sees."""
        found = self.until(lambda: self._button(who, label, channel, view))
        self.post("press", {"as": who, **found, **chosen})

    def view(self, who: str) -> Json:
        """The form in front of a person."""
        return self.until(
            lambda: self.http.get(f"{self.url}/playground/view", params={"as": who}).json().get("view")
        )

    def submit(self, who: str, view: Json, values: Json) -> Json:
        """Submit a form: values by block id, each as Slack's state value."""
        nested = {block: {_action_of(view, block): value} for block, value in values.items()}
        return self.post("submit", {"as": who, "view_id": view["id"], "values": nested})

    def home(self, who: str) -> Json:
        """Open the app's Home."""
        self.post("home", {"as": who})
        return self.until(lambda: self.post("home", {"as": who}).get("view"))

    def jump(self, to: str) -> None:
        """Move the demo's clock: "next working day 10:00", "tomorrow", "in an hour"."""
        self.post("clock", {"jump": to})

    def until(self, look: Callable[[], Any], *, seconds: float = PATIENCE_S) -> Any:
        """Look until there is something; fail with what was last seen."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if found := look():
                return found
            time.sleep(0.05)
        raise AssertionError(f"nothing came within {seconds} s")

    def post(self, path: str, body: Json) -> Json:
        """One call to the playground's control."""
        answer = self.http.post(f"{self.url}/playground/{path}", json=body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def get(self, path: str) -> Json:
        """One look at the playground's control."""
        return dict(self.http.get(f"{self.url}/playground/{path}").json())

    def start_app(self) -> Program:
        """Start one more `python -m bot run` and wait until it hears Slack."""
        process = _start_app(self)
        self.processes.append(process)
        return process

    def _button(self, who: str, label: str, channel: str, view: Json | None) -> Json | None:
        if view:
            found = _element(view["blocks"], label)
            return {**found, "view_id": view["id"]} if found else None
        for message in reversed(self.seen(who, channel or ONBOARDING)):
            if found := _element(message.get("blocks") or [], label):
                where = {
                    "channel": channel or ONBOARDING,
                    "ts": message["ts"],
                    "ephemeral": message["ephemeral"],
                }
                return {**found, **where}
        return None


def words(messages: Any) -> str:
    """All the text in messages or a view, as a person would read it."""
    found: list[str] = []
    _collect(messages, found)
    return "\n".join(found)


def text(value: str) -> Json:
    """A typed text."""
    return {"type": "plain_text_input", "value": value}


def choice(value: str, kind: str = "static_select") -> Json:
    """One chosen option."""
    return {"type": kind, "selected_option": {"text": {"type": "plain_text", "text": value}, "value": value}}


def choices(*values: str, kind: str = "multi_external_select") -> Json:
    """Several chosen options."""
    return {
        "type": kind,
        "selected_options": [
            {"text": {"type": "plain_text", "text": value}, "value": value} for value in values
        ],
    }


@contextmanager
def team(database_url: str, *, mode: str = "socket", app: bool = True) -> Iterator[Team]:
    """A playground and one app process; both are ended, the app by SIGTERM."""
    port = free_port()
    more = [
        "--events",
        "http",
        "--events-url",
        f"http://127.0.0.1:{port}/slack/events",
        "--signing-secret",
        SECRET,
    ]
    process = _python(
        "playground",
        "--port",
        "0",
        "--manifest",
        str(ROOT / "manifest.yaml"),
        *(more if mode == "http" else []),
    )
    url = _line(process, re.compile(r"playground (http://\S+)"))
    here = Team(url, database_url, f"{mode}:{port}", [])
    here.playground = process
    try:
        if app:
            here.start_app()
        yield here
    finally:
        for each in [*here.processes, process]:
            _end(each)
        here.http.close()


def _start_app(here: Team) -> Program:
    mode, port = here.mode.split(":")
    environment = {
        "SLACK_BOT_TOKEN": "xoxb-playground",
        "SLACK_API_URL": f"{here.url}/api/",
        "DATABASE_URL": here.database_url,
        "CLOCK_URL": f"{here.url}/clock",
        "TICK_SECONDS": "0.5",
        "PORT": port,
        **({"SLACK_APP_TOKEN": "xapp-playground"} if mode == "socket" else {"SLACK_SIGNING_SECRET": SECRET}),
    }
    process = _python("bot", *here.command, environment=environment)
    if mode == "http":
        said = _read_away(process)
        here.until(
            lambda: process.poll() is not None or _answers(f"http://127.0.0.1:{port}/readyz"), seconds=60
        )
        assert process.poll() is None, f"the process ended: {''.join(said)}"
    else:
        _line(process, re.compile(r"ready: listening"), stream="stderr")
    return process


def _python(module: str, *arguments: str, environment: dict[str, str] | None = None) -> Program:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SLACK_")}
    return Program(module, *arguments, environment={**kept, **(environment or {})}, folder=ROOT)


def _line(process: Program, pattern: re.Pattern[str], stream: str = "stdout") -> str:
    """The first line that fits; everything behind it is read away so that the process never blocks."""
    pipe = getattr(process, stream)
    seen = []
    for line in pipe:
        seen.append(line)
        if found := pattern.search(line):
            _read_away(process)
            return found.group(1) if found.groups() else found.group(0)
    raise AssertionError(f"the process ended: {''.join(seen)}")


def _read_away(process: Program) -> deque[str]:
    """Read on, so that the process never blocks; hands back its latest lines."""
    latest: deque[str] = deque(maxlen=LINES_KEPT)
    for pipe in (process.stdout, process.stderr):
        threading.Thread(target=latest.extend, args=[pipe], daemon=True).start()
    return latest


def _end(process: Program) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(25)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)
            raise


def _answers(url: str) -> bool:
    try:
        return httpx.get(url).status_code == 200
    except httpx.HTTPError:
        return False


def _element(blocks: list[Json], label: str) -> Json | None:
    for block in blocks:
        elements = [*block.get("elements", []), *filter(None, [block.get("accessory"), block.get("element")])]
        for element in elements:
            shown = element.get("text") if element.get("type") == "button" else element.get("placeholder")
            if isinstance(shown, dict) and label in shown.get("text", ""):
                return {
                    "block_id": block.get("block_id"),
                    "action_id": element["action_id"],
                    "value": element.get("value"),
                }
    return None


def _action_of(view: Json, block_id: str) -> str:
    block = next(each for each in view["blocks"] if each.get("block_id") == block_id)
    return str((block.get("element") or block["elements"][0])["action_id"])


def _collect(value: Any, found: list[str]) -> None:
    if isinstance(value, list):
        for each in value:
            _collect(each, found)
    elif isinstance(value, dict):
        if "blocks" in value and value.get("blocks"):
            _collect(value["blocks"], found)
            return
        for key, part in value.items():
            if key in {"text", "label", "hint", "description", "title"} and isinstance(part, str):
                found.append(part)
            elif isinstance(part, dict | list):
                _collect(part, found)
