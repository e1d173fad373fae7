"""Hashing of the editors' passphrase: scrypt with the parameters that OWASP's password storage cheat sheet names.

The hash stands in `MARSAD_PASSPHRASE_HASH` as `scrypt$<log2 n>$<r>$<p>$<salt>$<key>`, both in hex.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass

HASH_VARIABLE = "MARSAD_PASSPHRASE_HASH"
SHORTEST = 15
LONGEST = 1024
_LOG_N, _R, _P = 17, 8, 1
_MEMORY = 2**28
_SALT_BYTES, _KEY_BYTES = 16, 32


class PassphraseError(ValueError):
    """A passphrase that is too short or too long to be hashed."""


@dataclass(frozen=True)
class _Stored:
    log_n: int
    r: int
    p: int
    salt: bytes
    key: bytes


def hash_passphrase(passphrase: str) -> str:
    """The text for `MARSAD_PASSPHRASE_HASH`. Takes about half a second and 128 MiB. Raises PassphraseError."""
    if not SHORTEST <= len(passphrase) <= LONGEST:
        message = f"a passphrase has {SHORTEST} to {LONGEST} characters"
        raise PassphraseError(message)
    salt = secrets.token_bytes(_SALT_BYTES)
    key = _derive(passphrase, _Stored(_LOG_N, _R, _P, salt, b"\0" * _KEY_BYTES))
    return f"scrypt${_LOG_N}${_R}${_P}${salt.hex()}${key.hex()}"


def is_right(passphrase: str, stored: str) -> bool:
    """Whether a passphrase is the one that was hashed; False too for a hash that cannot be read."""
    parsed = _parse(stored)
    if parsed is None or len(passphrase) > LONGEST:
        return False
    return hmac.compare_digest(_derive(passphrase, parsed), parsed.key)


def configured_hash() -> str:
    """The hash that is set, "" where there is none or it cannot be read: then nobody signs in by passphrase."""
    text = os.environ.get(HASH_VARIABLE, "")
    return text if _parse(text) else ""


def secret_id() -> str:
    """Names the passphrase in force without betraying it: a new one ends the old one's sign-ins. "" for none."""
    text = configured_hash()
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


def _derive(passphrase: str, with_: _Stored) -> bytes:
    return hashlib.scrypt(
        passphrase.encode("utf-8", "surrogatepass"),
        salt=with_.salt,
        n=2**with_.log_n,
        r=with_.r,
        p=with_.p,
        maxmem=_MEMORY,
        dklen=len(with_.key),
    )


def _parse(text: str) -> _Stored | None:
    parts = text.split("$")
    if len(parts) != 6 or parts[0] != "scrypt":  # noqa: PLR2004 (the form above)
        return None
    try:
        log_n, r, p = (int(part) for part in parts[1:4])
        stored = _Stored(log_n, r, p, bytes.fromhex(parts[4]), bytes.fromhex(parts[5]))
    except ValueError:
        return None
    strong = stored.log_n >= _LOG_N and stored.r >= _R and stored.p >= _P and len(stored.salt) >= _SALT_BYTES
    return stored if strong and 2**stored.log_n * stored.r * 128 < _MEMORY and len(stored.key) >= _KEY_BYTES else None
