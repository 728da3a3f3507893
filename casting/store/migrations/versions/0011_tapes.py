"""Tapes that arrive in pieces, and the copies of them that are played."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("material", sa.Column("stream", sa.String(), nullable=True))
    op.add_column("material", sa.Column("seconds", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_material_stream"), "material", ["stream"])
    op.create_table(
        "upload",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("arrived", sa.BigInteger(), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("application_id", "kind"),
        sa.UniqueConstraint("name"),
    )


def downgrade() -> None:
    op.drop_table("upload")
    op.drop_index(op.f("ix_material_stream"), table_name="material")
    op.drop_column("material", "seconds")
    op.drop_column("material", "stream")
