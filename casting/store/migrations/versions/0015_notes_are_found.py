"""Notes keep their words as the search compares them, and are found by them.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

from casting.domain.folding import folded

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NOTE = sa.table("note", sa.column("id", sa.BigInteger), sa.column("text", sa.Text), sa.column("folded", sa.Text))


def upgrade() -> None:
    op.add_column("note", sa.Column("folded", sa.Text(), nullable=False, server_default=""))
    connection = op.get_bind()
    for row in connection.execute(sa.select(NOTE.c.id, NOTE.c.text)).all():
        connection.execute(sa.update(NOTE).where(NOTE.c.id == row.id).values(folded=folded(row.text)))


def downgrade() -> None:
    op.drop_column("note", "folded")
