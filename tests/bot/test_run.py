"""`python -m bot run`: what keeps it from starting is one sentence."""

import socket

from tests.bot.conftest import Run
from tests.conversations.harness import Team


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
