"""Issued cards, feedback and the settings of the store."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_issued_card()
    _create_feedback()
    op.create_table(
        "store_setting",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("content", sa.Text(), nullable=False),
    )


def _create_issued_card() -> None:
    op.create_table(
        "issued_card",
        sa.Column("card", sa.String(64), primary_key=True),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("hook_instance", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("hook", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text()),
        sa.Column("finding", sa.Text()),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("modifiers", sa.Text(), nullable=False),
        sa.Column("statements", sa.Text(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("suggestions", sa.Text(), nullable=False),
        sa.Column("knowledge_version", sa.Text(), nullable=False),
        sa.Column("knowledge_hash", sa.Text(), nullable=False),
        sa.Column("states", sa.Text(), nullable=False),
        sa.Column("patient_key", sa.String(64), nullable=False),
        sa.Column("encounter_key", sa.String(64)),
        sa.Column("facts", sa.String(64), nullable=False),
        sa.Column("issued_at", INSTANT, nullable=False),
    )
    op.create_index("issued_card_of_patient", "issued_card", ["patient_key", "issued_at"])
    op.create_index("issued_card_by_time", "issued_card", ["issued_at"])


def _create_feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("entry", sa.String(64), primary_key=True),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("accepted_suggestions", sa.Text(), nullable=False),
        sa.Column("reason_code", sa.Text()),
        sa.Column("reason_system", sa.Text()),
        sa.Column("reason_display", sa.Text()),
        sa.Column("comment", sa.Text()),
        sa.Column("outcome_timestamp", INSTANT, nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("card_known", sa.Boolean(), nullable=False),
        sa.Column("card_outcome", sa.Text()),
        sa.Column("rule", sa.Text()),
        sa.Column("modifiers", sa.Text()),
        sa.Column("statements", sa.Text()),
        sa.Column("indicator", sa.Text()),
        sa.Column("knowledge_version", sa.Text()),
        sa.Column("knowledge_hash", sa.Text()),
        sa.Column("hook", sa.Text()),
        sa.Column("hook_instance", sa.Text()),
        sa.Column("patient_key", sa.String(64)),
        sa.Column("encounter_key", sa.String(64)),
        sa.Column("facts", sa.String(64)),
    )
    op.create_index("feedback_of_card", "feedback", ["card"])
    op.create_index("feedback_of_patient", "feedback", ["patient_key", "received_at"])
    op.create_index("feedback_by_time", "feedback", ["received_at"])
