"""What the ranker keeps: comparisons, looks, flags, fingerprints, letters; what runs came to, more lenses."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NEVER_NEXT = str(2**31 - 1)


def upgrade() -> None:
    op.create_table(
        "comparison",
        sa.Column("id", KEY, nullable=False),
        sa.Column("role_id", KEY, nullable=False),
        sa.Column("winner_id", KEY, nullable=False),
        sa.Column("loser_id", KEY, nullable=False),
        sa.Column("member_id", KEY, nullable=False),
        sa.Column("compared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.CheckConstraint("winner_id <> loser_id", name="two_are_compared"),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["winner_id"], ["application.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["loser_id"], ["application.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("comparison_of_role", "comparison", ["role_id", "id"])
    op.create_index(op.f("ix_comparison_winner_id"), "comparison", ["winner_id"])
    op.create_index(op.f("ix_comparison_loser_id"), "comparison", ["loser_id"])
    op.create_table(
        "look",
        sa.Column("id", KEY, nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("member_id", KEY, nullable=False),
        sa.Column("lens", sa.String(), nullable=False),
        sa.Column("random", sa.Boolean(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("application_id", "member_id", "lens"),
    )
    op.create_index(op.f("ix_look_member_id"), "look", ["member_id"])
    op.create_table(
        "flag",
        sa.Column("id", KEY, nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("application_id", "kind"),
    )
    op.create_table(
        "fingerprint",
        sa.Column("role_id", KEY, nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("role_id", "value", "application_id"),
    )
    op.create_index(op.f("ix_fingerprint_application_id"), "fingerprint", ["application_id"])
    op.create_table(
        "letter",
        sa.Column("id", KEY, nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("run_id", KEY, nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", KEY, nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by", KEY, nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["run_id"], ["ranking_run.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["made_by"], ["member.id"]),
        sa.ForeignKeyConstraint(["released_by"], ["member.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_letter_application_id"), "letter", ["application_id"])
    op.add_column("ranking_run", sa.Column("newest_comparison_id", KEY, nullable=False, server_default="0"))
    op.add_column("ranking_run", sa.Column("newest_stamp", KEY, nullable=False, server_default="0"))
    op.add_column("ranking_run", sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("ranking_run", sa.Column("inputs_digest", sa.String(), nullable=False, server_default=""))
    op.add_column("ranking_run", sa.Column("insights", sa.JSON(), nullable=False, server_default="{}"))
    # The large ones last: on SQLite whoever reads a column passes by all that lie before it.
    for name in ("comparison_ids", "fits", "ordered", "queue", "queue_random", "certainty", "disagreements"):
        op.add_column("ranking_run", sa.Column(name, sa.LargeBinary(), nullable=False, server_default=""))
    op.create_index("run_state", "ranking_run", ["role_id", "id", "published_at", "completed_at"])
    op.add_column("score", sa.Column("next_place", sa.Integer(), nullable=False, server_default=NEVER_NEXT))
    op.add_column("score", sa.Column("random", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("score", sa.Column("disagreement", sa.Float(), nullable=False, server_default="0"))
    op.create_index("score_fit", "score", ["role_id", "gates_not_met", sa.text("fit DESC"), "application_id"])
    op.create_index("score_next", "score", ["role_id", "next_place", "application_id"])
    op.create_index("score_disagreement", "score", ["role_id", sa.text("disagreement DESC"), "application_id"])
    op.add_column("features", sa.Column("stamp", KEY, nullable=False, server_default="0"))
    op.create_index(op.f("ix_features_stamp"), "features", ["stamp"])
    op.create_table(
        "feature_stamp",
        sa.Column("id", KEY, nullable=False),
        sa.Column("last", KEY, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.execute("INSERT INTO feature_stamp (id, last) VALUES (1, 0)")


def downgrade() -> None:
    op.drop_table("feature_stamp")
    op.drop_index(op.f("ix_features_stamp"), "features")
    op.drop_column("features", "stamp")
    for name in ("score_disagreement", "score_next", "score_fit"):
        op.drop_index(name, "score")
    for name in ("next_place", "random", "disagreement"):
        op.drop_column("score", name)
    op.drop_index("run_state", "ranking_run")
    for name in (
        *("comparison_ids", "fits", "ordered", "queue", "queue_random", "certainty", "disagreements"),
        *("newest_comparison_id", "newest_stamp", "completed_at", "inputs_digest", "insights"),
    ):
        op.drop_column("ranking_run", name)
    for name in ("letter", "fingerprint", "flag", "look", "comparison"):
        op.drop_table(name)
