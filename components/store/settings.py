"""Where the store lies, as the environment says."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_data_path
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from components.store.errors import StoreUnavailableError

URL_VARIABLE = "MARSAD_DATABASE_URL"
FILE = "marsad.sqlite"
POSTGRESQL = "postgresql"
SQLITE = "sqlite"


def database_url() -> URL:
    """`MARSAD_DATABASE_URL`, else a SQLite file in the user's data directory.

    Raises StoreUnavailableError for text that is no SQLAlchemy URL of SQLite or PostgreSQL. The text itself is not
    repeated: it may hold a password. A password in the query is moved to its own place, where it is not shown.
    """
    given = os.environ.get(URL_VARIABLE, "")
    if not given:
        return URL.create(SQLITE, database=str(user_data_path("marsad", appauthor=False) / FILE))
    try:
        url = make_url(given)
    except (ArgumentError, ValueError):
        raise StoreUnavailableError(why=f"{URL_VARIABLE} is not a database URL") from None
    if "@" in (url.host or ""):
        # What stands before it is the rest of a password, which drivers repeat as the name of a host.
        raise StoreUnavailableError(why=f"{URL_VARIABLE} has an @ too many: write %40 in a password")
    if isinstance(password := url.query.get("password"), str):
        url = url.set(password=password).difference_update_query(["password"])
    match url.get_backend_name():
        case "postgresql":
            return url.set(drivername="postgresql+psycopg")
        case "sqlite" if url.host or url.username:
            raise StoreUnavailableError(why=f"{URL_VARIABLE} names a server: a file is sqlite:///FILE")
        case "sqlite":
            return url.set(drivername=SQLITE)
        case _:
            raise StoreUnavailableError(why=f"{URL_VARIABLE} must begin with postgresql:// or sqlite://")


def sqlite_file(url: URL) -> Path | None:
    """The file of a SQLite URL, None for another database or one in memory."""
    if url.get_backend_name() != SQLITE or not url.database or url.database == ":memory:":
        return None
    return Path(url.database)
