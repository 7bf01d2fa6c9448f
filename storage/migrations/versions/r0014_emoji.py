"""A persona's emoji is a name that Slack sends; what never worked, or filed by accident, goes."""

import sqlalchemy as sa
from alembic import op

from personas.emoji import Emoji, UnusableEmoji

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Imports took 👵, for which Slack sends older_woman, and :eyes:, with which everybody would have filed evidence."""
    persona = sa.table("persona", sa.column("id"), sa.column("emoji"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(persona).where(persona.c.emoji != "")).all():
        name = _usable(row.emoji)
        if name != row.emoji:
            connection.execute(sa.update(persona).where(persona.c.id == row.id).values(emoji=name))


def _usable(text: str) -> str:
    try:
        return str(Emoji.read(text))
    except UnusableEmoji:
        return ""
