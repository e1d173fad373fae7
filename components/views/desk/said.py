"""The store's errors in the page's language."""

from __future__ import annotations

from components.i18n import Translator
from components.store.errors import StoreError


def said(t: Translator, error: StoreError) -> str:
    """What happened and what to do."""
    details = dict(error.details)
    if "act" in details:
        return t("store_problem.store_not_allowed", why=t(f"sign_in.why.{details['why']}"))
    if "seconds" in details:
        return t.count(f"store_problem.{error.code}", int(details["seconds"]))
    if "part" in details:
        part = details["part"] if details["part"] in ("steps", "rows") else "text"
        return t(f"store_problem.store_story_{part}", limit=details["limit"])
    if "state" in details:
        return t(f"store_problem.store_{details['state']}", revision=details["revision"])
    key = f"store_problem.{error.code}"
    return t(key, **details) if key in t.messages else t("store_problem.store_error")
