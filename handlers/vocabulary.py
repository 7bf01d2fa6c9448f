"""What buttons, forms, menus, shortcuts and events are called, and who answers each."""

from collections.abc import Callable

from handlers import commands, directory, lookup, persona
from handlers.call import Answer, Call
from handlers.need import Need
from storage.store import Store

Handler = Callable[[Call, Store], Answer]

ACTIONS: dict[str, Handler] = {
    "again": commands.again,
    "share": commands.share,
    "persona_menu": commands.again,
    "persona_pick_facet": persona.picked_facet,
}

SUBMISSIONS: dict[str, Handler] = {
    "persona_new": persona.created,
    "persona_edit": persona.edited,
    "persona_facet": persona.facet_edited,
    "persona_retire": persona.retired,
}

OPTIONS: dict[str, Handler] = {
    "pick_persona": lookup.offered,
}

SHORTCUTS: dict[str, Handler] = {}

EVENTS: dict[str, Handler] = {
    "app_mention": commands.answer,
    "team_join": directory.changed,
    "user_change": directory.changed,
}

# Events that only ask: their errors become sentences. Every other event keeps its error, and is delivered again.
QUIET_EVENTS = frozenset({"app_mention", "app_home_opened"})

# What must be asked of Slack before a handler can answer.
NEEDS: dict[str, Need] = {}
