"""What Alembic runs: on the connection that `casting.store.engine.upgrade` hands over, inside its transaction."""

from alembic import context
from sqlalchemy import Connection

from casting.store.tables import METADATA

connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=connection.dialect.name == "sqlite",
)
context.run_migrations()
