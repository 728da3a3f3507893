"""What is hidden from who reviews a role, by stage, and the words by which people are found without it.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

from casting.store.words import CREATE_BLIND

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "blind",
        sa.Column("role_id", KEY, nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("hidden", sa.JSON(), nullable=False),
        sa.Column("member_id", KEY, nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("role_id", "stage"),
    )
    for statement in CREATE_BLIND[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TRIGGER IF EXISTS application_blind_words_go" + _on_application())
    op.execute("DROP TABLE application_blind_words")
    op.drop_table("blind")


def _on_application() -> str:
    return " ON application" if op.get_bind().dialect.name == "postgresql" else ""
