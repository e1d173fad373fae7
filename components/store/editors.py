"""Who may change anything: decided here, in the store's calls, at every write, whatever the page believed.

An editor is somebody whom an OIDC provider vouches for and whom the allow-list names, by issuer and subject or by
issuer and verified e-mail (`MARSAD_EDITORS`, or a file `MARSAD_EDITORS_FILE`, one entry a line: `issuer subject` or
`issuer e-mail`); or a browser that has given the passphrase within the last hours.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from components.domain.text import without_overrides
from components.store import tables
from components.store.clock import now_seconds
from components.store.errors import NotAllowedError
from components.store.passphrase import secret_id

ENTRIES_VARIABLE = "MARSAD_EDITORS"
FILE_VARIABLE = "MARSAD_EDITORS_FILE"
ACTS = ("publish", "correct", "withdraw", "restore", "redact", "story")
WHY = ("anonymous", "not_listed", "email_unverified", "expired")
log = logging.getLogger("marsad.store")


@dataclass(frozen=True)
class Actor:
    """Who asks. `browser` is the digest of a browser's cookie; the others are an OIDC token's claims.

    An actor with neither is anonymous. It holds no right by itself: `authorise` looks at the lists.
    """

    browser: str = ""
    issuer: str = ""
    subject: str = ""
    email: str = ""
    email_verified: bool = False
    name: str = ""

    @classmethod
    def from_claims(cls, claims: Mapping[str, Any], browser: str = "") -> Actor:
        """From the claims of an identity token. Only the boolean `true` verifies an e-mail."""
        return cls(
            browser=browser,
            issuer=str(claims.get("iss") or ""),
            subject=str(claims.get("sub") or ""),
            email=str(claims.get("email") or ""),
            email_verified=claims.get("email_verified") is True,
            name=without_overrides(str(claims.get("name") or claims.get("email") or claims.get("sub") or "")),
        )


@dataclass(frozen=True)
class Editor:
    """An actor who may: the name that history shows, and whether a provider vouches for it."""

    name: str
    verified: bool


def authorise(connection: Connection, actor: Actor, act: str) -> Editor:
    """The editor behind an actor. Raises NotAllowedError, and logs the refusal."""
    found = recognise(connection, actor)
    if isinstance(found, Editor):
        return found
    log.warning("refused: %s, %s", act, found)
    raise NotAllowedError(act=act, why=found)


def recognise(connection: Connection, actor: Actor) -> Editor | str:
    """The editor, or why the actor is none (one of `WHY`)."""
    why = "anonymous"
    if actor.issuer and actor.subject:
        listed = allow_list()
        if (actor.issuer, actor.subject) in listed:
            return Editor(actor.name or actor.subject, verified=True)
        by_mail = (actor.issuer, actor.email.casefold()) in listed and bool(actor.email)
        if by_mail and actor.email_verified:
            return Editor(actor.name or actor.email, verified=True)
        why = "email_unverified" if by_mail else "not_listed"
    if actor.browser and (secret := secret_id()):
        row = connection.execute(
            select(tables.sign_ins).where(tables.sign_ins.c.browser == actor.browser)
        ).one_or_none()
        if row is not None and row.secret == secret:
            if row.until > now_seconds(connection):
                return Editor(row.name, verified=False)
            why = "expired"
    return why


def allow_list() -> frozenset[tuple[str, str]]:
    """Pairs of issuer and subject, or of issuer and e-mail in lower case. Read anew at each call."""
    text = os.environ.get(ENTRIES_VARIABLE, "")
    if file := os.environ.get(FILE_VARIABLE, ""):
        try:
            text += "\n" + Path(file).read_text(encoding="utf-8")
        except OSError:
            log.warning("the list of editors cannot be read")
    pairs = (line.split(maxsplit=1) for line in text.replace(",", "\n").splitlines() if not line.startswith("#"))
    return frozenset(
        (pair[0], who.casefold() if "@" in who else who)
        for pair in pairs
        if len(pair) > 1
        for who in (pair[1].strip(),)
    )
