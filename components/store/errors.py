"""What can go wrong in the store. Each error carries what the editor needs in order to mend it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from components.domain.story_rules import StoryFault


class StoreError(Exception):
    """The base of all: nothing was written, but for UnknownOutcomeError.

    `code` names its sentence in the catalogs, `details` fill it.
    """

    code = "store_error"

    def __init__(self, **details: str) -> None:
        self.details = details
        super().__init__(", ".join([self.code, *(f"{name}={value}" for name, value in details.items())]))


class StoreUnavailableError(StoreError):
    """The database does not answer."""

    code = "store_unavailable"


class UnknownOutcomeError(StoreError):
    """The database was lost while it committed and does not answer since: what was asked for may have happened.

    The one error after which something may have been written. Asking again with the same key is safe.
    """

    code = "store_unknown"


class StoreBusyError(StoreError):
    """Somebody else held the database for longer than we wait. Details: `seconds`."""

    code = "store_busy"


class NoSpaceError(StoreError):
    """The disk, or the database's limit, is full."""

    code = "store_full"


class ReadOnlyError(StoreError):
    """The database or its directory cannot be written."""

    code = "store_read_only"


class SchemaAheadError(StoreError):
    """The database was made by a newer Marsad. Details: `found`."""

    code = "store_newer"


class SchemaMissingError(StoreError):
    """The database has no tables of Marsad, or older ones: `migrate` makes them. Details: `found`."""

    code = "store_older"


class JournalModeError(StoreError):
    """The database is in WAL mode, which this SQLite can corrupt, and could not be converted. Details: `version`."""

    code = "store_wal"


class NotAllowedError(StoreError):
    """The actor may not do this. Details: `act`, `why` (a code of `editors.WHY`)."""

    code = "store_not_allowed"


class UnknownDraftError(StoreError):
    """No such draft for this owner: published, discarded, older than a day, or somebody else's."""

    code = "store_no_draft"


class UnknownBatchError(StoreError):
    """No such batch. Details: `revision`."""

    code = "store_no_batch"


class UnknownRowError(StoreError):
    """No such published row. Details: `incident_id`."""

    code = "store_no_row"


class EmptyDraftError(StoreError):
    """The draft has no row that could be published."""

    code = "store_empty_draft"


class PreviewOnlyError(StoreError):
    """The licence of the rows bars publication. Details: `layout`."""

    code = "store_preview_only"


class AlreadyThereError(StoreError):
    """Every row of the draft has been published meanwhile, just as it is. Details: `revision` of the newest."""

    code = "store_already_there"


class NotConfirmedError(StoreError):
    """Rows that were held for a second look were not confirmed. Details: `rows`, their incident ids."""

    code = "store_not_confirmed"


class WrongStateError(StoreError):
    """A batch is withdrawn already, or not withdrawn. Details: `revision`, `state`."""

    code = "store_wrong_state"


class FieldError(StoreError):
    """A field that cannot be redacted by itself. Details: `field`."""

    code = "store_field"


class StoryUnchangedError(StoreError):
    """The draft of a briefing is just what is published."""

    code = "store_story_same"


class StoryMovedError(StoreError):
    """The draft of a briefing was changed in another window while it was being published."""

    code = "store_story_moved"


class StoryLimitError(StoreError):
    """A briefing holds more than one may. Details: `part` (`steps`, `rows`, or the name of a text), `limit`."""

    code = "store_story_limit"


class StoryFaultError(StoreError):
    """A briefing that is not whole. `faults` says what is missing or too much."""

    code = "store_story_faults"

    def __init__(self, faults: Sequence[StoryFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(faults=str(len(faults)))


@dataclass(frozen=True)
class Clash:
    """One row that somebody else changed meanwhile: both versions, as cells (None = not there)."""

    incident_id: str
    revision: int
    theirs: Mapping[str, object] | None
    ours: Mapping[str, object] | None


@dataclass(frozen=True)
class Clashes:
    """All of them, and the revision at which they were seen."""

    revision: int
    rows: tuple[Clash, ...] = field(default=())


class ConflictError(StoreError):
    """Rows were changed since they were looked at. `clashes` holds both versions of each."""

    code = "store_conflict"

    def __init__(self, clashes: Clashes) -> None:
        self.clashes = clashes
        super().__init__(rows=str(len(clashes.rows)))
