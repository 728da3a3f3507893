"""Questions that are asked only where another one was answered so, and which days a question takes."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("question", sa.Column("only_if", sa.JSON(), nullable=True))
    op.add_column("question", sa.Column("days", sa.String(), nullable=False, server_default="any"))


def downgrade() -> None:
    op.drop_column("question", "days")
    op.drop_column("question", "only_if")
