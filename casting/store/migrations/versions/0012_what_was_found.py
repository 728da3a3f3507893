"""Every finding of an examiner is a row of its own, and a file of them is a batch that can be taken back.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EXPIRES = sa.text("state = 'verified' AND expires_on IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "finding_batch",
        sa.Column("id", KEY, nullable=False),
        sa.Column("role_id", KEY, nullable=False),
        sa.Column("member_id", KEY, nullable=True),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("examiner", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", KEY, nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["undone_by"], ["member.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_finding_batch_role_id"), "finding_batch", ["role_id"])
    op.create_table(
        "finding",
        sa.Column("id", KEY, nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("criterion_id", KEY, nullable=False),
        sa.Column("batch_id", KEY, nullable=True),
        sa.Column("member_id", KEY, nullable=True),
        sa.Column("examiner", sa.String(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("fit", sa.Float(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["batch_id"], ["finding_batch.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["criterion_id"], ["criterion.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("finding_of", "finding", ["application_id", "criterion_id"])
    op.create_index(op.f("ix_finding_batch_id"), "finding", ["batch_id"])
    op.create_index(op.f("ix_finding_criterion_id"), "finding", ["criterion_id"])
    op.create_index("claim_expiring", "claim", ["expires_on"], sqlite_where=EXPIRES, postgresql_where=EXPIRES)
    op.execute(
        "INSERT INTO finding (application_id, criterion_id, examiner, standing, value, note, found_at, expires_on,"
        " kept_at) SELECT application_id, criterion_id, verified_by, standing, '', '', verified_at, expires_on,"
        " verified_at FROM claim WHERE state = 'verified' AND verified_by IS NOT NULL AND verified_at IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_index("claim_expiring", table_name="claim")
    op.drop_table("finding")
    op.drop_table("finding_batch")
