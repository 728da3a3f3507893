"""Traces: that a note was changed or deleted, a tag taken away, an application brought back or erased."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "trace",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("role_id", KEY, sa.ForeignKey("role.id", ondelete="CASCADE"), nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("member_id", KEY, sa.ForeignKey("member.id"), nullable=True),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("hidden_from", sa.JSON(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_trace_application_id", "trace", ["application_id"])


def downgrade() -> None:
    op.drop_table("trace")
