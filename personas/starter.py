"""Three hypotheses to begin with: the admin, the end user and the buyer are never the same person."""

from personas.persona import Claim, Facet, Persona, Type


def _hypothesis(
    name: str, kind: Type, role: str, *, job: str, success: str, open_sides: tuple[Facet, ...]
) -> Persona:
    known = (Claim(0, 0, Facet.JOB, job), Claim(0, 0, Facet.SUCCESS, success))
    unknown = tuple(Claim(0, 0, side, "We don't know yet", unknown=True) for side in open_sides)
    slug = name.casefold().replace(" ", "-")
    return Persona(id=0, slug=slug, name=name, type=kind, role=role, claims=(*known, *unknown))


HYPOTHESES: tuple[Persona, ...] = (
    _hypothesis(
        "Admin",
        Type.USER,
        "Sets the workspace up for everybody else",
        job="When I set this up for my team, I want to have one thing working end to end, "
        "so I can show it without standing there with an empty product",
        success="The set-up was worth the effort: a colleague uses it in the first week without being asked",
        open_sides=(Facet.FIRST, Facet.STUCK, Facet.RISK),
    ),
    _hypothesis(
        "End user",
        Type.USER,
        "Has to find value in it every week",
        job="When I am invited to yet another tool, I want to find something about my own work, "
        "so I can decide whether it is worth my time",
        success="Finds something relevant in under five minutes, without asking anybody",
        open_sides=(Facet.FIRST, Facet.STUCK, Facet.RISK, Facet.AVOIDS),
    ),
    _hypothesis(
        "Buyer",
        Type.BUYER,
        "Approves it and answers for the money",
        job="When the renewal comes up, I want to point at what the team gets out of it, "
        "so I can justify having signed",
        success="Visible proof before the renewal that the team uses it",
        open_sides=(Facet.FIRST, Facet.CRITERIA, Facet.OBJECTIONS),
    ),
)
