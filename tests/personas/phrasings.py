"""What people type after `/persona`, and what each phrasing means."""

from collections.abc import Iterator

from personas.facet import Facet
from personas.questions.question import Topic

# phrasing | topic | who | words or number
PHRASINGS = """
what should this user see first | first | this
What should this user see first? | first | this
what should this user see first, and why? | first | this
what should this persona see first | first | this
what should ops admin see first | first | ops admin
what should the ops admin see first? | first | ops admin
What should our Ops-Admin see first | first | Ops-Admin
what should "ops admin" see first | first | ops admin
what should \u201cops admin\u201d see first | first | ops admin
what should everyone see first | first | all
what should they see first? | first | this
what does the new teammate see first | first | new teammate
what should new teammates look at first | first | new teammates
what should a signing buyer notice first | first | signing buyer
what do we show ops admin first | first | ops admin
what should we show the ops admin first? | first | ops admin
what comes first for the ops admin | first | ops admin
what is the first thing new teammates see | first | new teammates
what's the first screen for ops admins | first | ops admins
where should ops admin start | first | ops admin
please tell me what this user should see first | first | this
wat shoud this user see frist | first | this
what shuold ops admin see first | first | ops admin
what should ops admin see fist | first | ops admin
first | first | all
First? | first | all
all first | first | all
everyone first | first | all
ops-admin first | first | ops-admin
first ops-admin | first | ops-admin
ops admin sees first | first | ops admin
this first | first | this
this user first | first | this
first this | first | this
this look first | first | this
ops admin look at first | first | ops admin
why should ops admin see the status first | first | ops admin | status
where does ops admin get stuck | stuck | ops admin
Where do ops admins get stuck? | stuck | ops admins
where does the new teammate stall | stuck | new teammate
where do new teammates drop off | stuck | new teammates
where does "new teammate" drop | stuck | new teammate
where do they get stuck | stuck | this
where does this user get stuck? | stuck | this
where do new teammates get stuck in onboarding | stuck | new teammates | onboarding
when does ops admin give up | stuck | ops admin
why do new teammates churn? | leaving | new teammates
what stops ops admin | stuck | ops admin
what blocks the new teammate? | stuck | new teammate
what frustrates the ops admin | stuck | ops admin
what goes wrong for the ops admin | stuck | ops admin
what's hard for the new teammate? | stuck | new teammate
were does ops admin get stuk | stuck | ops admin
where dose ops admin get stuck | stuck | ops admin
where is ops admin stuck | stuck | ops admin
new-teammate stuck dashboard | stuck | new-teammate | dashboard
new teammate stuck | stuck | new teammate
stuck new teammate | stuck | new teammate
NEW TEAMMATE STUCK | stuck | NEW TEAMMATE
new teammate stalls | stuck | new teammate
new teammate stall | stuck | new teammate
new teammate pain points | stuck | new teammate
pain points of the new teammate | stuck | new teammate
what are the pain points of the ops admin? | stuck | ops admin
ops admin friction | stuck | ops admin
ops admin frustrations | stuck | ops admin
ops admin stukc | stuck | ops admin
ops-admin: stuck | stuck | ops-admin
IT admin stuck | stuck | IT admin
what does the IT admin risk | risk | IT admin
this stuck | stuck | this
the user stuck | stuck | this
what does ops admin avoid | avoids | ops admin
what does the signing buyer delay? | avoids | signing buyer
what do new teammates put off | avoids | new teammates
what doesn't ops admin use | avoids | ops admin
what doesnt ops admin use | avoids | ops admin
what do they avoid | avoids | this
what dose ops admin aviod | avoids | ops admin
ops admin avoids | avoids | ops admin
avoids ops admin | avoids | ops admin
what does ops admin risk | risk | ops admin
what does the buyer fear? | risk | buyer
what is the signing buyer afraid of | risk | signing buyer
what's ops admin worried about | risk | ops admin
what scares the ops admin? | risk | ops admin
what keeps the buyer up at night | risk | buyer
what is at stake for the ops admin | risk | ops admin
what does this buyer risk | risk | buyer
what are the risks for the ops admin | risk | ops admin
ops admin risk | risk | ops admin
ops admin risks | risk | ops admin
ops admin fears | risk | ops admin
risk ops-admin | risk | ops-admin
ops admin rsik | risk | ops admin
what does ops admin say about invite | words | ops admin | invite
What does the ops admin say about the invite step? | words | ops admin | invite step
what do ops admins say about \u201cinviting people\u201d | words | ops admins | inviting people
what does ops admin say about risk | words | ops admin | risk
what did the new teammate say about getting stuck | words | new teammate | stuck
what do they say about invites | words | this | invites
what does ops admin say | words | ops admin
how does ops admin talk about reports | words | ops admin | reports
what does ops admin think about pricing | words | ops admin | pricing
what words does the ops admin use for reports | words | ops admin | reports
ops-admin words invite | words | ops-admin | invite
ops admin quotes | words | ops admin
quotes from the ops admin | words | ops admin
ops admin verbatim | words | ops admin
ops admin says | words | ops admin
ops admin wrods invite | words | ops admin | invite
in their own words ops admin | words | ops admin
what does ops admin own | owns | ops admin
what can this user ignore | owns | this
what does the signing buyer ignore? | owns | signing buyer
what does the signing buyer influence | owns | signing buyer
what can ops admin safely ignore | owns | ops admin
what is the ops admin responsible for | owns | ops admin
ops admin responsibilities | owns | ops admin
ops admin owns | owns | ops admin
signing buyer influences | owns | signing buyer
signing buyer ignore | owns | signing buyer
who owns | roles | all | owns
who owns the budget? | roles | all | owns budget
who approves | roles | all | approves
Who approves it? | roles | all | approves
who buys | roles | all | buys
who pays? | roles | all | pays
who renews | roles | all | renews
who can approve? | roles | all | approves
who signs the contract | roles | all | approves contract
what changed because of ops admin | decisions | ops admin
What changed because of the Ops Admin? | decisions | Ops Admin
what has changed because of this user | decisions | this
what did we change for new teammates? | decisions | new teammates
which decisions name the buyer | decisions | buyer
ops admin decisions | decisions | ops admin
decisions ops admin | decisions | ops admin
decisions | decisions |
ops admin desicions | decisions | ops admin
what don't we know about ops admin | unknown | ops admin
what don\u2019t we know about the buyer? | unknown | buyer
what dont we know about this user | unknown | this
what do we not know about new teammates | unknown | new teammates
what is unknown about the buyer | unknown | buyer
what are the open questions about the buyer | unknown | buyer
ops admin unknown | unknown | ops admin
ops admin unknowns | unknown | ops admin
ops admin open questions | unknown | ops admin
ops admin don't know | unknown | ops admin
who is not served by D-7 | decision | | 7
who isn't served by D-7? | decision | | 7
why D-7 | decision | | 7
why d7? | decision | | 7
Why was D-12 made? | decision | | 12
decision D-7 | decision | | 7
D-7 | decision | | 7
what changed because of D-7 | decision | | 7
how sure are we about the invite step | sure | | invite step
How sure are we about \u201ctwo paths\u201d? | sure | | two paths
how certain are we that ops admins stop at integration | sure | ops admins | stop at integration
how confident can we be about pricing | sure | | pricing
how sur are we about pricing | sure | | pricing
are we sure about pricing? | sure | | pricing
what's ops admin's job | job | ops admin
what is the job of the ops admin | job | ops admin
what is the ops admin trying to do | job | ops admin
what does ops admin want to get done | job | ops admin
what do they want to achieve? | job | this
why do ops admins use the dashboard | job | ops admins | dashboard
ops admin job | job | ops admin
ops admin jobs | job | ops admin
ops admin jobs to be done | job | ops admin
job story ops admin | job | ops admin
what does ops admin's day look like | day | ops admin
what is a typical day for the ops admin? | day | ops admin
what does the ops admin do all day | day | ops admin
ops admin typical day | day | ops admin
ops admin day | day | ops admin
what are ops admin's goals | success | ops admin
what are their goals? | success | this
what does success look like for the buyer | success | buyer
when is the ops admin happy | success | ops admin
ops admin goals | success | ops admin
success buyer | success | buyer
ops admin sucess | success | ops admin
how does the new teammate arrive | context | new teammate
new teammate context | context | new teammate
how does the buyer choose a tool | criteria | buyer | tool
buyer criteria | criteria | buyer
buyer critera | criteria | buyer
what does the buyer object to | objections | buyer
why doesn't the buyer sign? | objections | buyer
buyer objections | objections | buyer
buyer concerns security | objections | buyer | security
what does the buyer's journey look like | journey | buyer
buyer journey | journey | buyer
what evidence do we have for ops admin | evidence | ops admin
how much evidence is there for the ops admin? | evidence | ops admin
ops admin evidence | evidence | ops admin
ops admin evidnce onboarding | evidence | ops admin | onboarding
ops admin chain | chain | ops admin
ops-admin | card | ops-admin
Ops Admin | card | Ops Admin
"ops admin" | card | ops admin
the ops admin | card | ops admin
who is the ops admin? | card | ops admin
who's ops admin | card | ops admin
tell me about ops admin | card | ops admin
what do we know about the buyer | card | buyer
this | card | this
this user | card | this
all | card | all
José | card | José
josé stuck | stuck | josé
Führungskraft risiko | card | Führungskraft risiko
two onboarding paths | search | | two onboarding paths
activation dashboard | card | activation dashboard
full stack developer | card | full stack developer
Which screen should the new teammate see first? | first | new teammate
in what step do ops admins stall | stuck | ops admins
where do ops admins lose patience | stuck | ops admins
which features do ops admins avoid | avoids | ops admins
give me quotes of ops admin about invites | words | ops admin | invites
what criteria does the buyer use | criteria | buyer
what are we missing about the ops admin | unknown | ops admin
what would make the buyer happy | success | buyer
what counts as success for the buyer | success | buyer
describe a day in the life of the ops admin | day | ops admin
waht does ops admin aovid | avoids | ops admin
whre do new teammates get stcuk | stuck | new teammates
hwo sure are we about pricing | sure | | pricing
why would the buyer say no | objections | buyer
does the buyer own the budget | owns | buyer | budget
ops-admin edit | edit | ops-admin
ops admin edit | edit | ops admin
ops-admin add | add | ops-admin
Ops-Admin Add | add | Ops-Admin
new teammate retire | retire | new teammate
ops-admin add four of six stopped at integration | add | ops-admin | four of six stopped at integration
ops-admin add "Where do I click?" | add | ops-admin | "Where do I click?"
ops-admin add she said: where, then? I left. | add | ops-admin | she said: where, then? I left.
"""


def rows() -> Iterator[tuple[str, Topic | Facet, str, str]]:
    """The table as values."""
    for line in PHRASINGS.strip().splitlines():
        text, topic, who, words = (*(part.strip() for part in line.split("|")), "", "")[:4]
        yield text, Facet(topic) if topic in set(Facet) else Topic(topic), who, words
