"""The tables, as the newest migration leaves them. Times are text in UTC (`YYYY-MM-DDTHH:MM:SSZ`), taken from the
database; digests are 64 hex digits of SHA-256."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

head = Table(
    "head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("revision", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    CheckConstraint("id = 1", name="one_head"),
)
"""One row: the newest revision. It is moved by compare-and-swap, in the transaction that publishes."""

batches = Table(
    "batches",
    metadata,
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("key", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("editor", Text, nullable=False),
    Column("verified", Integer, nullable=False),
    Column("at", String(20), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("file_sha256", String(64), nullable=False),
    Column("note", Text, nullable=False),
    Column("target", Integer, nullable=True),
    Column("counts", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    UniqueConstraint("key", name="batch_key"),
    UniqueConstraint("digest", name="batch_digest"),
)
"""Append-only. `key` is made with the draft, so that the same draft lands once. `target` is the batch that was
withdrawn or restored. `verified` is 0 where only a name was given."""

versions = Table(
    "versions",
    metadata,
    Column("revision", Integer, ForeignKey("batches.revision"), primary_key=True, autoincrement=False),
    Column("incident_id", Text, primary_key=True),
    Column("action", String(8), nullable=False),
    Column("cells", Text, nullable=False),
    Column("salt", String(32), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("redacted", Integer, nullable=True),
    Column("current", String(64), nullable=False),
)
"""A row as a batch left it: `set` (cells as JSON), `base` (as in the data's own files, so absent if it is not there),
or `gone`. The batch's digest covers `digest`; `current` differs from it once a redaction (`redacted`) blanked text.
A briefing is such a row too, under the `incident_id` that `components.store.stories.row_id` gives it."""

redactions = Table(
    "redactions",
    metadata,
    Column("revision", Integer, ForeignKey("batches.revision"), primary_key=True, autoincrement=False),
    Column("incident_id", Text, primary_key=True),
    Column("fields", Text, nullable=False),
    Column("proof", Text, nullable=False),
)
"""What was taken back: `fields` is a JSON list, empty for the whole row; the reason is the batch's note. `proof` is
JSON, revision -> digest, of the row's versions as this redaction left them: the batch's digest covers it."""

drafts = Table(
    "drafts",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("owner", String(64), nullable=False),
    Column("created", Integer, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("file_sha256", String(64), nullable=False),
    Column("base_revision", Integer, nullable=False),
    Column("layout", Text, nullable=False),
    Column("preview_only", Integer, nullable=False),
    Column("options", Text, nullable=False),
    Column("report", LargeBinary, nullable=False),
    Column("file", LargeBinary, nullable=True),
)
"""Private, for a day. `created` is seconds since 1970 by the database's clock; `report` is compressed JSON."""

story_drafts = Table(
    "story_drafts",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("owner", String(64), nullable=False),
    Column("changed", Integer, nullable=False),
    Column("base_revision", Integer, nullable=False),
    Column("story_id", Text, nullable=False),
    Column("cells", Text, nullable=False),
    UniqueConstraint("owner", name="story_draft_owner"),
)
"""Private, until a day after the last change (`changed`, as `created` above). `story_id` is "" for a new story;
`cells` is JSON, "" once it was published: the key stays, so that whoever lost the answer can be told it."""

mappings = Table(
    "mappings",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("columns", Text, nullable=False),
    Column("saved", Integer, nullable=False),
)
"""Editors' own names of columns: JSON, header of a file -> field."""

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("browser", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("secret", String(64), nullable=False),
    Column("until", Integer, nullable=False),
)
"""Browsers that gave the right passphrase: a digest of their cookie, the name given, and of which passphrase."""

attempts = Table(
    "attempts",
    metadata,
    Column("address", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("succeeded", Integer, nullable=False),
)
"""Wrong passphrases by a digest of the client's address, shared by every process."""
