"""In what order the marks of a page were given, whatever the order in which they arrive."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mark", sa.Column("page", sa.String(), nullable=True))
    op.add_column("mark", sa.Column("turn", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("mark", "turn")
    op.drop_column("mark", "page")
