"""The photograph of a draft is prepared, so that it can be looked at before it is sent.

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("draft", sa.Column("shown", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
    op.add_column("draft", sa.Column("shown_version", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("draft", "shown_version")
    op.drop_column("draft", "shown")
