"""What is noticed of the same person twice, and the likeness of a headshot by which it is."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("material", sa.Column("likeness", sa.LargeBinary(), nullable=True))
    op.add_column("application", sa.Column("compared_version", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "duplicate",
        sa.Column("id", KEY, nullable=False),
        sa.Column("role_id", KEY, nullable=False),
        sa.Column("one_id", KEY, nullable=False),
        sa.Column("other_id", KEY, nullable=False),
        sa.Column("signs", sa.JSON(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("kept_id", KEY, nullable=True),
        sa.Column("decided_by", KEY, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("one_id < other_id", name="lower_id_first"),
        sa.CheckConstraint("verdict = 'open' OR decided_by IS NOT NULL", name="a_person_decides"),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["one_id"], ["application.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["other_id"], ["application.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["kept_id"], ["application.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["decided_by"], ["member.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("one_id", "other_id"),
    )
    op.create_index("duplicate_of_role", "duplicate", ["role_id", "verdict"])
    op.create_index(op.f("ix_duplicate_other_id"), "duplicate", ["other_id"])


def downgrade() -> None:
    op.drop_table("duplicate")
    op.drop_column("application", "compared_version")
    op.drop_column("material", "likeness")
