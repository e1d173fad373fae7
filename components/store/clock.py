"""The database's clock: the only one that the store asks, since the machines' own may differ."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, func, select


def now(connection: Connection) -> datetime:
    """The time of the database, in UTC."""
    found = connection.execute(select(func.current_timestamp())).scalar_one()
    moment = found if isinstance(found, datetime) else datetime.fromisoformat(str(found))
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def now_seconds(connection: Connection) -> int:
    """The same as whole seconds since 1970."""
    return int(now(connection).timestamp())


def now_text(connection: Connection) -> str:
    """The same as `YYYY-MM-DDTHH:MM:SSZ`."""
    return now(connection).strftime("%Y-%m-%dT%H:%M:%SZ")
