"""A film that arrives in pieces may answer a question, so that an application can have several on their way.

Revision ID: 0037
Revises: 0036
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BEFORE = ("name", "application_id", "kind", "file_name", "length", "arrived", "touched_at")


def upgrade() -> None:
    of_question = sa.Column("question_key", sa.String(), nullable=False, server_default="")
    _made_anew(of_question, one=("application_id", "kind", "question_key"), kept="")


def downgrade() -> None:
    _made_anew(one=("application_id", "kind"), kept="WHERE kind = 'tape'")


def _made_anew(*more: sa.Column[str], one: tuple[str, ...], kept: str) -> None:
    """The table with another rule of what there is once; what is on its way stays."""
    op.rename_table("upload", "upload_before")
    op.create_table(
        "upload",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        *more,
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("arrived", sa.BigInteger(), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint(*one),
        sa.UniqueConstraint("name"),
    )
    columns = ", ".join(BEFORE)
    op.execute(f"INSERT INTO upload ({columns}) SELECT {columns} FROM upload_before {kept}")  # noqa: S608 - our own
    op.drop_table("upload_before")
