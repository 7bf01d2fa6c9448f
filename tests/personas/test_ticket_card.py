"""Of a ticket system's card the customer's words are kept, whatever language its frame is in, without the names it gives."""

from datetime import UTC, datetime
from typing import Any

import pytest

from personas.filing import as_evidence, found

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
ZENDESK = "https://acme.zendesk.com/agent/tickets/4711"
INTERCOM = "https://app.intercom.com/a/inbox/abc12/inbox/conversation/2154"
PERSON = "https://app.intercom.com/a/apps/abc12/users/1/all-conversations"
HUBSPOT, CONTACT = (
    "https://app.hubspot.com/contacts/555/ticket/777",
    "https://app.hubspot.com/contacts/555/contact/9",
)
FRESHDESK = "https://acme.freshdesk.com/a/tickets/12"
Block = dict[str, Any]


def section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def fields(*texts: str) -> Block:
    return {"type": "section", "fields": [{"type": "mrkdwn", "text": text} for text in texts]}


def small(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text}]}


def header(text: str) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": text}}


def linked(label: str, url: str, quote: str) -> Block:
    link = {
        "type": "rich_text_section",
        "elements": [{"type": "link", "url": url, "text": label}, {"type": "text", "text": " replied:"}],
    }
    return {"type": "rich_text", "elements": [link, {"type": "rich_text_quote", "elements": [{"type": "text", "text": quote}]}]}  # fmt: skip


CARDS: dict[str, tuple[list[Block], str]] = {
    "fields around the words": (
        [section(f"*<{ZENDESK}|#4711: Cannot export>*"), fields("*Requester*\nJane Doe", "*Status*\nOpen"),
         section("The export is empty.\nJane"), small("Zendesk | Today")],
        "Cannot export\nThe export is empty.",
    ),
    "in German, with a signature": (
        [section(f"Neues Ticket von *Jana Groß*: <{ZENDESK}|#4711 Export leer>"),
         section("Der Export ist leer. Jana Groß hier.\n\nViele Grüße\nJana Groß\nLeiterin Betrieb\n+49 30 1234567"),
         fields("*Anfragende*\nJana Groß", "*Priorität*\nHoch"), small(f"<{ZENDESK}|In Zendesk öffnen>")],
        "Export leer\nDer Export ist leer. [name] hier.",
    ),
    "in French, quoted": (
        [section(f"*<{PERSON}|Léa Martin>* de *Acme* a répondu dans <{INTERCOM}|une conversation>"),
         section("&gt; Où est le bouton ?\n&gt; J'ai abandonné &amp; demandé"), small("Assigné à Bob Agent · Boîte : Support")],
        "Où est le bouton ?\nJ'ai abandonné & demandé",
    ),
    "in Japanese": (
        [section(f"*<{PERSON}|田中さくら>* さんが <{INTERCOM}|会話> に返信しました"), section("招待ボタンはどこですか。")],
        "招待ボタンはどこですか。",
    ),
    "in Spanish, with bold labels": (
        [header("Nuevo ticket"), section(f"*Asunto:* <{FRESHDESK}|El enlace caducó>\n*Solicitante:* Ana Ruiz\n*Estado:* Abierto"),
         section("Nadie avisó a Ana Ruiz.")],
        "El enlace caducó\nNadie avisó a [name].",
    ),
    "in Portuguese, in a field": (
        [section(f"<{CONTACT}|Maria Silva> criou <{HUBSPOT}|um ticket>"),
         fields("*Responsável*\nMara Lind", "*Descrição*\nNão consigo entrar, ninguém responde.")],
        "Não consigo entrar, ninguém responde.",
    ),
    "with how to reach them": (
        [section(f"*<{HUBSPOT}|Can't log in>* was created by <{CONTACT}|Maria Silva>"), fields("*Owner*\nMara Lind"),
         section("I cannot log in.\nReach me: maria@x.example, +351 912 345 678."), small("HubSpot")],
        "I cannot log in.",
    ),
    "a conversation": (
        [section(f"*<{PERSON}|Jo Lee>* in <{INTERCOM}|a conversation>"),
         section("*Jo Lee:* I gave up\n*Bob Agent:* Look under settings\n*Jo Lee:* It is not there either"),
         small("Assigned to Bob Agent · Support")],
        "I gave up\nIt is not there either",
    ),
    "a requester by their address": (
        [section(f"<{ZENDESK}|#4711 Broken>"), fields("*Requester*\ntomas.reyes@x.example"),
         section("Tomas here, see <https://mine.example|Data Sync>, Data Sync fails.\n\nThanks,\nTomas Reyes")],
        "Broken\n[name] here, see Data Sync, Data Sync fails.",
    ),
    "an address that is a department's": (
        [section(f"<{ZENDESK}|#4711 Signing>"), fields("*Requester*\nfinance@x.example"),
         section("Finance will not sign.\n\nBest,\nFinance")],
        "Signing\nFinance will not sign.",
    ),
    "who wrote above the title": (
        [section("Jane Doe (jane@x.example) created a ticket"), section(f"*<{ZENDESK}|Ticket #4711 – Broken>*"),
         section("Hello,\nour CFO waits.\nKind regards,\nJane Doe\nHead of Ops | Acme\njane@x.example")],
        "Broken\nHello,\nour CFO waits.",
    ),
    "in Italian, thanks above the name": (
        [section(f":ticket: *Nuovo ticket*: <{HUBSPOT}|Non riesco>"), section("*Contatto*: Maria Rossi\n*Fonte*: Email"),
         section("Da lunedì non accedo.\nGrazie\nMaria Rossi")],
        "Non riesco\nDa lunedì non accedo.",
    ),
    "labels on lines of their own": (
        [section(f"*Ticket <{FRESHDESK}|#12>* has been created by *Ana Ruiz*"), section("*Subject:* Invite expired"),
         section("*Description:*\nThe link has expired.\nAna")],
        "Invite expired\nThe link has expired.",
    ),
    "a quote between print": (
        [section(f"*<{ZENDESK}|#4711 Slow>*\n&gt; It takes minutes\nAssignee: Bob")],
        "Slow\nIt takes minutes",
    ),
    "rich text": ([linked("Jo Lee", INTERCOM, "I gave up")], "I gave up"),
    "an earlier mail below": (
        [section(f"<{ZENDESK}|#4711 Broken>"), section("It still fails.\n\nOn Monday, Bob wrote:\n&gt; Please try again")],
        "Broken\nIt still fails.",
    ),
    "an earlier mail above": (
        [section(f"<{ZENDESK}|#4711 Broken>"), section("&gt; Please try again\nIt still fails.")],
        "Broken\nIt still fails.",
    ),
    "a customer's own links, lines and marks": (
        [section(f"*<{ZENDESK}|#4711 Broken>*\nSee <https://mine.example/p|my page>.\nExpected: a file\nActual: nothing")],
        "Broken\nSee my page.\nExpected: a file\nActual: nothing",
    ),
    "a subject alone": ([section(f"New ticket: <{ZENDESK}|#4711 Cannot export>")], "Cannot export"),
    "a comment": (
        [section(f"*Jane Doe* commented on *<{ZENDESK}|#4711 Cannot export>*"), section("Only on Mondays, says Jane")],
        "Cannot export\nOnly on Mondays, says [name]",
    ),
}  # fmt: skip


def filed(**message: Any) -> str:
    """What is stored of a message that an app posted."""
    slack = {"ts": "1795170120.000000", "bot_id": "B1", "text": "", **message}
    piece = as_evidence(found(slack, channel="C1"), reporter="U1", now=NOW)
    assert piece.own_words
    return piece.text


@pytest.mark.parametrize(("blocks", "words"), CARDS.values(), ids=CARDS.keys())
def test_a_cards_frame_goes_and_the_customers_words_stay(blocks: list[Block], words: str) -> None:
    assert filed(blocks=blocks) == words
    assert filed(attachments=[{"color": "#eee", "blocks": blocks}]) == words


@pytest.mark.parametrize(
    ("attachment", "words"),
    [
        (
            {"author_name": "Jo Lee", "title": "A conversation", "title_link": INTERCOM,
             "text": "Where did the button go?\nJo", "fields": [{"title": "Plan", "value": "Team"}], "footer": "Intercom"},
            "A conversation\nWhere did the button go?",
        ),
        (
            {"title": "Invite link expired (#12)", "title_link": FRESHDESK, "text": "Nobody told us. What now?",
             "fields": [{"title": "Requester", "value": "Ana Ruiz"}, {"title": "Status", "value": "Open"}]},
            "Invite link expired (#12)\nNobody told us. What now?",
        ),
    ],
)  # fmt: skip
def test_an_attachments_author_and_fields_are_frame(attachment: Block, words: str) -> None:
    assert filed(text="New ticket", attachments=[attachment]) == words


def test_a_first_line_that_only_repeats_the_notification_is_frame() -> None:
    link = small(f"<{INTERCOM}|Open>")
    told = filed(
        text="Jo Lee replied", blocks=[section("Jo Lee replied"), section("I gave up after an hour"), link]
    )
    assert told == "I gave up after an hour"


def test_an_apps_message_without_a_ticket_stays_as_it_is() -> None:
    slack = {"ts": "1.0", "bot_id": "B1", "text": "", "blocks": [section("*Score:* 9"), section("Lovely")]}
    piece = as_evidence(found(slack, channel="C1"), reporter="U1", now=NOW)
    assert (piece.text, piece.own_words) == ("Score: 9\nLovely", False)
