"""A question may begin a page of the form, under a heading of its own.

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("question", sa.Column("heading", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("question", "heading")
