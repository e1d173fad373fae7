"""Alembic's entry: it runs on the connection, and in the transaction, that `components.store.migrate` opened."""

from alembic import context

from components.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
context.run_migrations()
