"""The address under which readers reach this app: what shared links begin with."""

from __future__ import annotations

import ipaddress
import os
from urllib.parse import urlsplit

VARIABLE = "MARSAD_PUBLIC_URL"


def base_address(opened: str | None) -> str:
    """Scheme and host of a link: of the configured public address, else of the address that the browser has opened.

    Without a slash at its end; "" where neither is a web address.
    """
    for address in (os.environ.get(VARIABLE, "").strip(), opened or ""):
        parts = urlsplit(address)
        if parts.scheme in ("http", "https") and parts.netloc:
            return f"{parts.scheme}://{parts.netloc}"
    return ""


def is_loopback(base: str) -> bool:
    """Whether only the computer itself can open an address."""
    host = urlsplit(base).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
