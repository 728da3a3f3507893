"""Answers that are numbers, found by an index; filled from what was answered so far."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
ANSWER = {
    "sqlite": """json_extract(s.answers, '$."' || q.key || '"')""",
    "postgresql": "CAST(s.answers ->> q.key AS double precision)",
}
IS_NUMBER = {
    "sqlite": """json_type(s.answers, '$."' || q.key || '"') IN ('integer', 'real')""",
    "postgresql": "json_typeof(s.answers -> q.key) = 'number'",
}


def upgrade() -> None:
    op.create_table(
        "number",
        sa.Column("application_id", KEY, sa.ForeignKey("application.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("question_id", KEY, sa.ForeignKey("question.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Float(), nullable=False),
    )
    dialect = op.get_bind().dialect.name
    op.execute(
        "INSERT INTO number (application_id, question_id, number) "  # noqa: S608 - nothing of it comes from outside
        f"SELECT a.id, q.id, CASE WHEN {IS_NUMBER[dialect]} THEN {ANSWER[dialect]} END "
        "FROM application a JOIN question q ON q.role_id = a.role_id "
        "JOIN answer_sheet s ON s.application_id = a.id AND s.version = a.version "
        f"WHERE {IS_NUMBER[dialect]}"
    )
    op.create_index("number_within", "number", ["question_id", "number", "application_id"])


def downgrade() -> None:
    op.drop_table("number")
