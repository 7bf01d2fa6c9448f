"""Missing or wrong settings: one clear sentence each, exit code 2, no traceback."""

import os
from pathlib import Path

import pytest

from tests.bot.conftest import Done
from tests.faults.forked import Program

KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
MANY = {
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "s",
    "SLACK_SIGNING_SECRET": "s",
    "PUBLIC_URL": "https://dramatis.example",
    "ENCRYPTION_KEYS": KEY,
}
GOOD = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}

WRONG = [
    (
        {},
        "SLACK_BOT_TOKEN is missing: copy the Bot User OAuth Token (xoxb-…) from your app's settings into .env.",
    ),
    (
        {"SLACK_BOT_TOKEN": "xoxp-1"},
        "SLACK_BOT_TOKEN does not start with xoxb-: that is another kind of token.",
    ),
    (
        {"SLACK_BOT_TOKEN": "xoxb-1"},
        "Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP; neither is there.",
    ),
    (
        {**GOOD, "SLACK_APP_TOKEN": "xoxb-2"},
        "SLACK_APP_TOKEN does not start with xapp-: create an app-level token with connections:write.",
    ),
    (
        {**GOOD, "DATABASE_URL": "mysql://x/y"},
        "DATABASE_URL names mysql; only sqlite and postgresql work.",
    ),
    (
        {**GOOD, "DATABASE_URL": "nonsense"},
        "DATABASE_URL is no database address; write sqlite:///file.db or postgresql://….",
    ),
    (
        {**GOOD, "KEEP_ANSWERS_DAYS": "29"},
        "KEEP_ANSWERS_DAYS must be a number of days from 30 to 3650: results are looked at for weeks, "
        "and nobody's answer is kept for ever.",
    ),
    (
        {**GOOD, "KEEP_MESSAGES_DAYS": "366"},
        "KEEP_MESSAGES_DAYS must be a number of days from 7 to 365: Slack delivers for a day, and what was said once "
        "has served after a year.",
    ),
    (
        {**GOOD, "KEEP_AUDIT_DAYS": "0"},
        "KEEP_AUDIT_DAYS must be a number of days from 30 to 3650: who looks back looks back a month, and nobody is "
        "watched for ever.",
    ),
    (
        {**GOOD, "KEEP_REMOVED_DAYS": "15"},
        "KEEP_REMOVED_DAYS must be a number of days from 1 to 14: Slack wants everything deleted within 14 days of an "
        "app's removal.",
    ),
    (
        {**GOOD, "KEEP_REMOVED_DAYS": "a week"},
        "KEEP_REMOVED_DAYS input should be a valid integer, unable to parse string as an integer.",
    ),
    ({**GOOD, "PORT": "99999"}, "PORT input should be less than or equal to 65535."),
    (
        {**GOOD, "SLACK_API_URL": "http://example.com/api"},
        "SLACK_API_URL must be an https address, or one on this machine.",
    ),
    (
        {**GOOD, "CLOCK_URL": "http://example.com/"},
        "CLOCK_URL is for the demo alone and must be on this machine.",
    ),
    (
        {**MANY, "SLACK_CLIENT_SECRET": ""},
        "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET belong together: copy both, or leave both empty.",
    ),
    (
        {**MANY, "SLACK_BOT_TOKEN": "xoxb-1"},
        "SLACK_BOT_TOKEN is for one workspace, SLACK_CLIENT_ID for many: leave one of them empty.",
    ),
    (
        {**MANY, "SLACK_APP_TOKEN": "xapp-1"},
        "SLACK_APP_TOKEN must be empty where SLACK_CLIENT_ID is set: people who install the app come back over HTTP.",
    ),
    (
        {**MANY, "SLACK_SIGNING_SECRET": ""},
        "SLACK_SIGNING_SECRET is missing: with SLACK_CLIENT_ID Slack is heard over HTTP.",
    ),
    (
        {**MANY, "PUBLIC_URL": ""},
        "PUBLIC_URL is missing: the https address under which browsers reach this program, without a path.",
    ),
    (
        {**MANY, "PUBLIC_URL": "http://dramatis.example"},
        "PUBLIC_URL must be an https address, or one on this machine.",
    ),
    (
        {**MANY, "ENCRYPTION_KEYS": ""},
        "ENCRYPTION_KEYS is missing: tokens are never kept in the clear. `python -m bot keys new` makes a key.",
    ),
    (
        {**MANY, "ENCRYPTION_KEYS": f"{KEY},short"},
        "ENCRYPTION_KEYS holds no key in place 2: 32 bytes in base64 are wanted; `python -m bot keys new` makes one.",
    ),
    (
        {**MANY, "ENCRYPTION_KEYS_FILE": "keys"},
        "Set ENCRYPTION_KEYS or ENCRYPTION_KEYS_FILE, not both.",
    ),
    (
        {**MANY, "ENCRYPTION_KEYS": "", "ENCRYPTION_KEYS_FILE": "nowhere"},
        "ENCRYPTION_KEYS_FILE can't be read: check its name and its rights.",
    ),
]


@pytest.mark.parametrize(("environment", "sentence"), WRONG, ids=range(len(WRONG)))
def test_each_wrong_setting_has_its_sentence(
    environment: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    ended = run(environment, tmp_path)
    assert (ended.returncode, ended.stderr.strip()) == (2, sentence)


def test_a_slack_that_does_not_answer_is_a_sentence(tmp_path: Path) -> None:
    nobody = {
        **GOOD,
        "SLACK_API_URL": "http://127.0.0.1:9/api/",
        "DATABASE_URL": f"sqlite:///{tmp_path}/d.db",
    }
    ended = run(nobody, tmp_path)
    assert ended.returncode == 2
    assert ended.stderr.strip().splitlines()[-1] == (
        "Slack does not answer at http://127.0.0.1:9/api/. Check the network and SLACK_API_URL, then start again."
    )
    assert "Traceback" not in ended.stderr


def run(environment: dict[str, str], folder: Path) -> Done:
    """`python -m bot run` in a folder without an `.env`."""
    clean = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("SLACK_", "DATABASE_", "ENCRYPTION_", "PUBLIC_"))
    }
    process = Program("bot", "run", environment={**clean, **environment}, folder=folder)
    out, error = process.communicate(60)
    return Done(process.wait(), out, error)
