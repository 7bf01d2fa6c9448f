"""A sentence and the button that helps for every mistake: what happened, what to type. Never blame."""

import re
from collections.abc import Sequence
from typing import assert_never

from personas import errors
from personas.persona import PersonaRef
from personas.pulse import SHARED_FROM
from personas.views.parts import Block, Blocks, actions, button, cut, esc, modal, person, place, section
from personas.views.persona import shared
from personas.views.pulse_form import left_out_lines

Said = tuple[Blocks, str]
BUTTONS_SHOWN = 5
# A view that only says something: what is pressed in it takes its place.
NOTICE = "notice"
UNKNOWN_HERE = (
    "The directory of this workspace does not name you yet. If you have just joined, try again in a minute. "
    "Dramatis is for members of the workspace that installed it."
)


def sentence(mistake: errors.Mistake) -> Said:
    """The sentence with its buttons, and the plain text for screen readers."""
    words, buttons = _said(mistake)
    row = [actions(*buttons[:BUTTONS_SHOWN])] if buttons else []
    return [section(words), *row], plain_sentence(mistake)


def plain_sentence(mistake: errors.Mistake) -> str:
    """The same without formatting: for screen readers and on the command line."""
    words, _ = _said(mistake)
    return (
        words.replace("*", "")
        .replace("`", "")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
    )


def field_sentence(mistake: errors.Mistake) -> str:
    """The same under a field of a form, where Slack draws no names."""
    return re.sub(r"<#\w+>", "that channel", re.sub(r"<@\w+>", "them", plain_sentence(mistake)))


def words(text: str) -> Said:
    """Plain words as a message."""
    return [section(esc(text))], text


def notice(text: str) -> Block:
    """Plain words as a view without a button to submit."""
    return notice_of([section(esc(text))])


def notice_of(blocks: Blocks) -> Block:
    """A message's blocks as a view. A view is nowhere, so there is no “here” to share it in."""
    return modal(NOTICE, "Dramatis", shared(blocks), close="Close")


def needs_form(text: str) -> Said:
    """Where Slack lets us open no form (a mention has no trigger), a button that does."""
    said = "That needs a form. Press the button to open it."
    return [section(said), actions(button("Open the form", "again:form", text, style="primary"))], said


def _name(text: str) -> str:
    return f"*{esc(cut(' '.join(text.split()), 80))}*"


def _people(refs: Sequence[PersonaRef]) -> list[Block]:
    return [
        button(ref.name, f"again:{index}", ref.slug) for index, ref in enumerate(refs[: BUTTONS_SHOWN - 1])
    ]


ALL = button("See all", "again:all", "list")
HELP = button("Help", "again:help", "help")
START = button("Start with three hypotheses", "again:start", "start", style="primary")
IMPORT = button("Import", "again:import", "import")
FIRST_QUESTIONS = ("What should they see first?", "first"), ("Who are our personas?", "list")


def examples(people: Sequence[PersonaRef]) -> list[Block]:
    """Three questions about whom this channel is, or anybody."""
    if not people:
        return [
            button(label, f"again:try{place}", asked) for place, (label, asked) in enumerate(FIRST_QUESTIONS)
        ]
    one = people[0]
    asked = (
        (f"Where does {one.name} get stuck?", f"{one.slug} stuck"),
        (f"What don't we know about {one.name}?", f"{one.slug} unknown"),
        ("What is new?", "what is new"),
    )
    return [button(label, f"again:try{place}", words) for place, (label, words) in enumerate(asked)]


def _unknown_persona(it: errors.UnknownPersona) -> tuple[str, list[Block]]:
    ask = " `/persona list` shows every name."
    if it.suggestions:
        one = len(it.suggestions) == 1
        ask = f" Did you mean {_name(it.suggestions[0].name) if one else 'one of these'}?"
    create = [] if it.reserved else [button("Create", "again:new", f"new {cut(it.name, 80)}")]
    return f"I don't know {_name(it.name)}.{ask}", [*_people(it.suggestions[:3]), ALL, *create]


def _ambiguous(it: errors.AmbiguousPersona) -> tuple[str, list[Block]]:
    return f"{_name(it.name)} fits {len(it.fits)} personas. Which one?", [*_people(it.fits), ALL]


def _no_personas(_: errors.NoPersonas) -> tuple[str, list[Block]]:
    return (
        "No personas yet. Start with three hypotheses (admin, end user, buyer), or import what you have. Three is enough.",
        [START, IMPORT],
    )


def _nobody_here(_: errors.NobodyHere) -> tuple[str, list[Block]]:
    said = "This channel has no persona yet, so “this user” is nobody. Choose one with `/persona settings`, or type a name."
    return said, [button("Settings", "again:settings", "settings"), ALL]


def _nothing_found(it: errors.NothingFound) -> tuple[str, list[Block]]:
    return (
        f"Nothing in the record fits {_name(it.words)}. Type a persona's name, or `/persona help` for what I understand.",
        [*examples(it.people), HELP],
    )


def _not_built(it: errors.NotBuilt) -> tuple[str, list[Block]]:
    return f"`{esc(cut(it.word, 40))}` is not here yet. `/persona help` lists what is.", [HELP]


def _unknown_number(it: errors.UnknownNumber) -> tuple[str, list[Block]]:
    listed = {"E": "`/persona ops-admin evidence` lists it by persona", "P": "`/persona pulses` lists them"}
    where = listed.get(it.label[:1], "`/persona decisions` lists them")
    return f"There is no {_name(it.label)}. {where}.", []


def _name_taken(it: errors.NameTaken) -> tuple[str, list[Block]]:
    return (
        f"{_name(it.name)} is already what {_name(it.ref.name)} answers to. Add to that one, or choose another name.",
        [button(f"Open {it.ref.name}", "again:open", it.ref.slug)],
    )


def _name_reserved(it: errors.NameReserved) -> tuple[str, list[Block]]:
    return (
        f"{_name(it.name)} is a word of the command itself, so nobody could look it up. How about {_name(it.instead)}?",
        [],
    )


def _retired(it: errors.Retired) -> tuple[str, list[Block]]:
    return (
        f"{_name(it.ref.name)} is retired here, so the document was left aside. Give its persona another name.",
        [],
    )


def _retired_persona(it: errors.RetiredPersona) -> tuple[str, list[Block]]:
    return f"{_name(it.ref.name)} is retired, so nothing was filed about them. Choose another persona.", [ALL]


def _changed_meanwhile(it: errors.ChangedMeanwhile) -> tuple[str, list[Block]]:
    who = person(it.by) if it.by else "Somebody"
    return (
        f"{who} saved {_name(it.ref.name)} while you had this form open, so yours was not saved over it. "
        f"Copy your words, then open it again with `/persona {esc(it.ref.slug)} edit`.",
        [],
    )


def _name_empty(_: errors.NameEmpty) -> tuple[str, list[Block]]:
    return "A name needs a letter or a digit, so that people can type it.", []


def _too_long(it: errors.TooLong) -> tuple[str, list[Block]]:
    return (
        f"{esc(it.what)} has {it.length:,} characters; at most {it.limit:,} fit. Shorten it and send it again.",
        [],
    )


def _missing_text(it: errors.MissingText) -> tuple[str, list[Block]]:
    return f"That needs a few more words, as in `{esc(it.example)}`.", []


def _gone(it: errors.Gone) -> tuple[str, list[Block]]:
    return f"{esc(it.what)} is not there any more, so nothing was changed. `/persona list` shows what is.", []


def _not_allowed(it: errors.NotAllowed) -> tuple[str, list[Block]]:
    turn = f" Ask {person(it.ask)}." if it.ask else ""
    return f"Only {esc(it.who)} can {esc(it.what)}.{turn}", []


def _not_in_channel(it: errors.NotInChannel) -> tuple[str, list[Block]]:
    return f"I can't read {place(it.channel)}. Type `/invite @Dramatis` there, then try again.", []


def _private_place(it: errors.PrivatePlace) -> tuple[str, list[Block]]:
    kind = "channels shared with other organisations" if it.shared else "direct messages"
    return (
        f"Words from {kind} stay there, so nothing was filed. Use `/persona <name> add` for what may be told.",
        [],
    )


def _read_outside(it: errors.ReadOutside) -> tuple[str, list[Block]]:
    where = f"{place(it.channel)} is shared with another organisation"
    said = f"{where}, so a receipt, which goes on changing, is not posted there."
    return f"{said} Type `/persona {esc(it.label)} share` there to show it as it stands now.", []


def _outward(it: errors.Outward) -> tuple[str, list[Block]]:
    said = f"{place(it.channel)} is shared with another organisation: its people would read this too."
    return f"{said} Post it only if they may.", [button("Post it", "share_outside", it.words)]


def _cited(it: errors.CitedEvidence) -> tuple[str, list[Block]]:
    buttons = [button(f"Open {each}", f"again:cites:{each}", f"decision {each}") for each in it.decisions[:2]]
    named = ", ".join(f"*{esc(each)}*" for each in it.decisions[:5]) or "a decision of a private channel"
    return (
        f"*{esc(it.label)}* already supports {named}, so it stays on record. Take it off the decision first.",
        buttons,
    )


def _no_words(_: errors.NoWords) -> tuple[str, list[Block]]:
    return (
        "There are no words in that message to keep. Use ⋮ → *File as evidence* and say in a sentence what it shows.",
        [],
    )


def _no_channel(_: errors.NoChannelHere) -> tuple[str, list[Block]]:
    return "Settings belong to a channel. Type `/persona settings` in the channel you mean.", []


def _unreadable(it: errors.UnreadableFile) -> tuple[str, list[Block]]:
    return (
        f"I could not read {_name(it.name)}: {esc(it.reason)}. Nothing was imported; choose another file.",
        [],
    )


def _twice(_: errors.Twice) -> tuple[str, list[Block]]:
    return (
        "That form was already saved; this second copy changed nothing. Use `/persona` to see what is there.",
        [],
    )


def _too_slow(it: errors.TooSlow) -> tuple[str, list[Block]]:
    return f"That took too long on my side; nothing was saved. Try again. (reference {esc(it.reference)})", []


def _broken(it: errors.Broken) -> tuple[str, list[Block]]:
    stays = f"if it stays, tell your admin: reference {esc(it.reference)}"
    return f"Something broke on my side; nothing was saved. Try again, and {stays}.", []


def _full(it: errors.DatabaseFull) -> tuple[str, list[Block]]:
    tell = f"Tell your admin that my disk needs room, then try again: reference {esc(it.reference)}"
    return f"My database is full, so nothing was saved; looking things up still works. {tell}.", []


def _read_only(it: errors.DatabaseReadOnly) -> tuple[str, list[Block]]:
    tell = f"Tell your admin, then try again: reference {esc(it.reference)}"
    return (
        f"My database can only be read at the moment, so nothing was saved; looking things up still works. {tell}.",
        [],
    )


def _unwell(it: errors.DatabaseUnwell) -> tuple[str, list[Block]]:
    said = "The disk that holds my database is in trouble, so nothing was saved"
    return f"{said}. Tell your admin soon, then try again: reference {esc(it.reference)}.", []


def _silent(it: errors.DatabaseSilent) -> tuple[str, list[Block]]:
    stays = f"if it stays, tell your admin: reference {esc(it.reference)}"
    return f"My database does not answer, so nothing was saved. Try again in a minute, and {stays}.", []


def _being_upgraded(it: errors.BeingUpgraded) -> tuple[str, list[Block]]:
    stays = f"if it stays, tell your admin: reference {esc(it.reference)}"
    return f"I am being upgraded, so nothing was saved. Try again in a minute, and {stays}.", []


def _unsure(it: errors.Unsure) -> tuple[str, list[Block]]:
    said = "Something broke on my side while I was saving, and some of it may be saved"
    return f"{said}. Use `/persona` to see what is there. (reference {esc(it.reference)})", []


def _refused(it: errors.SlackRefused) -> tuple[str, list[Block]]:
    said = f"Slack did not answer me as it should ({esc(it.error)})"
    if it.saved:
        return f"That is saved, but {said}. No need to send it again. (reference {esc(it.reference)})", []
    return f"{said}. Wait a minute and try again. (reference {esc(it.reference)})", []


def _not_ready(_: errors.NotReady) -> tuple[str, list[Block]]:
    said = "I have just started, and Slack does not tell me yet which workspace I am in, so nothing was saved"
    return f"{said}. Try again in a minute.", []


def _outsider(_: errors.Outsider) -> tuple[str, list[Block]]:
    return (
        "Dramatis is for members of the workspace that installed it. Ask your contact there to look it up for you.",
        [],
    )


def _unknown_here(_: errors.UnknownHere) -> tuple[str, list[Block]]:
    return UNKNOWN_HERE, []


def _for_members(_: errors.ForMembers) -> tuple[str, list[Block]]:
    return (
        "That is for members of this workspace. As a guest you answer the questions put to you, in my messages or on my "
        "Home tab. `/persona mute 2w` gives you quiet, `/persona my data` shows what I know about you.",
        [],
    )


def _kept_elsewhere(it: errors.KeptElsewhere) -> tuple[str, list[Block]]:
    return (
        f"*{esc(it.label)}* comes from a private channel, so it is shown only there. Ask for it in that channel.",
        [],
    )


def _closed(it: errors.PulseClosed) -> tuple[str, list[Block]]:
    return f"{esc(it.label)} is closed; answers can't be changed any more. Thank you all the same.", []


def _not_asked(_: errors.NotAsked) -> tuple[str, list[Block]]:
    return (
        "This question was put to somebody else, so your answer was not recorded. Ask them to press it themselves.",
        [],
    )


def _nobody(it: errors.NobodyToAsk) -> tuple[str, list[Block]]:
    why = ", ".join(left_out_lines(it.left_out, confidential=it.confidential))
    return f"Nobody is left to ask: {why}. Choose somebody else.", []


def _unreadable_time(it: errors.UnreadableTime) -> tuple[str, list[Block]]:
    typed = esc(cut(" ".join(it.words.split()), 80))
    return f"I can't read “{typed}” as a time. Try `2w`, `3d` or `until 14 May`.", []


def _too_few(it: errors.TooFewForConfidence) -> tuple[str, list[Block]]:
    left = f"only {it.people} is" if it.people == 1 else f"only {it.people} are"
    said = f"In confidence at least 5 people are asked; {left} left. Choose more people, or ask named."
    return said, []


def _erased(it: errors.EverythingErased) -> tuple[str, list[Block]]:
    return (
        f"Everything of this workspace was erased on {it.at:%-d %B %Y}, and nothing is kept until the app is started or "
        "installed anew. Ask whoever runs it.",
        [],
    )


def _too_few_to_share(it: errors.TooFewToShare) -> tuple[str, list[Block]]:
    return (
        f"{esc(it.label)} has {it.answers} answers. Others than you can read totals from {SHARED_FROM} on: whoever "
        "answered could subtract their own. Ask more people next time.",
        [],
    )


def _said(mistake: errors.Mistake) -> tuple[str, list[Block]]:  # noqa: C901, PLR0911, PLR0912, PLR0915 - a table that mypy reads
    """The words of every mistake: one that has none is an error of types."""
    match mistake:
        case errors.UnknownPersona():
            return _unknown_persona(mistake)
        case errors.AmbiguousPersona():
            return _ambiguous(mistake)
        case errors.NoPersonas():
            return _no_personas(mistake)
        case errors.NobodyHere():
            return _nobody_here(mistake)
        case errors.NothingFound():
            return _nothing_found(mistake)
        case errors.NotBuilt():
            return _not_built(mistake)
        case errors.UnknownNumber():
            return _unknown_number(mistake)
        case errors.NameTaken():
            return _name_taken(mistake)
        case errors.NameReserved():
            return _name_reserved(mistake)
        case errors.RetiredPersona():
            return _retired_persona(mistake)
        case errors.ChangedMeanwhile():
            return _changed_meanwhile(mistake)
        case errors.NameEmpty():
            return _name_empty(mistake)
        case errors.Retired():
            return _retired(mistake)
        case errors.TooLong():
            return _too_long(mistake)
        case errors.MissingText():
            return _missing_text(mistake)
        case errors.Gone():
            return _gone(mistake)
        case errors.NotAllowed():
            return _not_allowed(mistake)
        case errors.NotInChannel():
            return _not_in_channel(mistake)
        case errors.PrivatePlace():
            return _private_place(mistake)
        case errors.ReadOutside():
            return _read_outside(mistake)
        case errors.Outward():
            return _outward(mistake)
        case errors.CitedEvidence():
            return _cited(mistake)
        case errors.NoWords():
            return _no_words(mistake)
        case errors.NoChannelHere():
            return _no_channel(mistake)
        case errors.UnreadableFile():
            return _unreadable(mistake)
        case errors.Twice():
            return _twice(mistake)
        case errors.TooSlow():
            return _too_slow(mistake)
        case errors.Broken():
            return _broken(mistake)
        case errors.DatabaseFull():
            return _full(mistake)
        case errors.DatabaseReadOnly():
            return _read_only(mistake)
        case errors.DatabaseUnwell():
            return _unwell(mistake)
        case errors.DatabaseSilent():
            return _silent(mistake)
        case errors.BeingUpgraded():
            return _being_upgraded(mistake)
        case errors.Unsure():
            return _unsure(mistake)
        case errors.SlackRefused():
            return _refused(mistake)
        case errors.NotReady():
            return _not_ready(mistake)
        case errors.Outsider():
            return _outsider(mistake)
        case errors.UnknownHere():
            return _unknown_here(mistake)
        case errors.ForMembers():
            return _for_members(mistake)
        case errors.KeptElsewhere():
            return _kept_elsewhere(mistake)
        case errors.PulseClosed():
            return _closed(mistake)
        case errors.NotAsked():
            return _not_asked(mistake)
        case errors.NobodyToAsk():
            return _nobody(mistake)
        case errors.TooFewForConfidence():
            return _too_few(mistake)
        case errors.TooFewToShare():
            return _too_few_to_share(mistake)
        case errors.EverythingErased():
            return _erased(mistake)
        case errors.UnreadableTime():
            return _unreadable_time(mistake)
        case _:
            assert_never(mistake)
