"""Alembic's entry: the connection and its transaction come from ``store.migrate``."""

from alembic import context

from consoleapp.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=context.config.attributes.get("render_item"),
)
context.run_migrations()
