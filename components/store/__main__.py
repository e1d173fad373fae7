"""`python -m components.store verify | backup FILE | restore FILE | hash-passphrase | migrate`.

Exit status: 0 done, and everything proves; 1 something does not prove; 2 it could not be done, and the reason.
"""

from __future__ import annotations

import argparse
import getpass
import sys
import time
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from components.store.backup import backup, restore_backup
from components.store.errors import StoreError
from components.store.history import head
from components.store.migrate import migrate, require_schema
from components.store.passphrase import HASH_VARIABLE, SHORTEST, PassphraseError, hash_passphrase
from components.store.store import open_store
from components.store.verify import verify

DONE, DOUBTFUL, FAILED = 0, 1, 2


def main() -> int:
    """Run one command and return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m components.store", description="Look after the published data.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("migrate", help="bring the database to the newest schema")
    commands.add_parser("verify", help="prove every batch and every row")
    for name, text in (("backup", "write the published history to a new file"), ("restore", "into an empty database")):
        commands.add_parser(name, help=text).add_argument("file", type=Path)
    commands.add_parser("hash-passphrase", help=f"make the value of {HASH_VARIABLE}")
    options = parser.parse_args()
    try:
        return _run(options.command, getattr(options, "file", Path()))
    except StoreError as error:
        sentence = " ".join((type(error).__doc__ or "").split()).partition(". ")[0].rstrip(".")
        print(f"{options.command}: {sentence} ({error})", file=sys.stderr)
    except (PassphraseError, OSError) as error:
        print(f"{options.command}: {error}", file=sys.stderr)
    except SQLAlchemyError as error:
        print(f"{options.command}: the database refused: {type(error).__name__}", file=sys.stderr)
    return FAILED


def _run(command: str, file: Path) -> int:
    if command == "hash-passphrase":
        return _hash()
    store = open_store()
    match command:
        case "migrate":
            print(f"schema {migrate(store.engines)}")
        case "backup":
            saved = backup(store, file)
            print(f"{file}: revision {saved.revision}, digest {saved.digest[:8]}, verified")
        case "restore":
            restored = restore_backup(store, file)
            print(f"restored: revision {restored.revision}, digest {restored.digest[:8]}, verified")
        case _:
            return _verify()
    return DONE


def _verify() -> int:
    store = open_store()
    require_schema(store.engines)
    problems = verify(store)
    for problem in problems:
        print(problem)
    if problems:
        return DOUBTFUL
    at_head = head(store)
    print(f"revision {at_head.revision}, digest {at_head.digest[:8]}: everything proves")
    return DONE


def _hash() -> int:
    ask = getpass.getpass if sys.stdin.isatty() else lambda _: sys.stdin.readline().rstrip("\n")
    passphrase = ask(f"Passphrase ({SHORTEST} characters or more): ")
    began = time.perf_counter()
    hashed = hash_passphrase(passphrase)
    print(f"{HASH_VARIABLE}='{hashed}'")
    print(f"one check takes {time.perf_counter() - began:.1f} s and 128 MiB on this machine", file=sys.stderr)
    return DONE


if __name__ == "__main__":
    sys.exit(main())
