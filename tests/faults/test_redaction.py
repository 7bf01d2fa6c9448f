"""What a whole run says to its log at DEBUG: no token, no signature, no address to answer at, and nobody's words."""

import os
import re
import subprocess
import sys
from pathlib import Path

from storage.store import Store
from tests.conversations.harness import JO, MARA, ROOT, SECRET, Team, _answers, team, words
from tests.faults.pulsing import ask, clock, mirrored, persona_of

SENTENCE = "the quarterly figures of my manager scare me"
TYPED = "an unusually private remark about the buyer"
TOKENS = ("xoxb-playground", "xapp-playground", SECRET)
PATTERNS = (r"v0=[0-9a-f]{16,}", r"/response/[\w-]+", r"xox[abeprs]-\w", r"trigger_id", r"private_metadata")


def test_a_whole_run_at_debug_tells_its_log_no_secret_and_no_answer(tmp_path: Path) -> None:
    log = tmp_path / "log"
    url = f"sqlite:///{tmp_path / 'dramatis.db'}"
    with team(url, mode="http", app=False) as here, log.open("w") as stream:
        here.processes.append(_started(here, stream.fileno()))
        port = here.mode.partition(":")[2]
        here.until(lambda: _answers(f"http://127.0.0.1:{port}/readyz"), seconds=60)
        _lived_in(here, Store.open(url))
        # Something breaks as well: what went wrong is written, too.
        here.post("faults", {"method": "views.open", "answer": "500", "times": 1})
        here.asks(MARA, f"/persona new {TYPED}")
    said = log.read_text()
    assert "slack did not take the answer" in said
    assert "Started server process" in said
    assert [each for each in (*TOKENS, SENTENCE, TYPED) if each in said] == []
    assert [each for each in PATTERNS if re.search(each, said)] == []


def _lived_in(here: Team, store: Store) -> None:
    now = clock(here)
    tenant = mirrored(here, store)
    ask(store, tenant, persona_of(store, tenant, now), now)
    channel = here.dm(JO)
    here.until(lambda: "Ten seconds" in words(here.seen(JO, channel)), seconds=60)
    here.press(JO, "No", channel=channel)
    here.until(lambda: "recorded" in words(here.seen(JO, channel)), seconds=60)
    here.say(JO, SENTENCE, channel=channel)
    here.until(
        lambda: SENTENCE in words([each for each in here.seen(JO, channel) if each["is_app"]]), seconds=30
    )
    assert "You said" in here.asks(JO, "/persona my data")
    here.asks(MARA, f"/persona {TYPED}")
    store.close()


def _started(here: Team, stream: int) -> "subprocess.Popen[str]":
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SLACK_")}
    environment = {
        **kept, "SLACK_BOT_TOKEN": TOKENS[0], "SLACK_API_URL": f"{here.url}/api/", "DATABASE_URL": here.database_url,
        "CLOCK_URL": f"{here.url}/clock", "TICK_SECONDS": "0.5", "PORT": here.mode.partition(":")[2],
        "SLACK_SIGNING_SECRET": SECRET, "LOG_LEVEL": "DEBUG",
    }  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        cwd=ROOT,
        text=True,
        stdout=stream,
        stderr=stream,
        env=environment,
    )
