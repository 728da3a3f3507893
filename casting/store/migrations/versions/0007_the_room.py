"""Notes that speak of a moment and to a colleague, tags, and searches that are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("note", sa.Column("second", sa.Integer(), nullable=True))
    op.add_column("note", sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "mention",
        sa.Column("note_id", KEY, nullable=False),
        sa.Column("member_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("note_id", "member_id"),
    )
    op.create_index(op.f("ix_mention_member_id"), "mention", ["member_id"])
    op.create_table(
        "tag",
        sa.Column("id", KEY, nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("member_id", KEY, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("tagged_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("application_id", "name"),
    )
    op.create_index("tag_named", "tag", ["name", "application_id"])
    op.create_table(
        "saved_search",
        sa.Column("id", KEY, nullable=False),
        sa.Column("role_id", KEY, nullable=False),
        sa.Column("member_id", KEY, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("q", sa.Text(), nullable=False),
        sa.Column("lens", sa.String(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("role_id", "member_id", "name"),
    )


def downgrade() -> None:
    op.drop_table("saved_search")
    op.drop_table("tag")
    op.drop_table("mention")
    op.drop_column("note", "changed_at")
    op.drop_column("note", "second")
