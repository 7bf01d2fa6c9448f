"""`python -m bot run`: what keeps it from starting is one sentence."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.bot.conftest import Run
from tests.conversations.harness import ROOT, Team
from tests.faults.forked import Program


def test_a_refused_app_token_says_which_one_is_needed(start: Run, slack: Team) -> None:
    fault = {"method": "apps.connections.open", "answer": "error:invalid_auth", "times": 1}
    slack.post("faults", fault)
    done = start("run")
    assert done.returncode == 2
    assert "Slack does not accept SLACK_APP_TOKEN (invalid_auth)." in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken_is_named(start: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = start("run", SLACK_APP_TOKEN="", SLACK_SIGNING_SECRET="made-up", PORT=str(port))
    assert done.returncode == 2
    assert f"Nothing can listen on 127.0.0.1:{port}" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_first_start_without_slack_listens_and_says_why_nobody_is_served(
    environment: dict[str, str],
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    silent = {
        **environment, "SLACK_API_URL": "http://127.0.0.1:9/api/", "SLACK_APP_TOKEN": "", "PORT": str(port),
        "SLACK_SIGNING_SECRET": "made-up", "CLOCK_URL": "",
    }  # fmt: skip
    process = Program("bot", "run", environment={**os.environ, **silent}, folder=ROOT)
    try:
        ready = _first_answer(f"http://127.0.0.1:{port}/readyz")
        assert ready.status_code == 503
        assert ready.text.startswith("Slack does not answer at http://127.0.0.1:9/api/")
        assert httpx.get(f"http://127.0.0.1:{port}/healthz").text == "ok"
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def _first_answer(address: str) -> httpx.Response:
    for _ in range(600):
        with contextlib.suppress(httpx.TransportError):
            return httpx.get(address)
        time.sleep(0.05)
    raise AssertionError("nobody listens")


SENDER_BREAKS = """
import sys
from bot.__main__ import main
from scheduler.delivery import Sender
async def breaks(_: Sender) -> None: raise RuntimeError("nobody thought of this")
Sender.run = breaks
sys.exit(main(["run"]))
"""
NOT_STARTED = [
    ("sqlite:///{0}/nowhere/dramatis.db", "The database file can't be opened"),
    ("sqlite:///file:{0}/old.db?mode=ro&uri=true", "The database is read-only"),
    ("sqlite:///{0}/letter.txt", "DATABASE_URL leads to no database of ours"),
    ("postgresql://nobody@127.0.0.1:9/none", "The database does not answer"),
]


@pytest.mark.parametrize(("address", "sentence"), NOT_STARTED, ids=[said for _, said in NOT_STARTED])
@pytest.mark.parametrize("command", ["run", "tick"])
def test_a_database_that_does_not_work_is_one_sentence(
    run: Run, start: Run, migrated_file: Path, tmp_path: Path, command: str, address: str, sentence: str
) -> None:
    (tmp_path / "letter.txt").write_text("Dear Mara, " * 1000)
    shutil.copy(migrated_file, tmp_path / "old.db")
    # `run` forks, which a process with the threads of tests must not.
    done = (start if command == "run" else run)(command, DATABASE_URL=address.format(tmp_path))
    assert done.returncode == 2
    assert sentence in done.stderr
    assert done.stderr.count("start again") == 1
    assert "Traceback" not in done.stderr


def test_a_disk_without_room_is_one_sentence_at_the_start(environment: dict[str, str]) -> None:
    limited = f"ulimit -f 0; exec {sys.executable} -m bot run"
    done = subprocess.run(
        ["bash", "-c", limited], cwd=ROOT, env={**os.environ, **environment},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "The disk of the database reports errors" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_process_whose_sender_breaks_ends_so_that_another_is_started(environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SENDER_BREAKS], cwd=ROOT, env={**os.environ, **environment},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "something that runs in the background broke; the process ends" in done.stderr


@pytest.mark.parametrize(
    "settings",
    [{}, {"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": "made-up"}],
    ids=["over a socket", "on SQLite"],
)
def test_several_processes_answer_over_http_and_on_postgresql_only(
    run: Run, settings: dict[str, str]
) -> None:
    done = run("run", "--processes", "2", **settings)
    assert done.returncode == 2
    assert "Several processes answer together over HTTP and on PostgreSQL only." in done.stderr
