"""auth, users, bots, team, dnd, emoji, files: who is here and what the team has."""

from playground import arguments
from playground.install import ENTERPRISE_ID, TEAMS, granted
from playground.model import APP_ID, BOT_ID, BOT_USER, OTHER_TEAM_ID, TEAM_DOMAIN, TEAM_ID, TEAM_NAME, Json
from playground.slack_json import person_json
from playground.stage import Stage
from playground.tickets import Refusal


def api_test(stage: Stage, args: Json) -> Json:
    """api.test: says back what it heard."""
    if args.get("error"):
        raise Refusal(str(args["error"]))
    return {"ok": True, "args": {name: value for name, value in args.items() if name != "token"}}


def auth_test(stage: Stage, args: Json) -> Json:
    """auth.test."""
    team = stage.installs.team_of(str(args.get("token") or ""))
    return {
        "ok": True,
        "url": f"https://{TEAM_DOMAIN}.slack.com/",
        "team": TEAMS[team],
        "user": stage.manifest.name.lower(),
        "team_id": team,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": team == ENTERPRISE_ID,
    }


def auth_teams_list(stage: Stage, args: Json) -> Json:
    """auth.teams.list: the workspaces of the organisation that let the app in, in pages."""
    teams = [{"id": team, "name": TEAMS.get(team, team)} for team in stage.installs.let_in]
    rows, following = arguments.page_of(args, teams)
    return {"ok": True, "teams": rows, "response_metadata": following}


def oauth_access(stage: Stage, args: Json) -> Json:
    """oauth.v2.access: a code becomes a token, once."""
    token, team = stage.installs.access(str(args.get("code") or ""), str(args.get("redirect_uri") or ""))
    return granted(",".join(stage.manifest.scopes or ()), token, team)


def connections_open(stage: Stage, args: Json) -> Json:
    """apps.connections.open: a WebSocket address for one use."""
    address = stage.base_url.replace("http", "ws", 1)
    return {"ok": True, "url": f"{address}/socket?ticket={stage.socket_mode.ticket()}&app_id={APP_ID}"}


def users_list(stage: Stage, args: Json) -> Json:
    """users.list, in pages; other organisations are not in it. A whole organisation has to say which workspace."""
    team = stage.installs.team_of(str(args.get("token") or ""))
    whole = team == ENTERPRISE_ID
    if whole:
        team = str(args.get("team_id") or "")
        if not team:
            raise Refusal("missing_argument")
        if team not in stage.installs.let_in:
            raise Refusal("team_access_not_granted")
    mine = [p for p in stage.workspace.people.values() if p.team_id == team]
    rows, following = arguments.page_of(args, mine)
    in_organisation = {"enterprise_user": {"enterprise_id": ENTERPRISE_ID, "teams": [team]}} if whole else {}
    members = [person_json(person, stage.clock) | in_organisation for person in rows]
    return {"ok": True, "members": members, "cache_ts": 0, "response_metadata": following}


def users_info(stage: Stage, args: Json) -> Json:
    """users.info."""
    return {"ok": True, "user": person_json(arguments.person_in(stage, args), stage.clock)}


def bots_info(stage: Stage, args: Json) -> Json:
    """bots.info."""
    bot = str(args.get("bot") or BOT_ID)
    person = next((p for p in stage.workspace.people.values() if p.bot_id == bot), None)
    if person is None:
        raise Refusal("bot_not_found")
    app_id = APP_ID if bot == BOT_ID else f"A0{bot.removeprefix('B0')}"
    shown = {
        "id": bot,
        "deleted": False,
        "name": person.name,
        "app_id": app_id,
        "user_id": person.id,
        "icons": {},
    }
    return {"ok": True, "bot": shown}


def team_info(stage: Stage, args: Json) -> Json:
    """team.info."""
    team_id = str(args.get("team") or TEAM_ID)
    if team_id not in {TEAM_ID, OTHER_TEAM_ID}:
        raise Refusal("team_not_found")
    name = TEAM_NAME if team_id == TEAM_ID else "Harbor & Finch"
    return {"ok": True, "team": {"id": team_id, "name": name, "domain": TEAM_DOMAIN, "email_domain": ""}}


def emoji_list(stage: Stage, args: Json) -> Json:
    """emoji.list: the team's own only."""
    custom = {name: f"{stage.base_url}/page/emoji/{name}.png" for name in stage.custom_emoji}
    return {"ok": True, "emoji": custom, "cache_ts": "0"}


def usergroups_list(stage: Stage, args: Json) -> Json:
    """usergroups.list: this team has none."""
    return {"ok": True, "usergroups": []}


def dnd_info(stage: Stage, args: Json) -> Json:
    """dnd.info."""
    return {"ok": True, **_dnd(stage, str(args.get("user") or BOT_USER))}


def dnd_team_info(stage: Stage, args: Json) -> Json:
    """dnd.teamInfo."""
    asked = [user for user in str(args.get("users") or "").split(",") if user in stage.workspace.people]
    return {"ok": True, "users": {user: _dnd(stage, user) for user in asked}}


def _dnd(stage: Stage, user: str) -> Json:
    """Someone who does not want to be disturbed: from an hour ago until an hour from now."""
    person = stage.workspace.people.get(user)
    if person is None:
        raise Refusal("user_not_found")
    now = int(stage.clock.now().timestamp())
    start, end = (now - 3600, now + 3600) if person.dnd_enabled else (1, 1)
    return {
        "dnd_enabled": person.dnd_enabled,
        "next_dnd_start_ts": start,
        "next_dnd_end_ts": end,
        "snooze_enabled": False,
    }


def files_info(stage: Stage, args: Json) -> Json:
    """files.info."""
    file_id = str(args.get("file") or "")
    if file_id not in stage.workspace.files:
        raise Refusal("file_not_found")
    return {"ok": True, "file": stage.workspace.file_json(file_id, stage.base_url)}


METHODS = {
    "api.test": api_test,
    "auth.test": auth_test,
    "auth.teams.list": auth_teams_list,
    "oauth.v2.access": oauth_access,
    "apps.connections.open": connections_open,
    "users.list": users_list,
    "users.info": users_info,
    "bots.info": bots_info,
    "team.info": team_info,
    "emoji.list": emoji_list,
    "usergroups.list": usergroups_list,
    "dnd.info": dnd_info,
    "dnd.teamInfo": dnd_team_info,
    "files.info": files_info,
}
