"""Forms that are filled in part by part: what was kept last by which page, what was gone through, and files."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("draft", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("draft", sa.Column("history", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("draft", sa.Column("seen", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("draft", sa.Column("files", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    for name in ("files", "seen", "history", "version"):
        op.drop_column("draft", name)
