"""Who is not to judge an application, nor to see it, and how often that had changed when a run was made.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "conflict_of_interest",
        sa.Column("id", KEY, nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("member_id", KEY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("declared_by", KEY, nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", KEY, nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.ForeignKeyConstraint(["declared_by"], ["member.id"]),
        sa.ForeignKeyConstraint(["ended_by"], ["member.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_conflict_of_interest_application_id"), "conflict_of_interest", ["application_id"])
    op.create_index("conflict_of_member", "conflict_of_interest", ["member_id", "ended_at"])
    op.add_column("ranking_run", sa.Column("conflict_changes", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("ranking_run", "conflict_changes")
    op.drop_table("conflict_of_interest")
