"""Forms that applicants keep for later."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("role_id", KEY, sa.ForeignKey("role.id", ondelete="CASCADE"), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False, unique=True),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_draft_role_id", "draft", ["role_id"])


def downgrade() -> None:
    op.drop_table("draft")
