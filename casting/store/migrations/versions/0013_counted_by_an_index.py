"""What every page counts of a role is counted by an index alone.

Revision ID: 0013
Revises: 0012
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("application_standing", "application", ["role_id", "held_for", "stage"])
    op.drop_index("application_stage", table_name="application")


def downgrade() -> None:
    op.create_index("application_stage", "application", ["role_id", "stage"])
    op.drop_index("application_standing", table_name="application")
