"""What Alembic runs: the connection comes from `storage.migrations`."""

from alembic import context

from storage import tables  # noqa: F401 - fills the metadata
from storage.columns import Row

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Row.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
