"""When the app was installed the last time: a removal that Slack tells of late belongs to the installation before."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Of installations of before only the first time is known."""
    op.add_column("installation", sa.Column("renewed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE installation SET renewed_at = installed_at")
