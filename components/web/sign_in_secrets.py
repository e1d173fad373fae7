"""The OIDC provider, from the environment, in the form that Streamlit's `st.login` reads."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from streamlit.runtime.secrets import SecretsValue

_FROM = {
    "client_id": "MARSAD_OIDC_CLIENT_ID",
    "client_secret": "MARSAD_OIDC_CLIENT_SECRET",
    "server_metadata_url": "MARSAD_OIDC_METADATA_URL",
    "redirect_uri": "MARSAD_PUBLIC_URL",
    "cookie_secret": "MARSAD_COOKIE_SECRET",
}
CALLBACK = "/oauth2callback"


def oidc_secrets() -> dict[str, SecretsValue] | None:
    """Streamlit's `[auth]` section, None unless every variable is set: then `secrets.toml` may hold it."""
    given = {name: os.environ.get(variable, "") for name, variable in _FROM.items()}
    if not all(given.values()):
        return None
    return {"auth": {**given, "redirect_uri": given["redirect_uri"].rstrip("/") + CALLBACK}}
