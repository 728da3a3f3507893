"""What is met in part is kept in this one word: until now it was kept as met from one half on, and as not met below.

A finding in which nothing was measured says all or nothing, and stays.
"""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

IN_PART = "fit > 0 AND fit < 1 AND criterion_id IN (SELECT id FROM criterion WHERE class <> 'gate')"


def upgrade() -> None:
    for kept in ("claim", "finding"):
        op.execute(f"UPDATE {kept} SET standing = 'partly met' WHERE standing <> 'unknown' AND {IN_PART}")  # noqa: S608


def downgrade() -> None:
    for kept in ("claim", "finding"):
        half = "CASE WHEN fit < 0.5 THEN 'not met' ELSE 'met' END"
        op.execute(f"UPDATE {kept} SET standing = {half} WHERE standing = 'partly met'")  # noqa: S608
