"""Minors apply with a guardian's consent, which is asked for before anything else of them is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.add_column("call", sa.Column("minors", sa.Boolean(), nullable=False, server_default=sa.text("false")))
    op.add_column("draft", sa.Column("guardian_consent_id", KEY, nullable=True))
    op.create_table(
        "guardian_consent",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("role_id", KEY, sa.ForeignKey("role.id", ondelete="CASCADE"), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False, unique=True),
        sa.Column("guardian_name", sa.String(), nullable=False),
        sa.Column("guardian_email", sa.String(), nullable=False),
        sa.Column("child_name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "application_id", KEY, sa.ForeignKey("application.id", ondelete="SET NULL"), nullable=True, unique=True
        ),
    )
    op.create_index("ix_guardian_consent_role_id", "guardian_consent", ["role_id"])
    op.create_table(
        "guardian_purpose",
        sa.Column(
            "guardian_consent_id",
            KEY,
            sa.ForeignKey("guardian_consent.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("consent_text_id", KEY, sa.ForeignKey("consent_text.id"), primary_key=True),
    )


def downgrade() -> None:
    op.drop_table("guardian_purpose")
    op.drop_table("guardian_consent")
    op.drop_column("draft", "guardian_consent_id")
    op.drop_column("call", "minors")
