"""How evidence looks: the backing under a claim, a quote, a list, the receipt."""

from personas.evidence import Backing, Evidence, Polarity, Source, Standing, Tally
from personas.views.parts import Block, Blocks, context, count, day, esc, link, one_line, quote, section

SOURCE_WORDS: dict[Source, tuple[str, str]] = {
    Source.INTERVIEW: ("interview", "interviews"),
    Source.TICKET: ("ticket", "tickets"),
    Source.METRIC: ("metric", "metrics"),
    Source.CHURN: ("churn note", "churn notes"),
    Source.SALES_CALL: ("sales call", "sales calls"),
    Source.OBSERVATION: ("observation", "observations"),
    Source.PULSE: ("pulse answer", "pulse answers"),
    Source.MESSAGE: ("colleague's note", "colleagues' notes"),
}
# Only asking yields an honest m; tickets one happened to see are shown as a count, never as a rate.
RATED = frozenset({Source.INTERVIEW, Source.PULSE, Source.SALES_CALL, Source.OBSERVATION, Source.METRIC})
BULLET = {Standing.NONE: "○", Standing.CONTESTED: "◐"}
LIST_SIZE = 8


def backing(what: Backing) -> str:
    """ "4 of 6 interviews + 9 tickets, newest 3 Mar", or that there is nothing yet."""
    seen = [tally_words(tally) for tally in what.tallies if tally.pieces]
    if not seen and not what.contradictions:
        return hidden(what) or Standing.NONE.value
    words = " + ".join(seen) or "nothing for it"
    newest = f", newest {day(what.newest)}" if what.newest else ""
    against = f" · {count(what.contradictions, 'says', 'say')} otherwise" if what.contradictions else ""
    private = f" {hidden(what)}" if what.hidden else ""
    return f"{words}{newest}{against}{private}"


def verdict(what: Backing) -> str:
    """What the mixture of sources allows one to do."""
    return what.standing.value


def tally_words(tally: Tally) -> str:
    """ "4 of 6 interviews", "9 tickets"."""
    one, many = SOURCE_WORDS[tally.source]
    if tally.m and tally.source in RATED:
        return f"{tally.n} of {tally.m} {many}"
    return count(tally.sources, one, many)


def hidden(what: Backing) -> str:
    """What the reader may not see is a number, nothing more."""
    return f"+{what.hidden} from a private channel" if what.hidden else ""


def bullet(what: Backing) -> str:
    """● backed, ○ no evidence yet, ◐ contested."""
    return BULLET.get(what.standing, "●")


def source_line(evidence: Evidence) -> str:
    """Where a piece comes from and when: "ticket, 3 Mar · EV-12"."""
    of = f"{evidence.n} of {evidence.m} " if evidence.n is not None and evidence.m else ""
    one, many = SOURCE_WORDS[evidence.source]
    word = many if of else one
    named = link(evidence.link, f"{of}{word}") if evidence.link else f"{of}{word}"
    against = " · says otherwise" if evidence.polarity is Polarity.CONTRADICTS else ""
    also = len(evidence.seen_by) - 1
    seen = f" · also seen by {count(also, 'colleague')}" if also > 0 else ""
    return f"{named}, {day(evidence.happened_at)} · {evidence.label}{against}{seen}"


def verbatim(evidence: Evidence, limit: int = 280) -> str:
    """A user's words with their source; a colleague's report is not set as a quote."""
    words = (
        quote(evidence.text, limit)
        if evidence.own_words
        else f"“{one_line(evidence.text, limit)}” _(reported)_"
    )
    return f"{words}\n_{source_line(evidence)}_"


def entry(evidence: Evidence, about: str = "") -> Block:
    """One piece in a list."""
    on = f"\non _{esc(about)}_" if about else ""
    return section(f"*{evidence.label}*  {one_line(evidence.text, 220)}{on}\n_{source_line(evidence)}_")


def listing(title: str, pieces: list[Evidence], *, hidden_pieces: int = 0) -> Blocks:
    """Evidence, newest first."""
    shown = [entry(piece) for piece in pieces[:LIST_SIZE]]
    left = len(pieces) - LIST_SIZE
    more = f"{left} more; narrow it with a word, as in `evidence invite`." if left > 0 else ""
    private = f"+{hidden_pieces} from a private channel" if hidden_pieces else ""
    return [section(f"*{title}*"), *shown, *([context(more, private)] if more or private else [])]
