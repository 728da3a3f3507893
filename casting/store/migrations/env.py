"""What Alembic runs: on the connection that `casting.store.engine.upgrade` hands over, inside its transaction."""

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

from casting.store import tables

connection: Connection = context.config.attributes["connection"]
assert tables.CallRow.metadata is SQLModel.metadata
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
)
context.run_migrations()
