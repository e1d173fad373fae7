"""Private drafts, and editors' named mappings of columns."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("created", sa.Integer, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("file_sha256", sa.String(64), nullable=False),
        sa.Column("base_revision", sa.Integer, nullable=False),
        sa.Column("layout", sa.Text, nullable=False),
        sa.Column("preview_only", sa.Integer, nullable=False),
        sa.Column("options", sa.Text, nullable=False),
        sa.Column("report", sa.LargeBinary, nullable=False),
        sa.Column("file", sa.LargeBinary, nullable=True),
    )
    op.create_index("drafts_by_owner", "drafts", ["owner", "created"])
    op.create_table(
        "mappings",
        sa.Column("name", sa.String(60), primary_key=True),
        sa.Column("columns", sa.Text, nullable=False),
        sa.Column("saved", sa.Integer, nullable=False),
    )
