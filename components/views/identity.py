"""Who sits at this browser: an account that a provider vouches for, or one with the passphrase. Decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException, StreamlitSecretNotFoundError

from components.domain import browser_cookie
from components.store.catalog import catalog
from components.store.editors import Actor, Editor, recognise
from components.store.errors import StoreError
from components.store.passphrase import configured_hash
from components.store.sign_in import digest_of
from components.store.transaction import read

_FALLBACK = "browser_of_session"


def browser() -> str:
    """A digest of the browser's cookie; without one, of something that only this session knows."""
    given = str(st.context.cookies.get(browser_cookie.NAME, ""))
    if not browser_cookie.is_valid(given):
        given = st.session_state.setdefault(_FALLBACK, browser_cookie.new_value())
    return digest_of(given)


def actor() -> Actor:
    """Who asks, from the provider's signed token and the browser. The store decides what that is worth."""
    return Actor.from_claims(_claims(), browser())


def editor() -> Editor | str:
    """The editor, or why there is none (a code of `components.store.editors.WHY`), as the store sees it now."""
    try:
        store = catalog().writable()
        who = actor()
        return read(store.engines, lambda connection: recognise(connection, who))
    except StoreError:
        return "anonymous"


def address() -> str:
    """The client's address, as far as the server knows it."""
    return st.context.ip_address or "local"


def offers_account() -> bool:
    """Whether a provider is configured."""
    try:
        return "auth" in st.secrets
    except (StreamlitSecretNotFoundError, FileNotFoundError):
        return False


def offers_passphrase() -> bool:
    """Whether a passphrase is configured."""
    return bool(configured_hash())


def has_account() -> bool:
    """Whether a provider's account is signed in at this browser."""
    return bool(_claims())


def _claims() -> Mapping[str, Any]:
    if not offers_account():
        return {}
    try:
        return dict(st.user) if st.user.is_logged_in else {}
    except (AttributeError, StreamlitAPIException):
        return {}
