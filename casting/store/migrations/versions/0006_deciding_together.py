"""Bulk acts with their members, and producer links with who is shown, when they were opened and what was picked."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _bulk_acts()
    _producer_links()


def _bulk_acts() -> None:
    op.create_table(
        "bulk_act",
        sa.Column("id", KEY, nullable=False),
        sa.Column("role_id", KEY, nullable=False),
        sa.Column("member_id", KEY, nullable=False),
        sa.Column("q", sa.Text(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", KEY, nullable=True),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.ForeignKeyConstraint(["undone_by"], ["member.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_bulk_act_role_id"), "bulk_act", ["role_id"])
    op.create_table(
        "bulk_member",
        sa.Column("bulk_act_id", KEY, nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("decision_id", KEY, nullable=False),
        sa.Column("taken_back", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["bulk_act_id"], ["bulk_act.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("bulk_act_id", "application_id"),
    )
    op.create_index(op.f("ix_bulk_member_application_id"), "bulk_member", ["application_id"])
    op.create_index(op.f("ix_bulk_member_decision_id"), "bulk_member", ["decision_id"])


def _producer_links() -> None:
    op.create_table(
        "producer_link",
        sa.Column("id", KEY, nullable=False),
        sa.Column("role_id", KEY, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=True),
        sa.Column("picks", sa.Boolean(), nullable=False),
        sa.Column("made_by", KEY, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", KEY, nullable=True),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["made_by"], ["member.id"]),
        sa.ForeignKeyConstraint(["revoked_by"], ["member.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )
    op.create_index(op.f("ix_producer_link_role_id"), "producer_link", ["role_id"])
    op.create_table(
        "linked_application",
        sa.Column("producer_link_id", KEY, nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["producer_link_id"], ["producer_link.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("producer_link_id", "application_id"),
    )
    op.create_index(op.f("ix_linked_application_application_id"), "linked_application", ["application_id"])
    op.create_table(
        "link_opening",
        sa.Column("id", KEY, nullable=False),
        sa.Column("producer_link_id", KEY, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["producer_link_id"], ["producer_link.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_link_opening_producer_link_id"), "link_opening", ["producer_link_id"])
    op.create_table(
        "link_pick",
        sa.Column("id", KEY, nullable=False),
        sa.Column("producer_link_id", KEY, nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("picked", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("picked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["producer_link_id"], ["producer_link.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_link_pick_producer_link_id"), "link_pick", ["producer_link_id"])
    op.create_index(op.f("ix_link_pick_application_id"), "link_pick", ["application_id"])


def downgrade() -> None:
    for name in ("link_pick", "link_opening", "linked_application", "producer_link", "bulk_member", "bulk_act"):
        op.drop_table(name)
