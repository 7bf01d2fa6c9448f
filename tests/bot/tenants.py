"""Workspaces that installed the app, as `/slack/install` leaves them: a real token of the playground's, sealed."""

import re
from collections.abc import Mapping
from datetime import timedelta

from bot.vault import Vault, keys_of, new_key
from storage.installation import Workspace
from storage.store import Store
from tests.conftest import NOW
from tests.conversations.harness import SECRET, Team

LONG_AGO = NOW - timedelta(days=90)
NORTHLIGHT, HARBOR, GROUP = "T0DEMO", "T0HARBOR", "E0NORTH"
NAMES = {NORTHLIGHT: "Northlight", HARBOR: "Harbor & Finch", GROUP: "Northlight Group"}
BACK = "http://127.0.0.1/slack/oauth_redirect"


def token(slack: Team, team: str) -> str:
    """Agree on Slack's page, and take the token."""
    way = slack.http.get(f"{slack.url}/oauth/v2/allow", params={"redirect_uri": BACK, "team": team})
    found = re.search(r"code=(\w+)", way.headers["location"])
    assert found
    given = {"code": found[1], "redirect_uri": BACK}
    return str(slack.http.post(f"{slack.url}/api/oauth.v2.access", data=given).json()["access_token"])


def installed(slack: Team, store: Store, team: str, key: str, *, secret: str = "") -> str:
    """Keep it under a key; tells the token."""
    given = secret or token(slack, team)
    workspace = Workspace(
        team, NAMES.get(team, team), "U0DRAMATIS", "B0DRAMATIS", "U0SAM", frozenset(), LONG_AGO,
        is_enterprise=team == GROUP, app_id="A0DRAMATIS", sealed=Vault(keys_of(key)).seal(team, given),
    )  # fmt: skip
    with store.system() as system:
        system.installations.save(workspace)
    return given


def many(environment: Mapping[str, str], key: str = "", **more: str) -> dict[str, str]:
    """The settings of the app in many workspaces."""
    return {
        **environment, "SLACK_BOT_TOKEN": "", "SLACK_APP_TOKEN": "", "SLACK_CLIENT_ID": "1.2",
        "SLACK_CLIENT_SECRET": "s", "SLACK_SIGNING_SECRET": SECRET, "PUBLIC_URL": "http://127.0.0.1:1",
        "ENCRYPTION_KEYS": key or new_key(), **more,
    }  # fmt: skip
