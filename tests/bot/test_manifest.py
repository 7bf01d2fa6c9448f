"""The manifest against the code: what is used is declared, what is declared is used."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from handlers.commands import COMMANDS
from handlers.vocabulary import EVENTS, SHORTCUTS

ROOT = Path(__file__).parents[2]
ROOMS = ("bot", "handlers", "scheduler")
METHOD = re.compile(
    r"^(api|apps|auth|bots|chat|conversations|dnd|emoji|files|reactions|team|usergroups|users|views)_\w+$"
)

# Slack's own pages, one scope per way we use a method. Files are fetched over HTTP, not by a method.
SCOPES_OF_METHODS: dict[str, set[str]] = {
    "api_test": set(),
    "apps_connections_open": set(),
    "auth_teams_list": set(),
    "auth_test": set(),
    "chat_postMessage": {"chat:write"},
    "chat_postEphemeral": {"chat:write"},
    "chat_getPermalink": set(),
    "chat_update": {"chat:write"},
    "conversations_info": {"channels:read", "groups:read"},
    "conversations_history": {"im:history"},
    "conversations_replies": set(),  # only where `channels:history` was granted beside
    "conversations_open": {"im:write"},
    "conversations_members": {"channels:read", "groups:read"},
    "reactions_add": {"reactions:write"},
    "reactions_remove": {"reactions:write"},
    "reactions_get": {"reactions:read"},
    "files_info": {"files:read"},
    "users_list": {"users:read"},
    "users_info": {"users:read"},
    "views_open": set(),
    "views_push": set(),
    "views_update": set(),
    "views_publish": set(),
}
SCOPES_OF_EVENTS: dict[str, set[str]] = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "app_uninstalled": set(),
    "channel_id_changed": set(),
    "team_access_granted": set(),
    "team_access_revoked": set(),
    "tokens_revoked": set(),
    "message": {"im:history"},
    "reaction_added": {"reactions:read"},
    "reaction_removed": {"reactions:read"},
    "team_join": {"users:read"},
    "user_change": {"users:read"},
}
OF_FEATURES = {"commands", "files:read"}
EVENT_NAMES = {"message": "message.im"}


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    """The manifest as Slack reads it."""
    return dict(yaml.safe_load((ROOT / "manifest.yaml").read_text()))


def test_every_command_is_declared_once_and_escapes_mentions(manifest: dict[str, Any]) -> None:
    declared = manifest["features"]["slash_commands"]
    assert {each["command"] for each in declared} == set(COMMANDS)
    assert all(each["should_escape"] for each in declared)


def test_every_shortcut_is_declared(manifest: dict[str, Any]) -> None:
    assert {each["callback_id"] for each in manifest["features"]["shortcuts"]} == set(SHORTCUTS)


def test_every_event_has_a_listener_and_every_listener_an_event(manifest: dict[str, Any]) -> None:
    declared = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert sorted(declared) == sorted(EVENT_NAMES.get(kind, kind) for kind in EVENTS)


def test_exactly_the_scopes_in_use_are_asked_for(manifest: dict[str, Any]) -> None:
    scopes = manifest["oauth_config"]["scopes"]
    declared = set(scopes["bot"]) | set(scopes["bot_optional"])
    assert not set(scopes["bot"]) & set(scopes["bot_optional"])
    by_method = [SCOPES_OF_METHODS[method] for method in methods_in_use()]
    by_event = [SCOPES_OF_EVENTS[kind] for kind in EVENTS]
    assert declared == OF_FEATURES.union(*by_method, *by_event)


def test_no_user_scope_is_asked_for(manifest: dict[str, Any]) -> None:
    assert "user" not in manifest["oauth_config"]["scopes"]


def test_home_and_messages_are_switched_on(manifest: dict[str, Any]) -> None:
    home = manifest["features"]["app_home"]
    assert (
        home["home_tab_enabled"],
        home["messages_tab_enabled"],
        home["messages_tab_read_only_enabled"],
    ) == (
        True,
        True,
        False,
    )


def methods_in_use() -> set[str]:
    """Every Web API method the code calls."""
    found: set[str] = set()
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            names = (
                node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)
            )
            # `api_call` is how the client makes every call, `api_url` where it went: no methods of Slack's.
            found |= {name for name in names if METHOD.match(name) and name not in {"api_call", "api_url"}}
    return found
