"""What was said at Northlight in the days before the demo opens."""

import re
from dataclasses import dataclass, field

from playground.model import Json

TICKET_NUMBER = re.compile(r"#(\d+)")
ZENDESK = "https://northlight.zendesk.com/agent/tickets"


@dataclass(frozen=True)
class Line:
    """One message to be said, and its replies."""

    channel: str
    user: str
    days_ago: int
    at: str
    text: str
    replies: tuple["Line", ...] = ()
    reactions: dict[str, list[str]] = field(default_factory=dict)
    blocks: tuple[Json, ...] = ()
    attachments: tuple[Json, ...] = ()


def reply(user: str, days_ago: int, at: str, text: str) -> Line:
    """A message under another."""
    return Line("", user, days_ago, at, text)


def ticket(days_ago: int, at: str, number: int, *, title: str, quote: str, who: str) -> Line:
    """As most ticket apps post: blocks with the words, a short fallback text."""
    blocks = tuple(ticket_blocks(f"#{number} {title}\n{quote}", who=who))
    return Line("C0SUPPORT", "U0TICKETS", days_ago, at, f"New ticket #{number}: {title}", blocks=blocks)


def ticket_blocks(text: str, *, who: str = "") -> list[Json]:
    """The first line is the title, with its number as a link; the rest is what the customer wrote."""
    title, _, quote = text.partition("\n")
    linked = TICKET_NUMBER.sub(lambda found: f"<{ZENDESK}/{found[1]}|#{found[1]}>", title)
    said = {"type": "mrkdwn", "text": f"*{linked}*\n{quote}".strip()}
    blocks: list[Json] = [{"type": "section", "text": said}]
    return [*blocks, {"type": "context", "elements": [{"type": "mrkdwn", "text": who}]}] if who else blocks


def old_ticket(days_ago: int, at: str, number: int, *, title: str, quote: str, who: str) -> Line:
    """As older integrations post: everything in an attachment, no text at all."""
    attachment: Json = {
        "id": 1,
        "color": "f59e0b",
        "title": f"#{number} {title}",
        "title_link": f"{ZENDESK}/{number}",
        "text": quote,
        "footer": who,
        "fallback": f"#{number} {title}",
    }
    return Line("C0SUPPORT", "U0TICKETS", days_ago, at, "", attachments=(attachment,))


TALK: tuple[Line, ...] = (
    Line(
        "C0ONBOARD", "U0PRIYA", 6, "09:12",
        "Second kickoff this week where the ops admin stopped at *Invite your team*. She did not know "
        "which of her "
        "40 people should be viewers, and closed the tab.",
        (
            reply("U0DEVIN", 6, "09:20", "Did she say what she would have needed to see there?"),
            reply("U0PRIYA", 6, "09:26", "“Just show me who already gets this report by e-mail. That is my "
                                         "list.”"),
            reply("U0MARA", 6, "09:31", "That is a sentence worth keeping."),
        ),
        {"bulb": ["U0MARA", "U0DEVIN"]},
    ),
    Line(
        "C0ONBOARD", "U0SAM", 5, "15:40",
        "Day 2 feedback from us: the sample report is full of someone else's stores. My managers asked "
        "whether we had "
        "mixed up the data. I would rather see three of our own numbers than thirty of yours.",
        (reply("U0PRIYA", 5, "15:52", "Thanks Sam. Which three would you want first?"),
         reply("U0SAM", 5, "16:05", "Open orders, late orders, and whose they are.")),
        {"eyes": ["U0MARA"]},
    ),
    Line("C0ONBOARD", "U0DEVIN", 4, "11:02",
         "Funnel from last week: 118 admins opened setup, 71 connected a source, 29 invited anybody. The "
         "drop after "
         "connecting is where I would look."),
    Line("C0ONBOARD", "U0INES", 1, "14:18",
         "I got an invitation to Reports from my admin, clicked it, and landed on an empty dashboard. I "
         "thought I had "
         "done something wrong and asked her for the spreadsheet again."),
    Line("C0ONBOARD", "U0MARA", 1, "16:45",
         "Open question for tomorrow: what should an ops admin see first, their own data or the team they "
         "have to "
         "bring in? I would like us to answer for a person, not for “the user”."),
    ticket(5, "08:41", 4698, title="Cannot tell admins and viewers apart",
           quote="I invited our bookkeeper and she could delete reports. How do I know what a role may do "
                 "before I "
           "send the invitation? You can call me on +44 20 7946 0958.",
           who="Requester: helen.marsh@brightwater.example · Plan: Team"),
    old_ticket(4, "13:05", 4703, title="Scheduled e-mail stopped after import",
               quote="Since we imported the new chart of accounts, the Monday e-mail is empty. My director "
                     "reads "
               "nothing else. Please write to r.ozturk@kestrel.example.",
               who="Requester: Rana Ozturk · Plan: Business"),
    ticket(2, "10:22", 4711, title="Stuck on “map your columns”",
           quote="Our export has 63 columns and you ask me to map each one before I see anything. I gave "
                 "up after "
           "twenty minutes. I only need six of them. Reach me: tomas.reyes@fairhaven.example, +1 (415) "
           "555-0134.",
           who="Requester: tomas.reyes@fairhaven.example · Plan: Team · Day 1 of trial"),
    ticket(1, "17:30", 4716, title="Where did my filters go?",
           quote="Every time I open the link from the e-mail the filters are reset and I see all regions. "
                 "I only run "
           "the north. I set them again each morning.",
           who="Requester: j.becker@northlight.example · Plan: Business"),
    old_ticket(0, "08:55", 4719, title="Approve before it is sent",
               quote="Finance will not sign unless somebody can approve a report before 200 people get it. "
                     "Is that "
               "on your roadmap?",
               who="Requester: cfo@larkspur.example · Plan: Enterprise trial"),
    Line(
        "C0PRODUCT", "U0MARA", 7, "10:30",
        "Planning for December: one big thing or three small ones? Candidates: role preview on the invite "
        "step, saved "
        "filters in e-mail links, approval before sending.",
        (
            reply("U0PRIYA", 7, "10:41", "Saved filters is what people who use it every day ask me for. "
                                         "Approval is "
                  "what people who pay for it ask me for."),
            reply("U0DEVIN", 7, "10:48", "And role preview is what gets them either of those in the first "
                                         "place."),
        ),
    ),
    Line("C0PRODUCT", "U0DEVIN", 3, "12:10",
         "Who did we build the bulk editor for? I cannot find it written down anywhere, and two people "
         "gave me two "
         "answers."),
    Line("C0PRODUCT", "U0JO", 1, "09:50",
         "As someone who lives in Reports: I do not need more charts. I need Monday's numbers to match the "
         "e-mail."),
    Line(
        "C0DESIGN", "U0DEVIN", 3, "14:00",
        "Thursday's question: setup wizard as one long page or five steps? Mock-ups in the usual folder, v3.",
        (
            reply("U0MARA", 3, "14:06", "Who is it for? An admin on day 1 and one on day 100 read this page "
                  "differently."),
            reply("U0DEVIN", 3, "14:09", "Day 1. The one who was told on Friday that it has to work by "
                                         "Monday."),
            reply("U0PRIYA", 3, "14:15", "Then five steps, and she must be able to stop after two and "
                                         "still have "
                  "something to show."),
            reply("U0NADIA", 3, "14:22", "I can draw the empty state so that it looks like a beginning."),
        ),
        {"+1": ["U0PRIYA", "U0NADIA"]},
    ),
    Line("C0BETA", "U0MARA", 8, "11:00",
         "Welcome, and thank you. You see Reports two weeks before everybody else. Tell us what got in "
         "your way, "
         "however small.", (), {"wave": ["U0JO", "U0AMARA", "U0BRUNO", "U0ELIF"]}),
    Line("C0BETA", "U0ELIF", 3, "10:14",
         "The new export is quick, but it forgets my column order. I rebuild it every Friday."),
    Line("C0BETA", "U0HIRO", 2, "07:20",
         "Numbers in the Tokyo report close at your midnight, not ours. Until noon I look at half a day.",
         (reply("U0GRETA", 2, "08:02", "Same in Oslo, only less bad."),)),
    Line("C0BETA", "U0BRUNO", 1, "15:33",
         "I print it. Sorry. The second page has one line on it.", (), {"joy": ["U0CHLOE", "U0DANA"]}),
    Line("G0RENEW", "U0PRIYA", 2, "16:10",
         "Larkspur: renewal in six weeks. Their CFO asked twice about approvals; the people who use it "
         "daily have not "
         "asked once."),
    Line("G0RENEW", "U0MARA", 2, "16:24", "Who decides there, the CFO or Dana's counterpart in operations?"),
    Line("C0SHARED", "U0OLU", 3, "12:45",
         "Our month end is on the 28th. Could the ledger report be ready by 7 in the morning, Lagos time?"),
    Line("C0SHARED", "U0PRIYA", 3, "13:02", "Yes, I have moved the schedule. Tell me on the 28th whether "
                                            "it held."),
    Line("C0RANDOM", "U0CHLOE", 1, "12:30", "Whoever left the lemon cake in the kitchen: marry me."),
    Line("D0MARAPRIYA", "U0PRIYA", 1, "17:05", "Can we ask ten end users one question before Thursday?"),
)  # fmt: skip
