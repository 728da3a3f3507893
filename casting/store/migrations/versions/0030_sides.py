"""Sides of the stages of a role, and who has opened them.

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "sides",
        sa.Column("id", KEY, nullable=False),
        sa.Column("role_id", KEY, nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("instructions", sa.Text(), nullable=False),
        sa.Column("original", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", KEY, nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by", KEY, nullable=True),
        sa.CheckConstraint("released_at IS NULL OR released_by IS NOT NULL", name="a_person_releases"),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["added_by"], ["member.id"]),
        sa.ForeignKeyConstraint(["released_by"], ["member.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_sides_role_id"), "sides", ["role_id"])
    op.create_table(
        "sides_opening",
        sa.Column("sides_id", KEY, nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["sides_id"], ["sides.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("sides_id", "application_id"),
    )
    op.create_index(op.f("ix_sides_opening_application_id"), "sides_opening", ["application_id"])


def downgrade() -> None:
    op.drop_table("sides_opening")
    op.drop_table("sides")
