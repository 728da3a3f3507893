"""A call's texts have a language and translations, and a consent is kept with the text that was read.

Revision ID: 0035
Revises: 0034
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("call", sa.Column("language", sa.String(), nullable=False, server_default="en"))
    op.add_column("call", sa.Column("translations", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("consent_text", sa.Column("language", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("consent_text", "language")
    op.drop_column("call", "translations")
    op.drop_column("call", "language")
