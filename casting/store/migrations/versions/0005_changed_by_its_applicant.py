"""What an applicant said before she changed it; and from which stage she withdrew, and when."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("answer_sheet", sa.Column("person", sa.JSON(), nullable=True))
    op.add_column("application", sa.Column("withdrawn_from", sa.String(), nullable=True))
    op.add_column("application", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("application", "withdrawn_at")
    op.drop_column("application", "withdrawn_from")
    op.drop_column("answer_sheet", "person")
