"""The control API: what the page and the tests do and look at. JSON in, JSON out, 400 with a sentence."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from playground import emoji, events, forms, posting, press, say
from playground.gesture import Mistake, channel, message, person, text
from playground.install import ENTERPRISE_ID
from playground.model import BOT_USER, TEAM_ID, Channel, File, Json, Message, Person
from playground.page_json import message_for_page, person_for_page, state_for_page
from playground.stage import Stage
from playground.writing import as_slack

CHANGEABLE = {
    "name",
    "real_name",
    "title",
    "tz",
    "email",
    "is_bot",
    "is_admin",
    "is_owner",
    "is_restricted",
    "is_ultra_restricted",
    "is_stranger",
    "is_invited_user",
    "deleted",
    "team_id",
    "status_text",
    "status_emoji",
    "dnd_enabled",
    "can_act",
    "color",
}
Action = Callable[[Stage, Json], Awaitable[Json]]


async def state(stage: Stage, asked: Json) -> Json:
    """Who has not said who they are is shown the workspace as the first person one can act as."""
    first = next(one.id for one in stage.workspace.people.values() if one.can_act)
    return state_for_page(stage, person(stage, {"as": first, **asked}).id)


async def messages(stage: Stage, asked: Json) -> Json:
    """Looking at a channel reads it."""
    who = person(stage, asked)
    place, workspace = channel(stage, asked, who), stage.workspace
    thread = str(asked.get("thread") or "")
    shown = workspace.thread(place, thread, who.id) if thread else workspace.timeline(place, who.id)
    if shown and not thread:
        place.last_read[who.id] = max((m.ts for m in shown), key=float)
    return {"messages": [message_for_page(one, workspace) for one in shown]}


async def view(stage: Stage, asked: Json) -> Json:
    """The modal in front of a person, if any, and how many lie on each other."""
    stack = stage.workspace.stack(person(stage, asked).id)
    return {"view": stack[-1].data if stack else None, "stack": len(stack)}


async def react(stage: Stage, asked: Json) -> Json:
    """A person adds or takes back an emoji."""
    who = person(stage, asked)
    found, name = message(stage, asked, who), text(asked, "emoji").strip(":")
    if not emoji.exists(name, stage.custom_emoji):
        raise Mistake(f"There is no emoji :{name}: in this workspace.")
    changed = posting.react(stage, found, user=who.id, name=name, remove=bool(asked.get("remove")))
    return {"ok": True, "changed": changed}


async def edit(stage: Stage, asked: Json) -> Json:
    """A person writes something else in place of what they wrote."""
    who = person(stage, asked)
    found = _own_message(stage, asked, who)
    written = as_slack(
        text(asked, "text"), stage.workspace.people.values(), stage.workspace.channels.values()
    )
    posting.change(stage, found, text=written, blocks=[], edited=True)
    return {"ok": True}


async def remove(stage: Stage, asked: Json) -> Json:
    """A person deletes what they wrote."""
    posting.delete(stage, _own_message(stage, asked, person(stage, asked)))
    return {"ok": True}


def _own_message(stage: Stage, asked: Json, who: Person) -> Message:
    found = message(stage, asked, who)
    if found.user != who.id:
        raise Mistake("People edit and delete only what they wrote themselves.")
    return found


async def clock(stage: Stage, asked: Json) -> Json:
    """Move the demo's clock."""
    try:
        if "to" in asked:
            stage.clock.set(datetime.fromisoformat(str(asked["to"])))
        elif "advance" in asked:
            stage.clock.advance(float(asked["advance"]))
        elif "jump" in asked:
            stage.clock.jump(str(asked["jump"]))
        elif "rate" in asked:
            stage.clock.run(float(asked["rate"]))
        else:
            raise Mistake("Say where the clock should go: to, advance, jump, or at which rate it should run.")
    except (TypeError, ValueError, OverflowError) as wrong:
        raise Mistake(f"The clock cannot go there: {wrong}") from None
    stage.stream.tell({"type": "clock", "clock": stage.clock.as_json()})
    return {"clock": stage.clock.as_json()}


async def time_now(stage: Stage, asked: Json) -> Json:
    """The demo's time, and how fast it passes."""
    return {"now": stage.clock.now().isoformat(), "rate": stage.clock.rate}


async def order_fault(stage: Stage, asked: Json) -> Json:
    """Order a fault."""
    return _ordered("fault", stage.faults.order, asked)


async def clear_faults(stage: Stage, asked: Json) -> Json:
    """Take all orders back."""
    stage.faults.clear()
    return {"ok": True}


async def order_quota(stage: Stage, asked: Json) -> Json:
    """Insist on Slack's own pace for a method."""
    return _ordered("quota", stage.quotas.order, asked)


async def quotas(stage: Stage, asked: Json) -> Json:
    """What the quotas let through and what they refused."""
    return {"quotas": list(stage.quotas.told())}


async def clear_quotas(stage: Stage, asked: Json) -> Json:
    """Insist on none."""
    stage.quotas.clear()
    return {"ok": True}


async def calls(stage: Stage, asked: Json) -> Json:
    """Every Web API call of the app, or those of one method."""
    wanted = asked.get("method")
    return {"calls": [one for one in stage.records.calls if wanted in {None, one["method"]}]}


async def refusals(stage: Stage, asked: Json) -> Json:
    """Everything Slack would have refused."""
    return {"refusals": list(stage.records.refusals)}


async def deliveries(stage: Stage, asked: Json) -> Json:
    """Everything the app was sent."""
    return {"deliveries": list(stage.records.deliveries)}


async def event(stage: Stage, asked: Json) -> Json:
    """A raw event, as often as asked: duplicates and events of other teams are tests' business."""
    if not isinstance(asked.get("event"), dict):
        raise Mistake("event must be an object.")
    team = str(asked.get("team") or TEAM_ID)
    wrapped = events.wrapped(stage, asked["event"], event_id=str(asked.get("event_id") or ""), team=team)
    stage.delivery.tell(wrapped)
    return {"ok": True, "event_id": wrapped["event_id"]}


async def install(stage: Stage, asked: Json) -> Json:
    """Let a workspace have the app without Slack's pages, whatever its id: the token it becomes."""
    return {"token": stage.installs.grant(text(asked, "team"))}


async def uninstall(stage: Stage, asked: Json) -> Json:
    """Remove the app from a workspace or organisation: its tokens are void, and the app is told, twice."""
    team = str(asked.get("team") or TEAM_ID)
    stage.installs.end(team)
    for event in (
        {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT_USER]}},
        {"type": "app_uninstalled"},
    ):
        if not asked.get("silently"):
            stage.delivery.tell(events.wrapped(stage, event, team=team))
    return {"ok": True}


async def let_in(stage: Stage, asked: Json) -> Json:
    """Workspaces of the organisation let the app in, or shut it out: Slack tells it."""
    teams, granted = [str(team) for team in asked.get("teams") or [TEAM_ID]], bool(asked.get("granted"))
    others = [team for team in stage.installs.let_in if team not in teams]
    stage.installs.let_in = [*others, *teams] if granted else others
    kind = "team_access_granted" if granted else "team_access_revoked"
    if stage.manifest.subscribed(kind):
        stage.delivery.tell(events.wrapped(stage, {"type": kind, "team_ids": teams}, team=ENTERPRISE_ID))
    return {"ok": True}


async def join(stage: Stage, asked: Json) -> Json:
    """Put somebody, or the app, into a channel."""
    place, user = _membership(stage, asked)
    say.join(stage, place, user)
    return {"ok": True}


async def leave(stage: Stage, asked: Json) -> Json:
    """Take somebody, or the app, out of a channel."""
    place, user = _membership(stage, asked)
    say.leave(stage, place, user)
    return {"ok": True}


async def change_person(stage: Stage, asked: Json) -> Json:
    """Change a person, or let a new one come."""
    user = text(asked, "id")
    new = user not in stage.workspace.people
    if new and not asked.get("name"):
        raise Mistake("A new person needs a name.")
    who = stage.workspace.people.get(user) or Person(user, str(asked["name"]), str(asked["name"]))
    for name, value in asked.items():
        if name in CHANGEABLE:
            setattr(who, name, _zone(value) if name == "tz" else value)
    stage.workspace.people[user] = who
    events.person_changed(stage, who, new=new)
    stage.stream.tell({"type": "person", "person": person_for_page(who)})
    return {"ok": True, "person": person_for_page(who)}


async def crowd(stage: Stage, asked: Json) -> Json:
    """People who have been here all along: of them no event tells. Each has an id, a name and perhaps a zone."""
    people = asked.get("people")
    if not isinstance(people, list) or not all(
        isinstance(one, dict) and one.get("id") and one.get("name") for one in people
    ):
        raise Mistake("people must be a list of people with an id and a name.")
    for one in people:
        name = str(one["name"])
        who = Person(str(one["id"]), name, name, tz=_zone(one.get("tz", "UTC")))
        stage.workspace.people[who.id] = who
    return {"people": len(stage.workspace.people)}


async def change_channel(stage: Stage, asked: Json) -> Json:
    """Add or change a channel: name, topic, kind, members, is_shared, is_archived."""
    channel_id = text(asked, "id")
    found = stage.workspace.channels.get(channel_id)
    place = found or Channel(channel_id, str(asked.get("name") or channel_id.lower()), "channel")
    for name in ("name", "topic", "kind", "members", "is_shared", "is_archived"):
        if name in asked:
            setattr(place, name, asked[name])
    stage.workspace.channels[channel_id] = place
    return {"ok": True}


async def disconnect(stage: Stage, asked: Json) -> Json:
    """Recycle the app's sockets, as Slack does, or cut them."""
    try:
        await stage.socket_mode.disconnect(str(asked.get("reason") or "refresh_requested"))
    except ValueError as wrong:
        raise Mistake(str(wrong)) from None
    return {"ok": True}


async def retries(stage: Stage, asked: Json) -> Json:
    """How long events wait before each retry, in seconds of the demo's clock."""
    waits = asked.get("waits")
    if not isinstance(waits, list) or not all(isinstance(one, (int, float)) for one in waits):
        raise Mistake("waits must be a list of seconds.")
    stage.delivery.waits = tuple(float(one) for one in waits)
    return {"ok": True}


def keep_file(stage: Stage, *, user: str, name: str, mimetype: str, content: bytes) -> Json:
    """Keep an uploaded file and say its id."""
    if user not in stage.workspace.people:
        raise Mistake(f"Nobody here has the id {user!r}.")
    created = int(stage.clock.now().timestamp())
    file = File(stage.workspace.serial("F0"), name or "file", mimetype, content, user, created)
    stage.workspace.files[file.id] = file
    return {"file": {"id": file.id, "name": file.name, "mimetype": mimetype, "size": len(content)}}


def _ordered(what: str, order: Callable[[Json], object], asked: Json) -> Json:
    try:
        order(asked)
    except (TypeError, ValueError) as wrong:
        raise Mistake(f"That {what} cannot be ordered: {wrong}") from None
    return {"ok": True}


def _membership(stage: Stage, asked: Json) -> tuple[Channel, str]:
    place = stage.workspace.channels.get(str(asked.get("channel", "")))
    user = BOT_USER if asked.get("bot") or asked.get("user") == "bot" else str(asked.get("user", ""))
    if place is None or user not in stage.workspace.people:
        raise Mistake("Name a channel and a user of this workspace.")
    return place, user


def _zone(value: object) -> str:
    try:
        return ZoneInfo(str(value)).key
    except (KeyError, ValueError):
        raise Mistake(f"{value!r} is not a time zone.") from None


GET: dict[str, Action] = {
    "/playground/state": state,
    "/playground/messages": messages,
    "/playground/view": view,
    "/playground/calls": calls,
    "/playground/refusals": refusals,
    "/playground/deliveries": deliveries,
    "/playground/clock": time_now,
    "/playground/quotas": quotas,
    "/clock": time_now,
}
POST: dict[str, Action] = {
    "/playground/say": say.say,
    "/playground/react": react,
    "/playground/edit": edit,
    "/playground/remove": remove,
    "/playground/press": press.press,
    "/playground/options": press.options,
    "/playground/submit": forms.submit,
    "/playground/close": forms.close,
    "/playground/shortcut": forms.shortcut,
    "/playground/home": forms.home,
    "/playground/clock": clock,
    "/playground/faults": order_fault,
    "/playground/quotas": order_quota,
    "/playground/event": event,
    "/playground/install": install,
    "/playground/uninstall": uninstall,
    "/playground/let_in": let_in,
    "/playground/join": join,
    "/playground/leave": leave,
    "/playground/person": change_person,
    "/playground/crowd": crowd,
    "/playground/channel": change_channel,
    "/playground/disconnect": disconnect,
    "/playground/retries": retries,
}
DELETE: dict[str, Action] = {"/playground/faults": clear_faults, "/playground/quotas": clear_quotas}
