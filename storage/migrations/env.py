"""What Alembic runs: the connection comes from `storage.migrations`."""

from alembic import context

from storage import tables

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=tables.Row.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
