"""Entity tags of answers that readers keep (RFC 9110)."""

from __future__ import annotations

import re

_TAG = re.compile(r'(?:W/)?("[^"]*")')


def is_known(etag: str, given: str) -> bool:
    """Whether one of the tags of an `If-None-Match` is this one; weak or not makes no difference there."""
    return given.strip() == "*" or _TAG.findall(etag)[0] in _TAG.findall(given)
