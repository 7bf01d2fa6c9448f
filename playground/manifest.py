"""The app's manifest, as far as it changes what Slack does: commands, shortcuts, events, scopes, surfaces."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from playground.model import Json

DEFAULT_COMMANDS: tuple[Json, ...] = (
    {
        "command": "/persona",
        "description": "Look up a persona",
        "usage_hint": "[who] [facet]",
        "should_escape": True,
    },
    {
        "command": "/decided",
        "description": "Log a decision",
        "usage_hint": "because who: what",
        "should_escape": True,
    },
)


@dataclass(frozen=True)
class Manifest:
    """What the app declares; None means everything."""

    name: str = "Dramatis"
    commands: tuple[Json, ...] = DEFAULT_COMMANDS
    shortcuts: tuple[Json, ...] = ()
    events: frozenset[str] | None = None
    scopes: tuple[str, ...] | None = None
    messages_tab: bool = True
    home_tab: bool = True
    accepts_any_shortcut: bool = field(default=False)

    def command(self, name: str) -> Json | None:
        """The slash command of this name."""
        return next((c for c in self.commands if c["command"].lower() == name.lower()), None)

    def shortcut(self, callback_id: str) -> Json | None:
        """The shortcut with this callback id."""
        return next((s for s in self.shortcuts if s["callback_id"] == callback_id), None)

    def granted(self, *any_of: str) -> bool:
        """Whether one of these scopes is granted; no scope needed is always granted."""
        return self.scopes is None or not any_of or any(scope in self.scopes for scope in any_of)

    def subscribed(self, event: str) -> bool:
        """Whether the app asked for this event."""
        return self.events is None or event in self.events


def read_manifest(path: Path | None) -> Manifest:
    """Without a file everything is granted and subscribed, so that the playground can be tried alone."""
    if path is None or not path.is_file():
        return Manifest(accepts_any_shortcut=True)
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    return parse_manifest(written if isinstance(written, dict) else {})


def parse_manifest(written: Json) -> Manifest:
    """The parts that matter here, of a manifest in Slack's version 2."""
    features, settings = _part(written, "features"), _part(written, "settings")
    scopes, home = _part(written, "oauth_config", "scopes"), _part(features, "app_home")
    granted = [*(scopes.get("bot") or ()), *(scopes.get("bot_optional") or ())]
    return Manifest(
        name=_name(written),
        commands=tuple(_command(c) for c in features.get("slash_commands") or ()),
        shortcuts=tuple(_shortcut(s) for s in features.get("shortcuts") or ()),
        events=frozenset(_part(settings, "event_subscriptions").get("bot_events") or ()),
        scopes=tuple(dict.fromkeys(granted)),
        messages_tab=bool(home.get("messages_tab_enabled", False)),
        home_tab=bool(home.get("home_tab_enabled", False)),
    )


def _name(written: Json) -> str:
    bot, app = _part(written, "features", "bot_user"), _part(written, "display_information")
    return str(bot.get("display_name") or app.get("name") or "Dramatis")


def _command(written: Json) -> Json:
    return {
        "command": written["command"],
        "description": written.get("description", ""),
        "usage_hint": written.get("usage_hint", ""),
        "should_escape": bool(written.get("should_escape", False)),
    }


def _shortcut(written: Json) -> Json:
    return {name: written.get(name, "") for name in ("name", "type", "callback_id", "description")}


def _part(written: Json, *path: str) -> Json:
    found: Any = written
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}
