"""What every gesture of a person needs: who, where, and a friendly word when the app does not answer."""

from typing import Any

from playground import posting
from playground.delivery import Answer
from playground.model import SLACKBOT, Channel, Json, Message, Person, View
from playground.stage import Stage


class Mistake(Exception):  # it is not ours: somebody asked for what cannot be
    """The page or a test asked for something that cannot be; the sentence says what."""


def person(stage: Stage, asked: Json) -> Person:
    """Who acts."""
    found = stage.workspace.people.get(str(asked.get("as", "")))
    if found is None:
        raise Mistake(f"Nobody here has the id {asked.get('as')!r}.")
    return found


def channel(stage: Stage, asked: Json, who: Person) -> Channel:
    """The channel, if this person sees it."""
    found = stage.workspace.channels.get(str(asked.get("channel", "")))
    if found is None or not stage.workspace.can_read(who.id, found):
        raise Mistake(f"{who.name} sees no channel {asked.get('channel')!r}.")
    return found


def message(stage: Stage, asked: Json, who: Person) -> Message:
    """The message, if this person sees it."""
    place, ts = channel(stage, asked, who), str(asked.get("ts", ""))
    if asked.get("ephemeral"):
        found = place.ephemerals.get(ts)
        found = found if found and found.ephemeral_to == who.id else None
    else:
        found = place.messages.get(ts)
    if found is None or found.deleted:
        raise Mistake(f"There is no message {ts} in {place.name or place.id} for {who.name}.")
    return found


def view(stage: Stage, asked: Json, who: Person) -> View:
    """The view, if this person has it open."""
    found = stage.workspace.views.get(str(asked.get("view_id", "")))
    if found is None or found.user != who.id:
        raise Mistake(f"{who.name} has no view {asked.get('view_id')!r} open.")
    return found


def text(asked: Json, name: str) -> str:
    """A text that must be there."""
    value = asked.get(name)
    if not isinstance(value, str) or not value:
        raise Mistake(f"{name} is missing or not a text.")
    return value


def note(stage: Stage, who: Person, place: Channel, sentence: str, thread_ts: str = "") -> None:
    """Slackbot's private word, as Slack shows its own errors."""
    fields: dict[str, Any] = {"text": sentence, "ephemeral_to": who.id, "thread_ts": thread_ts}
    posting.whisper(stage, posting.new_message(stage, place, SLACKBOT, **fields))


def trouble(stage: Stage, answer: Answer, what: str) -> str:
    """Slack's words for a delivery that failed; our own where Slack has no such state."""
    if not stage.delivery.connected and answer.problem == "connection_failed":
        return f"{stage.manifest.name} is not running yet. Start it, then try {what} again."
    if answer.problem == "timeout":
        return f'{what} failed with the error "operation_timeout"'
    return f'{what} failed with the error "dispatch_failed"'
