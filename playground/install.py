"""Installing the app: Slack's consent page, the code it gives out once, the token the code becomes, and the end."""

import html
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlencode

from playground.model import APP_ID, BOT_USER, OTHER_TEAM_ID, TEAM_ID, TEAM_NAME, Json
from playground.tickets import Refusal

ENTERPRISE_ID, ENTERPRISE_NAME = "E0NORTH", "Northlight Group"
# Where the app can be installed: two workspaces, and an organisation whose one workspace is Northlight.
TEAMS = {TEAM_ID: TEAM_NAME, OTHER_TEAM_ID: "Harbor & Finch", ENTERPRISE_ID: ENTERPRISE_NAME}
PAGE = (
    "<!doctype html><meta charset=utf-8><title>Install</title><h1>Where shall the app be installed?</h1>"
    "<p>It asks for: {scopes}</p><ul>{places}</ul>"
)


@dataclass
class Installs:
    """The codes that are out, and the tokens they became."""

    codes: dict[str, tuple[str, str]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    revoked: set[str] = field(default_factory=set)
    # The workspaces of the organisation that let the app in.
    let_in: list[str] = field(default_factory=lambda: [TEAM_ID])

    def page(self, asked: dict[str, str]) -> str:
        """Slack's consent page: a link for each place, and one that says no."""
        rows = [
            f'<li><a href="/oauth/v2/allow?{html.escape(urlencode({**asked, "team": team}))}">{html.escape(name)}</a>'
            for team, name in {**TEAMS, "": "No"}.items()
        ]
        return PAGE.format(scopes=html.escape(asked.get("scope", "")), places="".join(rows))

    def allow(self, asked: dict[str, str]) -> str:
        """Somebody decided: the address they are sent back to."""
        back, state, team = asked.get("redirect_uri", ""), asked.get("state", ""), asked.get("team", "")
        said = {"error": "access_denied", "state": state}
        if team in TEAMS:
            code = secrets.token_hex(8)
            self.codes[code] = (team, back)
            said = {"code": code, "state": state}
        return f"{back}?{urlencode(said)}"

    def access(self, code: str, back: str) -> tuple[str, str]:
        """A code becomes a token, once, for whoever names the same address; tells the place too."""
        team, wanted = self.codes.pop(code, ("", ""))
        if not team:
            raise Refusal("invalid_code")
        if wanted != back:
            raise Refusal("bad_redirect_uri")
        return self.grant(team), team

    def grant(self, team: str) -> str:
        """The token of a place that lets the app in."""
        token = f"xoxb-{team}-{secrets.token_hex(6)}"
        self.tokens[token] = team
        return token

    def known(self, token: str) -> bool:
        """Whether one of ours; one that was revoked says so."""
        if token in self.revoked:
            raise Refusal("account_inactive")
        return token in self.tokens

    def team_of(self, token: str) -> str:
        """The place a token belongs to; Northlight's is the one everybody knows."""
        return self.tokens.get(token, TEAM_ID)

    def end(self, team: str) -> None:
        """The app is removed: its tokens are void at once."""
        self.revoked |= {token for token, place in self.tokens.items() if place == team}


def granted(scopes: str, token: str, team: str) -> Json:
    """Slack's answer to a code."""
    whole = team == ENTERPRISE_ID
    return {
        "ok": True,
        "app_id": APP_ID,
        "authed_user": {"id": "U0SAM"},
        "scope": scopes,
        "token_type": "bot",
        "access_token": token,
        "bot_user_id": BOT_USER,
        "team": None if whole else {"id": team, "name": TEAMS[team]},
        "enterprise": {"id": ENTERPRISE_ID, "name": ENTERPRISE_NAME} if whole else None,
        "is_enterprise_install": whole,
    }
