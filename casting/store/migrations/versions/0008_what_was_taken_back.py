"""What undo passes over, and keys that a member has chosen."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "taken_back",
        sa.Column("id", KEY, nullable=False),
        sa.Column("mark_id", KEY, nullable=True),
        sa.Column("decision_id", KEY, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(mark_id IS NULL) <> (decision_id IS NULL)", name="a_mark_or_a_decision"),
        sa.ForeignKeyConstraint(["mark_id"], ["mark.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("mark_id"),
        sa.UniqueConstraint("decision_id"),
    )
    op.create_index("mark_of_member", "mark", ["member_id", "id"])
    op.add_column("member", sa.Column("keys", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("member", "keys")
    op.drop_index("mark_of_member", "mark")
    op.drop_table("taken_back")
