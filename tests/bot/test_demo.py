"""`python -m bot demo`: one address, a team with a record, and a clean end."""

import os
import re
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from bot.demo import sample
from personas.evidence import Source
from tests.conftest import NOW
from tests.conversations.harness import MARA, ROOT, Team

ADDRESS = re.compile(r"Slack of its own:  (http://\S+)")


def test_it_shows_a_page_answers_and_leaves_nothing_behind(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bot", "demo", "--no-browser", "--port", "0"]
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "TMPDIR": str(tmp_path)}, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )  # fmt: skip
    url = ""
    try:
        while not (found := ADDRESS.search(process.stdout.readline())):  # type: ignore[union-attr]
            assert process.poll() is None
        url = found[1]
        assert httpx.get(url).status_code == 200
        here = Team(url, "", "socket:0")
        card = here.asks(MARA, "/persona ops-admin")
        assert "Stops at the integration step" in card
        assert "4 of 6 interviews" in card
        assert "D-2" in card
        assert "already filled with her own data" in here.asks(
            MARA, "/persona what should this user see first"
        )
        here.http.close()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 0
        assert "Traceback" not in said
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def test_a_demo_that_is_killed_leaves_no_playground_behind(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bot", "demo", "--no-browser", "--port", "0"]
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "TMPDIR": str(tmp_path)}, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        while not (found := ADDRESS.search(process.stdout.readline())):  # type: ignore[union-attr]
            assert process.poll() is None
        url = found[1]
        assert httpx.get(url).status_code == 200
    finally:
        process.kill()
        process.wait()
    end = time.monotonic() + 30
    while not _is_gone(url):
        assert time.monotonic() < end
        time.sleep(0.05)


def _is_gone(url: str) -> bool:
    """Whether nobody listens there any more; a line that breaks is only on its way."""
    try:
        httpx.get(url)
    except httpx.ConnectError:
        return True
    except httpx.TransportError:
        return False
    return False


def test_a_port_that_is_taken_is_a_sentence() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "bot", "demo", "--no-browser", "--port", port],
            cwd=ROOT, text=True, capture_output=True, timeout=30, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith(f"The playground did not start: Nothing can listen on 127.0.0.1:{port} (")
    assert "Choose another --port" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_sample_is_as_old_on_every_day() -> None:
    later = sample(NOW + timedelta(days=400))
    assert later.evidence[0].happened_at - sample(NOW).evidence[0].happened_at == timedelta(days=400)


def test_one_reminder_of_each_kind_falls_due_on_the_next_working_day() -> None:
    record = sample(NOW)
    newest = max(piece.filed_at for piece in record.evidence if piece.persona == "new-teammate")
    tomorrow = NOW + timedelta(days=1)
    assert newest + timedelta(days=30) > NOW
    assert newest + timedelta(days=30) <= tomorrow
    open_decision = next(each for each in record.decisions if not each.evidence)
    assert (NOW - open_decision.logged_at).days == 4


def test_the_sample_has_every_kind_of_source_but_those_people_make_in_the_demo() -> None:
    record = sample(NOW)
    assert {piece.source for piece in record.evidence} >= set(Source) - {Source.MESSAGE, Source.PULSE}
    assert all(piece.filed_at <= NOW and piece.happened_at <= piece.filed_at for piece in record.evidence)
    assert {status for each in record.personas for status in [each.type.value]} == {"user", "buyer"}
