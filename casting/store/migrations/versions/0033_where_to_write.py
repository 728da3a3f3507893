"""A call says to whom applicants write; those that there are say nothing yet.

Revision ID: 0033
Revises: 0032
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("call", sa.Column("contact_name", sa.String(), nullable=False, server_default=""))
    op.add_column("call", sa.Column("contact_email", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("call", "contact_email")
    op.drop_column("call", "contact_name")
