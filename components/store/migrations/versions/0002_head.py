"""The head stands at revision 0, before any batch. Apart from the tables: not every database mixes the two."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("INSERT INTO head (id, revision, digest) VALUES (1, 0, '" + "0" * 64 + "')")
