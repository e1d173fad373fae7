"""What the environment says about this server's addresses and limits, read and checked once at its start."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

ALLOWED_HOSTS = "MARSAD_ALLOWED_HOSTS"
PUBLIC_URL = "MARSAD_PUBLIC_URL"
EMBED_ORIGINS = "MARSAD_EMBED_ORIGINS"
REQUESTS_PER_MINUTE = "MARSAD_API_REQUESTS_PER_MINUTE"
BURST = "MARSAD_API_BURST"
_HOST = re.compile(r"\*|(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\]", re.IGNORECASE)
_ORIGIN = re.compile(r"\*|https?://(\*\.)?[a-z0-9_.-]+(:\d{1,5})?", re.IGNORECASE)
_MOST = 1_000_000


class SettingError(ValueError):
    """A setting that cannot be meant. The message names it and says what it must be."""


@dataclass(frozen=True)
class WebSettings:
    """`allowed_hosts`: names by which this server may be asked, empty for the default rule of `HostGuard`.

    `public_url`: this app's address without a slash at its end, "" where it is not known. `embed_origins`: who may show
    the page in a frame, beside the page itself. `requests_per_minute`: how many answers of the API and exports a client
    gets in the long run, 0 for no limit; `burst`: how many at once.
    """

    allowed_hosts: tuple[str, ...] = ()
    public_url: str = ""
    embed_origins: tuple[str, ...] = ()
    requests_per_minute: int = 300
    burst: int = 100

    @classmethod
    def from_environment(cls, given: Mapping[str, str] | None = None) -> WebSettings:
        """Raises SettingError for text that cannot be meant."""
        environment = os.environ if given is None else given
        return cls(
            allowed_hosts=_listed(environment, ALLOWED_HOSTS, _HOST, "host names such as marsad.example.org, or *"),
            public_url=_address(environment),
            embed_origins=_listed(environment, EMBED_ORIGINS, _ORIGIN, "origins such as https://example.org, or *"),
            requests_per_minute=_number(environment, REQUESTS_PER_MINUTE, 0, cls.requests_per_minute),
            burst=_number(environment, BURST, 1, cls.burst),
        )

    @property
    def public_host(self) -> str:
        """The host name of the public address, "" where that is not known."""
        return urlsplit(self.public_url).hostname or ""


def _listed(environment: Mapping[str, str], name: str, form: re.Pattern[str], meant: str) -> tuple[str, ...]:
    words = environment.get(name, "").replace(",", " ").split()
    for word in words:
        if form.fullmatch(word) is None:
            message = f"{name}: {word!r} must be one of {meant}, separated by commas or spaces"
            raise SettingError(message)
    return tuple(word.lower() for word in words)


def _address(environment: Mapping[str, str]) -> str:
    text = environment.get(PUBLIC_URL, "").strip().rstrip("/")
    if not text:
        return ""
    message = f"{PUBLIC_URL}: {text!r} must be an address such as https://marsad.example.org"
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and parts.hostname and not (parts.query or parts.fragment)
    except ValueError:
        usable = False
    if not usable or not text.isprintable() or " " in text:
        raise SettingError(message)
    return text


def _number(environment: Mapping[str, str], name: str, least: int, default: int) -> int:
    text = environment.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and least <= int(text[:9]) <= _MOST):
        message = f"{name}: {text!r} must be a whole number from {least} to {_MOST}"
        raise SettingError(message)
    return int(text)
