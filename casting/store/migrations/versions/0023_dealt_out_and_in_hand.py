"""Applications are dealt out to reviewers, and it is known who has one in hand.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STANDS = sa.text("taken_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "lease",
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("member_id", KEY, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("application_id", "member_id"),
    )
    op.create_index(op.f("ix_lease_member_id"), "lease", ["member_id"])
    op.create_table(
        "dealing",
        sa.Column("id", KEY, nullable=False),
        sa.Column("role_id", KEY, nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("each", sa.Integer(), nullable=False),
        sa.Column("member_id", KEY, nullable=False),
        sa.Column("dealt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", KEY, nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["undone_by"], ["member.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_dealing_role_id"), "dealing", ["role_id"])
    op.create_table(
        "dealing_member",
        sa.Column("dealing_id", KEY, nullable=False),
        sa.Column("member_id", KEY, nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["dealing_id"], ["dealing.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("dealing_id", "member_id"),
    )
    op.create_index(op.f("ix_dealing_member_member_id"), "dealing_member", ["member_id"])
    op.create_table(
        "assignment",
        sa.Column("id", KEY, nullable=False),
        sa.Column("role_id", KEY, nullable=False),
        sa.Column("dealing_id", KEY, nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("member_id", KEY, nullable=False),
        sa.Column("dealt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["dealing_id"], ["dealing.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_assignment_application_id"), "assignment", ["application_id"])
    op.create_index(
        "assignment_standing",
        "assignment",
        ["application_id", "member_id"],
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )
    op.create_index(
        "assignment_of", "assignment", ["member_id", "application_id"], sqlite_where=STANDS, postgresql_where=STANDS
    )
    op.create_index(
        "assignment_in_role",
        "assignment",
        ["role_id", "application_id", "member_id"],
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )
    op.create_index("assignment_dealt", "assignment", ["dealing_id", "member_id"])
