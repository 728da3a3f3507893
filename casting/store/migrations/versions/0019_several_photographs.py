"""Several photographs in an order, each cropped around what its applicant chooses.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("material", sa.Column("position", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("material", sa.Column("focus_across", sa.Float(), nullable=True))
    op.add_column("material", sa.Column("focus_down", sa.Float(), nullable=True))


def downgrade() -> None:
    for column in ("focus_down", "focus_across", "position"):
        op.drop_column("material", column)
