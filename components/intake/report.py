"""What became of a file: counts that add up, every problem, and the accepted rows as they would be stored."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from components.intake.problems import HELD, Problem
from components.intake.reference import LINKS_COLUMN

REFUSED, SOME_REJECTED, ALL_TAKEN = 2, 1, 0


@dataclass(frozen=True)
class Report:
    """`rows == accepted + rejected + duplicates`, always. `records` are the accepted rows, each with its `line`.

    `rejected_rows` are the rejected rows as they stood in the file: line, cells; `header` is the file's own.
    """

    file: str
    layout: str = ""
    encoding: str = ""
    delimiter: str = ""
    rows: int = 0
    accepted: int = 0
    rejected: int = 0
    duplicates: int = 0
    problems: tuple[Problem, ...] = ()
    records: tuple[dict[str, Any], ...] = ()
    header: tuple[str, ...] = ()
    rejected_rows: tuple[tuple[int, tuple[str, ...]], ...] = ()
    preview_only: bool = False
    sheets: tuple[str, ...] = field(default=())

    @property
    def warnings(self) -> int:
        return sum(problem.severity == "warning" for problem in self.problems)

    @property
    def fingerprint(self) -> str:
        """Changes with the accepted rows."""
        return hashlib.blake2b(repr(self.records).encode(), digest_size=8).hexdigest()

    @property
    def refused(self) -> bool:
        """The file as a whole was not taken: no row was counted, and an error says why."""
        return self.rows == 0 and any(problem.severity == "error" for problem in self.problems)

    @property
    def exit_status(self) -> int:
        if self.refused:
            return REFUSED
        return SOME_REJECTED if self.rejected else ALL_TAKEN

    @property
    def held_lines(self) -> frozenset[int]:
        """Lines of rows that want a second look before they may be published."""
        return frozenset(problem.line for problem in self.problems if problem.code in HELD)

    def by_code(self) -> Counter[str]:
        return Counter(problem.code for problem in self.problems)

    def to_plain(self) -> dict[str, Any]:
        """Everything as JSON's own types, for `from_plain`."""
        return {
            **{name: getattr(self, name) for name in self.__dataclass_fields__},
            "problems": [asdict(item) for item in self.problems],
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Report:
        """The report that `to_plain` was made of."""
        return cls(
            **{
                **plain,
                "problems": tuple(Problem(**item) for item in plain["problems"]),
                # Tuples, not lists: see `answer.Listener`.
                "records": tuple({**row, LINKS_COLUMN: tuple(row[LINKS_COLUMN])} for row in plain["records"]),
                "header": tuple(plain["header"]),
                "sheets": tuple(plain["sheets"]),
                "rejected_rows": tuple((line, tuple(cells)) for line, cells in plain["rejected_rows"]),
            }
        )

    def as_json(self) -> dict[str, Any]:
        """The object that `--json` prints."""
        return {
            "file": self.file,
            "layout": self.layout,
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "rows": self.rows,
            "accepted": self.accepted,
            "rejected": self.rejected,
            "duplicates": self.duplicates,
            "warnings": self.warnings,
            "problems": [problem.as_json() for problem in self.problems],
            "records": list(self.records),
        }
