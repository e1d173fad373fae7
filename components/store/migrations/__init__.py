"""The schema's history, applied by Alembic: each step is one transaction, old or new."""
