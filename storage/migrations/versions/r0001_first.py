"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table."""
    op.create_table(
        "bundle",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("message", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("monthly", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bundle")),
        sa.UniqueConstraint("tenant", "id", name=op.f("uq_bundle_tenant_id")),
        sa.UniqueConstraint("tenant", "person", "day", name=op.f("uq_bundle_tenant_person_day")),
    )
    op.create_table(
        "capture",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("ts", sa.String(length=40), nullable=False),
        sa.Column("user", sa.String(length=40), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "channel", "ts", name=op.f("pk_capture")),
    )
    op.create_index(
        "ix_capture_due", "capture", ["not_before"], unique=False, sqlite_where=sa.text("wanted > done")
    )

    op.create_table(
        "channel",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("filing", sa.Boolean(), nullable=False),
        sa.Column("edited_by", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "channel", name=op.f("pk_channel")),
    )
    op.create_table(
        "counter",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "kind", name=op.f("pk_counter")),
    )
    op.create_table(
        "decision",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("changed_from", sa.Text(), nullable=False),
        sa.Column("changed_to", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("grounds", sa.String(length=80), nullable=False),
        sa.Column("nobody_unserved", sa.Boolean(), nullable=False),
        sa.Column("area", sa.String(length=80), nullable=False),
        sa.Column("how_known", sa.Text(), nullable=False),
        sa.Column("revisit_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=80), nullable=False),
        sa.Column("logger", sa.String(length=40), nullable=False),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("thread_ts", sa.String(length=40), nullable=False),
        sa.Column("visibility", sa.String(length=40), nullable=False),
        sa.Column("edited_by", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("tenant", "id", name=op.f("uq_decision_tenant_id")),
        sa.UniqueConstraint("tenant", "number", name=op.f("uq_decision_tenant_number")),
    )
    op.create_index(op.f("ix_decision_tenant_logged_at"), "decision", ["tenant", "logged_at"], unique=False)

    op.create_table(
        "delivery",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("thread_ts", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("note", sa.JSON(), nullable=False),
        sa.Column("posted_channel", sa.String(length=40), nullable=False),
        sa.Column("ts", sa.String(length=40), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("sending", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=80), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("tenant", "key", name=op.f("uq_delivery_tenant_key")),
    )
    op.create_index(op.f("ix_delivery_state_not_before"), "delivery", ["state", "not_before"], unique=False)
    op.create_index(
        op.f("ix_delivery_tenant_kind_subject_id"), "delivery", ["tenant", "kind", "subject_id"], unique=False
    )
    op.create_index(
        op.f("ix_delivery_tenant_posted_channel_ts"),
        "delivery",
        ["tenant", "posted_channel", "ts"],
        unique=False,
    )

    op.create_table(
        "heard",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "key", name=op.f("pk_heard")),
    )
    op.create_index(op.f("ix_heard_at"), "heard", ["at"], unique=False)

    op.create_table(
        "installation",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("bot_user", sa.String(length=40), nullable=False),
        sa.Column("bot_id", sa.String(length=40), nullable=False),
        sa.Column("app_id", sa.String(length=40), nullable=False),
        sa.Column("installer", sa.String(length=40), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("tenant", name=op.f("pk_installation")),
    )
    op.create_table(
        "person",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("user", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("team", sa.String(length=40), nullable=False),
        sa.Column("tz", sa.String(length=80), nullable=False),
        sa.Column("is_bot", sa.Boolean(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("guest", sa.Boolean(), nullable=False),
        sa.Column("stranger", sa.Boolean(), nullable=False),
        sa.Column("admin", sa.Boolean(), nullable=False),
        sa.Column("away", sa.Boolean(), nullable=False),
        sa.Column("mirrored_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("muted_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("less", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "user", name=op.f("pk_person")),
    )
    op.create_table(
        "persona",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("type", sa.String(length=80), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("one_line", sa.Text(), nullable=False),
        sa.Column("emoji", sa.String(length=80), nullable=False),
        sa.Column("steward", sa.String(length=40), nullable=False),
        sa.Column("interval_days", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_by", sa.String(length=40), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_by", sa.String(length=40), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("provenance", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("imported", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persona")),
        sa.UniqueConstraint("tenant", "id", name=op.f("uq_persona_tenant_id")),
        sa.UniqueConstraint("tenant", "slug", name=op.f("uq_persona_tenant_slug")),
    )
    op.create_index(op.f("ix_persona_tenant_emoji"), "persona", ["tenant", "emoji"], unique=False)

    op.create_table(
        "reminder",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("rule", sa.String(length=80), nullable=False),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("spell", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=80), nullable=False),
        sa.Column("bundle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "tenant", "rule", "subject_id", "person", name=op.f("uq_reminder_tenant_rule_subject_id_person")
        ),
    )
    op.create_index(op.f("ix_reminder_tenant_bundle_id"), "reminder", ["tenant", "bundle_id"], unique=False)
    op.create_index(op.f("ix_reminder_tenant_person"), "reminder", ["tenant", "person"], unique=False)

    op.create_table(
        "alias",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("persona_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shown", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "persona_id"],
            ["persona.tenant", "persona.id"],
            name=op.f("fk_alias_tenant_persona_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant", "key", "persona_id", name=op.f("pk_alias")),
    )
    op.create_index(op.f("ix_alias_tenant_persona_id"), "alias", ["tenant", "persona_id"], unique=False)

    op.create_table(
        "channel_persona",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("persona_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "channel"],
            ["channel.tenant", "channel.channel"],
            name=op.f("fk_channel_persona_tenant_channel"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "persona_id"],
            ["persona.tenant", "persona.id"],
            name=op.f("fk_channel_persona_tenant_persona_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant", "channel", "persona_id", name=op.f("pk_channel_persona")),
    )
    op.create_table(
        "claim",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("persona_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("facet", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("shipped", sa.String(length=80), nullable=False),
        sa.Column("unknown", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("imported", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_by", sa.String(length=40), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "persona_id"],
            ["persona.tenant", "persona.id"],
            name=op.f("fk_claim_tenant_persona_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("tenant", "id", name=op.f("uq_claim_tenant_id")),
    )
    op.create_index(op.f("ix_claim_tenant_persona_id"), "claim", ["tenant", "persona_id"], unique=False)

    op.create_table(
        "decision_persona",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("persona_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("served", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "decision_id"],
            ["decision.tenant", "decision.id"],
            name=op.f("fk_decision_persona_tenant_decision_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "persona_id"],
            ["persona.tenant", "persona.id"],
            name=op.f("fk_decision_persona_tenant_persona_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant", "decision_id", "persona_id", name=op.f("pk_decision_persona")),
    )
    op.create_index(
        op.f("ix_decision_persona_tenant_persona_id_served_decision_id"),
        "decision_persona",
        ["tenant", "persona_id", "served", "decision_id"],
        unique=False,
    )

    op.create_table(
        "pulse",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("persona_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("mode", sa.String(length=80), nullable=False),
        sa.Column("quota", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_why", sa.String(length=80), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("evidence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "persona_id"],
            ["persona.tenant", "persona.id"],
            name=op.f("fk_pulse_tenant_persona_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulse")),
        sa.UniqueConstraint("tenant", "id", name=op.f("uq_pulse_tenant_id")),
        sa.UniqueConstraint("tenant", "number", name=op.f("uq_pulse_tenant_number")),
    )
    op.create_index(op.f("ix_pulse_closed_at_closes_at"), "pulse", ["closed_at", "closes_at"], unique=False)

    op.create_table(
        "tally",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("persona_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("claim_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("visibility", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("sources", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("m", sa.Integer(), nullable=False),
        sa.Column("contradictions", sa.Integer(), nullable=False),
        sa.Column("newest", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "persona_id"],
            ["persona.tenant", "persona.id"],
            name=op.f("fk_tally_tenant_persona_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "tenant", "persona_id", "claim_id", "visibility", "source", name=op.f("pk_tally")
        ),
    )
    op.create_table(
        "answer",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("pulse_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("choice", sa.Integer(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "pulse_id"],
            ["pulse.tenant", "pulse.id"],
            name=op.f("fk_answer_tenant_pulse_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant", "pulse_id", "key", name=op.f("pk_answer")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ask",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("pulse_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=80), nullable=False),
        sa.Column("picked", sa.Boolean(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("again_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "pulse_id"],
            ["pulse.tenant", "pulse.id"],
            name=op.f("fk_ask_tenant_pulse_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant", "pulse_id", "user", name=op.f("pk_ask")),
    )
    op.create_index(op.f("ix_ask_again_at"), "ask", ["again_at"], unique=False)
    op.create_index(op.f("ix_ask_tenant_user"), "ask", ["tenant", "user"], unique=False)

    op.create_table(
        "evidence",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("persona_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("claim_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("source_key", sa.String(length=300), nullable=False),
        sa.Column("polarity", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=80), nullable=False),
        sa.Column("own_words", sa.Boolean(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.Column("m", sa.Integer(), nullable=True),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=40), nullable=False),
        sa.Column("reporter", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("ts", sa.String(length=40), nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("visibility", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "claim_id"],
            ["claim.tenant", "claim.id"],
            name=op.f("fk_evidence_tenant_claim_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "persona_id"],
            ["persona.tenant", "persona.id"],
            name=op.f("fk_evidence_tenant_persona_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("tenant", "channel", "ts", name=op.f("uq_evidence_tenant_channel_ts")),
        sa.UniqueConstraint("tenant", "id", name=op.f("uq_evidence_tenant_id")),
        sa.UniqueConstraint("tenant", "number", name=op.f("uq_evidence_tenant_number")),
    )
    op.create_index(
        op.f("ix_evidence_tenant_claim_id_happened_at"),
        "evidence",
        ["tenant", "claim_id", "happened_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_evidence_tenant_persona_id_source_key"),
        "evidence",
        ["tenant", "persona_id", "source_key"],
        unique=False,
    )
    op.create_index(
        op.f("ix_evidence_tenant_persona_id_state_happened_at"),
        "evidence",
        ["tenant", "persona_id", "state", "happened_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_evidence_tenant_state_reporter"), "evidence", ["tenant", "state", "reporter"], unique=False
    )

    op.create_table(
        "decision_evidence",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("evidence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "decision_id"],
            ["decision.tenant", "decision.id"],
            name=op.f("fk_decision_evidence_tenant_decision_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "evidence_id"],
            ["evidence.tenant", "evidence.id"],
            name=op.f("fk_decision_evidence_tenant_evidence_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant", "decision_id", "evidence_id", name=op.f("pk_decision_evidence")),
    )
    op.create_index(
        op.f("ix_decision_evidence_tenant_evidence_id"),
        "decision_evidence",
        ["tenant", "evidence_id"],
        unique=False,
    )

    op.create_table(
        "witness",
        sa.Column("tenant", sa.String(length=40), nullable=False),
        sa.Column("evidence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user", sa.String(length=40), nullable=False),
        sa.Column("by_emoji", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "evidence_id"],
            ["evidence.tenant", "evidence.id"],
            name=op.f("fk_witness_tenant_evidence_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant", "evidence_id", "user", name=op.f("pk_witness")),
    )
