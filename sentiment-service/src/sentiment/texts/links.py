"""One form of a link, whoever shares it. No I/O."""

import re
from typing import Final
from urllib.parse import SplitResult, urlsplit, urlunsplit

from w3lib.url import canonicalize_url, url_query_cleaner

_LONGEST: Final = 2_000
_HOST: Final = re.compile(r"[a-z0-9_.:-]+", re.IGNORECASE)
_TRACKING: Final = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|twclid|yclid|mc_[ce]id|igshid|ref|ref_src|ref_url|source|cmpid|ncid|smid|_hs\w*)",
    re.IGNORECASE,
)


def canonical_url(url: str) -> str | None:
    """The link without tracking, fragment and credentials, in ASCII; None if it is no http(s) address of a host."""
    try:
        return _canonical(urlsplit(url.strip()[:_LONGEST]))
    except ValueError:  # also for half a character, and for what is no name of a host
        return None


def _canonical(parts: SplitResult) -> str | None:
    scheme, host = parts.scheme.lower(), (parts.hostname or "").encode("idna").decode()
    if scheme not in {"http", "https"} or not _HOST.fullmatch(host):
        return None
    place = f"[{host}]" if ":" in host else host
    if parts.port is not None and (scheme, parts.port) not in {("http", 80), ("https", 443)}:
        place = f"{place}:{parts.port}"
    bare = urlunsplit((scheme, place, parts.path, parts.query, ""))
    tracked = [name for name in _names(parts.query) if _TRACKING.fullmatch(name)]
    cleaned = url_query_cleaner(bare, tracked, remove=True) if tracked else bare
    return canonicalize_url(cleaned)


def _names(query: str) -> list[str]:
    return [pair.split("=", 1)[0] for pair in query.split("&") if pair]
