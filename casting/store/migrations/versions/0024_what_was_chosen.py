"""Answers from closed lists, found and counted by an index; filled from the choices that were answered so far."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
ANSWER = {"sqlite": """json_extract(s.answers, '$."' || q.key || '"')""", "postgresql": "s.answers ->> q.key"}


def upgrade() -> None:
    op.create_table(
        "chosen",
        sa.Column("question_id", KEY, sa.ForeignKey("question.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("value", sa.String(), primary_key=True),
        sa.Column("application_id", KEY, sa.ForeignKey("application.id", ondelete="CASCADE"), primary_key=True),
    )
    op.create_index("chosen_by_application", "chosen", ["application_id"])
    answer = ANSWER[op.get_bind().dialect.name]
    op.execute(
        "INSERT INTO chosen (question_id, value, application_id) "  # noqa: S608 - nothing of it comes from outside
        f"SELECT q.id, {answer}, a.id FROM application a JOIN question q ON q.role_id = a.role_id "
        "JOIN answer_sheet s ON s.application_id = a.id AND s.version = a.version "
        f"WHERE q.kind = 'choice' AND {answer} IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_table("chosen")
