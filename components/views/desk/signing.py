"""Signing in on the desk: by account, by passphrase, or the way to switch one of them on."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from components.i18n import Translator
from components.store.catalog import catalog
from components.store.editors import Editor
from components.store.errors import StoreError
from components.store.sign_in import sign_in, sign_out
from components.views import identity
from components.views.desk.said import said

_PROBLEM = "sign_in_problem"


def signing(t: Translator) -> Editor | None:
    """Show who is signed in, or how to sign in. Returns the editor."""
    found = identity.editor()
    if isinstance(found, Editor):
        _signed_in(t, found)
        return found
    with st.container(key="desk-sign-in"):
        if not identity.offers_account() and not identity.offers_passphrase():
            st.html(Markup('<p class="m-hint">{}</p>').format(t("sign_in.off")))
            st.html(
                Markup("<ul class='m-hint'><li>{}</li><li>{}</li></ul>").format(
                    t("sign_in.off_passphrase"), t("sign_in.off_account")
                )
            )
            return None
        if identity.has_account():
            st.html(Markup('<p class="m-hint" role="status">{}</p>').format(t(f"sign_in.why.{found}")))
            st.button(t("sign_in.out"), key="sign-out-account", on_click=st.logout)
        else:
            st.html(Markup('<p class="m-hint">{}</p>').format(t("sign_in.lead")))
            if identity.offers_account():
                st.button(t("sign_in.account"), key="sign-in-account", on_click=st.login, type="primary")
        if identity.offers_passphrase():
            _passphrase(t)
    return None


def _signed_in(t: Translator, editor: Editor) -> None:
    with st.container(key="desk-signed-in", horizontal=True, vertical_alignment="center"):
        kind = t("sign_in.verified" if editor.verified else "sign_in.named")
        st.html(
            Markup("<p>{} <b><bdi>{}</bdi></b> · {}</p>").format(t("sign_in.as"), editor.name, kind), width="content"
        )
        if editor.verified:
            st.button(t("sign_in.out"), key="sign-out-account", on_click=st.logout)
        else:
            st.button(t("sign_in.out"), key="sign-out", on_click=_leave)


def _passphrase(t: Translator) -> None:
    with st.form("sign-in", border=False):
        st.text_input(t("sign_in.name"), key="sign-in-name", max_chars=80, autocomplete="name")
        st.text_input(
            t("sign_in.passphrase"), key="sign-in-passphrase", type="password", autocomplete="current-password"
        )
        st.form_submit_button(t("sign_in.in"), on_click=_enter)
    problem = st.session_state.pop(_PROBLEM, None)
    if problem is not None:
        st.html(Markup('<p class="m-notice" role="alert">{}</p>').format(said(t, problem)))


def _enter() -> None:
    name, passphrase = st.session_state["sign-in-name"], st.session_state["sign-in-passphrase"]
    try:
        sign_in(catalog().writable(), identity.browser(), name, passphrase, identity.address())
    except StoreError as error:
        st.session_state[_PROBLEM] = error
    st.session_state["sign-in-passphrase"] = ""


def _leave() -> None:
    sign_out(catalog().writable(), identity.browser())
