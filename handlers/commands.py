"""The whole vocabulary of /persona on one screen, and the router that answers it."""

import re
from dataclasses import dataclass, replace

from handlers import channel, decision, document, evidence, lookup, persona, privacy, pulse, reminder
from handlers.call import TEXT_MAX, Answer, Call, Handler, Nothing, Replace, Reply, UserError
from handlers.find import names_in
from personas.emoji import Emoji, UnusableEmoji, is_shortcode
from personas.errors import (
    MissingText,
    NoPersonas,
    NotBuilt,
    NothingFound,
    Outward,
    TooLong,
    UnknownPersona,
)
from personas.job_story import told_job
from personas.persona import key_of
from personas.views import help as help_view
from personas.views import persona as persona_view
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Subcommand:
    """What is typed after /persona, a word or a phrase: what it does, and how a person would type it."""

    word: str
    handler: Handler
    example: str
    help: str
    group: str


LOOK, RECORD, KEEP = GROUPS = ("Look up", "Record", "Keep fresh")

SUBCOMMANDS: tuple[Subcommand, ...] = (
    Subcommand("list", lookup.listed, "/persona list", "every persona, with how sure we are", LOOK),
    Subcommand("compare", lookup.compare, "/persona compare {a} {b}", "two personas side by side", LOOK),
    Subcommand("proof", decision.proof, "/persona proof", "how many decisions a persona changed", LOOK),
    Subcommand("inbox", evidence.inbox, "/persona inbox", "your notes that wait for a persona", RECORD),
    Subcommand("start", persona.start, "/persona start", "begin with three hypotheses", RECORD),
    Subcommand("new", persona.new, "/persona new", "add a persona", RECORD),
    Subcommand("import", document.asked, "/persona import", "import personas from a document", RECORD),
    Subcommand("decide", decision.decide, "/persona decide {a}", "log what changed because of them", RECORD),
    Subcommand("pulse", pulse.ask, "/persona pulse {a}", "ask a few users one question", KEEP),
    Subcommand("pulses", pulse.listed, "/persona pulses", "questions that are open, and yours", KEEP),
    Subcommand(
        "settings",
        channel.settings,
        "/persona settings",
        "whom this channel is about, evidence by emoji",
        KEEP,
    ),
    Subcommand("mute", reminder.mute, "/persona mute 2w", "no messages from me; also 3d, until 14 May", KEEP),
    Subcommand("unmute", reminder.unmute, "/persona unmute", "hear from me again", KEEP),
    Subcommand(
        "stop asking me",
        reminder.stop_asking,
        "/persona stop asking me",
        "no question and no reminder again",
        KEEP,
    ),
    Subcommand("ask me again", reminder.ask_again, "/persona ask me again", "take that back", KEEP),
    Subcommand("my data", privacy.mine, "/persona my data", "all I know about you", KEEP),
    Subcommand(
        "delete my answers",
        privacy.ask_delete,
        "/persona delete my answers",
        "take back what you answered, everywhere",
        KEEP,
    ),
)

# These want a name before them: "ops-admin edit".
BEHIND_A_NAME = frozenset({"add", "edit", "retire", "share"})

# Phrases of which people type the first word alone.
BEGUN = {"my": "my data", "delete": "delete my answers"}

# What is about the one who asks: it is said to nobody else, whatever a button carries.
OWN = frozenset({"my data", "delete my answers", "inbox", "stop asking me", "ask me again"})

# Words of the grammar that are not here yet: better a sentence than a guess at a persona's name.
LATER = frozenset(
    {"interview", "check", "verify", "challenge", "matrix", "split", "churn", "quiet", "event", "review", "digest",
     "export", "lens", "lenses", "history", "stale"}
)  # fmt: skip

# What people type without any subcommand, by group: shown in the help and in the README.
EXAMPLES: dict[str, tuple[tuple[str, str], ...]] = {
    LOOK: (
        ("/persona", "who this channel is about"),
        ("/persona {a}", "the card: nine lines, and what backs them"),
        ("/persona {a} stuck", "one section; also risk, avoids, words, day, owns, success, journey …"),
        ("/persona what should this user see first", "and why, and how sure we are"),
        ("/persona first", "what each persona should see first"),
        ("/persona {a} evidence", "what it rests on; also decisions, unknown, chain"),
        ("/persona EV-12", "one piece of evidence, by its number"),
        ("/persona how sure are we about {a}", "what has evidence, and what is a guess"),
        ("/persona what is new since last month", "evidence and decisions; also this week, since May"),
        ("/persona search invite", "claims, quotes and decisions, the closest first"),
    ),
    RECORD: (
        (
            "/decided because {a}: two onboarding paths instead of one wizard",
            "log a decision in one sentence",
        ),
        ("/persona {a} add", "file evidence: a quote, where it comes from, a count"),
        ("/persona {a} edit stuck", "edit a section, or the name, role and steward"),
        (
            "/persona {a} job when I start, I want to see what is missing, so I can add it",
            "a job story in one line",
        ),
    ),
    KEEP: (("/persona {a} retire", "take a persona out of use; its steward or an admin"),),
}


# The twelve of the first page; `help more` shows everything.
TWELVE = frozenset(
    {"/persona", "/persona {a}", "/persona {a} stuck", "/persona what should this user see first", "/persona list"}
    | {"/persona proof", "/persona {a} add", "/persona inbox", "/persona pulse {a}", "/persona settings"}
    | {"/decided because {a}: two onboarding paths instead of one wizard", "/persona mute 2w"}
)  # fmt: skip


def help_page(call: Call, store: Store) -> Answer:
    """The twelve that matter, or with `more` every example, with this channel's own personas in them."""
    with store.read(call.tenant) as reading:
        known = reading.channels.personas(call.channel) or reading.personas.refs()[:2]
    everything = call.text.casefold() == "more"
    groups = [
        (group, [line for line in examples(group) if everything or line[0] in TWELVE]) for group in GROUPS
    ]
    return Reply(help_view.page(groups, known, more=not everything), "What you can type after /persona")


def examples(group: str) -> list[tuple[str, str]]:
    """Everything one can type in a group, with what comes back."""
    return [*EXAMPLES[group], *((each.example, each.help) for each in SUBCOMMANDS if each.group == group)]


def _asked(call: Call, store: Store, word: str) -> Answer:
    """Whatever is no subcommand: a name, a facet, a question; or a word that is not here yet."""
    if call.text.casefold() in BEHIND_A_NAME:
        raise UserError(MissingText(f"/persona ops-admin {word}"))
    if phrase := BEGUN.get(call.text.casefold()):
        raise UserError(MissingText(f"/persona {phrase}"))
    try:
        return lookup.ask(call, store)
    except UserError as user_error:
        later = LATER.intersection(call.text.casefold().split())
        if later and isinstance(user_error.mistake, UnknownPersona | NothingFound | NoPersonas):
            raise UserError(NotBuilt(min(later))) from user_error
        raise


LOOKS = frozenset(each.word for each in SUBCOMMANDS if each.group == LOOK)
# What one says by its number, alone in front of "share".
NUMBER = re.compile(r"(?:ev|d|p)-?\d{1,9}", re.IGNORECASE)
_BY_WORD = {subcommand.word: subcommand.handler for subcommand in SUBCOMMANDS} | {"help": help_page}


def answer(call: Call, store: Store) -> Answer:
    """Answer the words after /persona, after @Dramatis, or under a button that asks again."""
    words, sharing = _sharing(call, store)
    asked = replace(call, text=words, aloud=call.aloud or sharing)
    said = _answered(asked, store)
    if not isinstance(said, Reply) or not (sharing or said.shared) or split(words)[0] in OWN:
        return said
    _refuse_outside(call, store, call.text)
    return _for_everybody(said, call, store)


def _sharing(call: Call, store: Store) -> tuple[str, bool]:
    """The words without "share" before or behind them, where that asks for an answer that everybody reads.

    Behind a question the grammar knows it, behind what is written down it is a word like any other.
    """
    words = call.text.split()
    if len(words) < 2:
        return call.text, False
    if words[0].casefold() == "share" and not _is_name(call, store):
        return " ".join(words[1:]), True
    behind = words[-1].casefold() == "share" and (words[0].casefold() in LOOKS or NUMBER.fullmatch(words[0]))
    return (" ".join(words[:-1]), True) if behind else (call.text, False)


def _is_name(call: Call, store: Store) -> bool:
    """Whether a persona's own name begins with the word: "share buyer"."""
    with store.read(call.tenant) as reading:
        return any(each.startswith("share-") for each in names_in(reading, call.text))


def _for_everybody(said: Reply, call: Call, store: Store) -> Reply:
    """An answer everybody reads has nothing left to share, and says who shared it."""
    with store.read(call.tenant) as reading:
        name = reading.people.known(call.user).name
    return replace(said, blocks=persona_view.shared_by(said.blocks, name), shared=True)


def _answered(call: Call, store: Store) -> Answer:
    if len(call.text) > TEXT_MAX:
        raise UserError(TooLong("That", len(call.text), TEXT_MAX))
    call = _with_emoji_named(call, store)
    word, rest = split(call.text)
    if evidence.number_in(call.text):
        return evidence.shown(call, store)
    if pulse.NUMBER.match(call.text):
        return pulse.ask(call, store)
    if word in _BY_WORD:
        return _BY_WORD[word](replace(call, text=rest), store)
    if job := told_job(call.text):
        return persona.add_job(call, store, job)
    return lookup.menu(call, store) if not key_of(call.text) else _asked(call, store, word)


def _with_emoji_named(call: Call, store: Store) -> Call:
    """The words with a persona's emoji read as its name: "👵 stuck" is asked about Grandma Ruth."""
    first, *rest = call.text.split(maxsplit=1) or [""]
    if not first or (key_of(first) and not is_shortcode(first)):
        return call
    try:
        emoji = Emoji.read(first)
    except UnusableEmoji:
        return call
    with store.read(call.tenant) as reading:
        own = reading.personas.by_emoji([emoji])
    return replace(call, text=" ".join([own[0].slug, *rest])) if len(own) == 1 else call


def split(text: str) -> tuple[str, str]:
    """The word, or the whole phrase, that says what is asked for, and what follows it; the access check asks too."""
    phrase = " ".join(text.casefold().split())
    if phrase in _BY_WORD:
        return phrase, ""
    first, *rest = text.split(maxsplit=1) or [""]
    return first.casefold(), "".join(rest).strip()


def mentioned(call: Call, store: Store) -> Answer:
    """The same words after @Dramatis. Slack tells of a mention again where our answer was slow: it is said once.

    What another app writes is nobody's asking: whoever is turned away by the access check could ask through it.
    """
    if not call.user or (call.message and call.message.from_bot):
        return Nothing()
    store.hear(call.tenant)
    return answer(call, store)


def again(call: Call, store: Store) -> Answer:
    """A button that carries words: answered as if they had been typed, in the button's place."""
    said = answer(replace(call, text=call.value), store)
    return Replace(said.blocks, said.text) if isinstance(said, Reply) and call.ephemeral else said


def share(call: Call, store: Store) -> Answer:
    """The same answer for everybody in the channel; where other organisations read, only for who knows that."""
    if split(call.value)[0] not in OWN:
        _refuse_outside(call, store, call.value)
    return share_outside(call, store)


def share_outside(call: Call, store: Store) -> Answer:
    """[Post it]: who presses was told who reads there. Asked again as everybody there may read it."""
    words, _ = _sharing(replace(call, text=call.value), store)
    said = _answered(replace(call, text=words, aloud=True), store)
    if not isinstance(said, Reply) or split(call.value)[0] in OWN:
        return said
    return _for_everybody(said, call, store)


def _refuse_outside(call: Call, store: Store, words: str) -> None:
    """What Slack just said of the channel counts, and is kept for those who type; else what it said before."""
    with store.read(call.tenant) as reading:
        before = reading.channels.get(call.channel)
    now = call.place or before
    if now.known and now.shared != before.shared:
        with store.begin(call.tenant) as tx:
            tx.channels.describe(
                now.channel, name=now.name, private=now.private, shared=now.shared, at=call.now
            )
    if now.shared or (before.shared and not now.known):
        raise UserError(Outward(call.channel, words))


COMMANDS: dict[str, Handler] = {"/persona": answer, "/decided": decision.decide}
