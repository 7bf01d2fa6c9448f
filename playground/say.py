"""What a person types: a message, a mention of the app, or a slash command."""

from playground import events, payloads, posting, responses
from playground.gesture import Mistake, channel, note, person, text, trouble
from playground.model import BOT_USER, Channel, Json, Person
from playground.sample import TICKETS_USER
from playground.sample_talk import ticket_blocks
from playground.stage import Stage
from playground.tickets import ResponseUrl
from playground.writing import as_slack

LONGEST = 40_000


async def say(stage: Stage, asked: Json) -> Json:
    """A person presses enter."""
    who = person(stage, asked)
    place, said = channel(stage, asked, who), text(asked, "text")
    thread_ts = str(asked.get("thread_ts") or "")
    if len(said) > LONGEST:
        raise Mistake("Slack takes at most 40,000 characters in a message.")
    if said.startswith("/"):
        name, *rest = said.split(maxsplit=1)
        return await _slash(stage, who, place, name=name, rest="".join(rest).strip(), thread_ts=thread_ts)
    if who.id not in place.members:
        raise Mistake(f"{who.name} is not in #{place.name}. Join the channel first.")
    return _message(stage, who, place, said, thread_ts)


def _message(stage: Stage, who: Person, place: Channel, said: str, thread_ts: str) -> Json:
    if thread_ts and thread_ts not in place.messages:
        raise Mistake(f"There is no thread {thread_ts} here.")
    written = as_slack(said, stage.workspace.people.values(), stage.workspace.channels.values())
    looks: Json = {"bot_id": who.bot_id, "blocks": ticket_blocks(written)} if who.id == TICKETS_USER else {}
    message = posting.new_message(stage, place, who.id, text=written, thread_ts=thread_ts, **looks)
    posting.post(stage, message)
    _hint(stage, who, place, written=written, thread_ts=thread_ts)
    return {"ok": True, "ts": message.ts}


def _hint(stage: Stage, who: Person, place: Channel, *, written: str, thread_ts: str) -> None:
    """What Slack would leave unsaid and a person in the playground should know."""
    spoken_to = place.kind == "app" or f"<@{BOT_USER}>" in written
    name = stage.manifest.name
    if spoken_to and not stage.bot_in(place):
        sentence = f"{name} is not in this channel, so it cannot hear you. Type `/invite @{name}` to add it."
        note(stage, who, place, sentence, thread_ts)
    elif spoken_to and not stage.delivery.connected:
        note(stage, who, place, f"{name} is not running yet. It hears you once it is started.", thread_ts)


async def _slash(stage: Stage, who: Person, place: Channel, *, name: str, rest: str, thread_ts: str) -> Json:
    if name == "/invite":
        return _invite(stage, who, place, rest)
    known = stage.manifest.command(name)
    if known is None or who.is_stranger or not stage.manifest.granted("commands"):
        sentence = f"`{name}` is not a valid command. Messages that start with “/” are read as commands."
        note(stage, who, place, sentence, thread_ts)
        return {"ok": False, "error": sentence}
    if thread_ts:
        sentence = f"{name} is not supported in threads. Sorry!"
        note(stage, who, place, sentence, thread_ts)
        return {"ok": False, "error": sentence}
    return await _command(stage, who, place, known=known, rest=rest)


async def _command(stage: Stage, who: Person, place: Channel, *, known: Json, rest: str) -> Json:
    people, channels = stage.workspace.people.values(), stage.workspace.channels.values()
    words = as_slack(rest, people, channels, escape=bool(known["should_escape"]))
    payload = payloads.command(stage, who, place, name=known["command"], text=words)
    answer = await stage.delivery.ask("slash_commands", payload)
    if not answer.ok:
        sentence = trouble(stage, answer, known["command"])
        note(stage, who, place, sentence)
        return {"ok": False, "error": sentence}
    if answer.payload:
        url = ResponseUrl(place.id, who.id, stage.clock.now(), from_command=True)
        responses.answer_now(stage, url, answer.payload)
    return {"ok": True}


def _invite(stage: Stage, who: Person, place: Channel, rest: str) -> Json:
    wanted = rest.removeprefix("@").casefold()
    for one in stage.workspace.people.values():
        if wanted in {one.name.casefold(), one.real_name.casefold(), one.id.casefold()}:
            join(stage, place, one.id)
            return {"ok": True}
    note(stage, who, place, f"Nobody here is called {rest or '…'}. Try `/invite @{stage.manifest.name}`.")
    return {"ok": False, "error": "user_not_found"}


def join(stage: Stage, place: Channel, user: str) -> None:
    """Somebody, or the app, comes into a channel."""
    if user in place.members:
        return
    place.members.append(user)
    who = stage.workspace.people[user]
    stage.tell_channel(place, {"type": "member", "channel": place.id, "user": who.id, "joined": True})
    events.membership_changed(stage, place, user, joined=True)


def leave(stage: Stage, place: Channel, user: str) -> None:
    """Somebody, or the app, leaves a channel."""
    if user not in place.members:
        return
    events.membership_changed(stage, place, user, joined=False)
    place.members.remove(user)
    stage.tell_channel(place, {"type": "member", "channel": place.id, "user": user, "joined": False})
