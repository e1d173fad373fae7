"""Published batches, their rows, what was redacted, and the place of the head."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.CheckConstraint("id = 1", name="one_head"),
    )
    op.create_table(
        "batches",
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("editor", sa.Text, nullable=False),
        sa.Column("verified", sa.Integer, nullable=False),
        sa.Column("at", sa.String(20), nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("file_sha256", sa.String(64), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("target", sa.Integer, nullable=True),
        sa.Column("counts", sa.Text, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.UniqueConstraint("key", name="batch_key"),
        sa.UniqueConstraint("digest", name="batch_digest"),
    )
    op.create_table(
        "versions",
        sa.Column("revision", sa.Integer, sa.ForeignKey("batches.revision"), primary_key=True, autoincrement=False),
        sa.Column("incident_id", sa.Text, primary_key=True),
        sa.Column("action", sa.String(8), nullable=False),
        sa.Column("cells", sa.Text, nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("redacted", sa.Integer, nullable=True),
        sa.Column("current", sa.String(64), nullable=False),
    )
    op.create_index("versions_by_incident", "versions", ["incident_id", "revision"])
    op.create_table(
        "redactions",
        sa.Column("revision", sa.Integer, sa.ForeignKey("batches.revision"), primary_key=True, autoincrement=False),
        sa.Column("incident_id", sa.Text, primary_key=True),
        sa.Column("fields", sa.Text, nullable=False),
        sa.Column("proof", sa.Text, nullable=False),
    )
