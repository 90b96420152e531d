"""Fields of foreign answers as they may go on: of the right type, bounded, without what PostgreSQL refuses. No I/O."""

import html
import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from shared.clock import EPOCH

MOST_ITEMS: Final = 500
"""Of one fetch."""
LONGEST_TITLE: Final = 1_000
LONGEST_BODY: Final = 20_000
_LONGEST_ID: Final = 300
_LONGEST_AUTHOR: Final = 200
_LONGEST_LINK: Final = 2_000
_LONGEST_TIME: Final = 64
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
_LINK: Final = re.compile(r"https?://[^\s\x00-\x20<>\"]+", re.IGNORECASE)
_EARLIEST: Final = datetime(2009, 1, 1, tzinfo=UTC)  # nothing was said of coins before there was one


def text_of(value: object, limit: int = LONGEST_BODY) -> str:
    """A text or number as text, cut to `limit` characters; empty for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    # Cut first: what is replaced below must not be as long as the sender likes.
    return _UNSTORABLE.sub("", str(value)[:limit]).strip()


def title_of(value: object) -> str:
    return text_of(value, LONGEST_TITLE)


def author_of(value: object) -> str | None:
    return text_of(value, _LONGEST_AUTHOR) or None


def escaped(text: str, limit: int = LONGEST_TITLE) -> str:
    """A text that is not HTML, as HTML: what strips HTML later gives it back."""
    return html.escape(text_of(text, limit), quote=False)[:limit]


def id_of(value: object) -> str:
    """A source's own id; one that is too long is replaced by its hash."""
    text = text_of(value)
    return text if len(text) <= _LONGEST_ID else digest(text)


def link_of(value: object) -> str | None:
    """A link for people to follow: http or https, nothing that runs; None for anything else."""
    text = text_of(value, _LONGEST_LINK + 1)
    return text if len(text) <= _LONGEST_LINK and _LINK.fullmatch(text) else None


def digest(*texts: str) -> str:
    """64 bits of a hash, as text: to recognise a text by, not to prove anything."""
    return sha256("\n".join(texts).encode(errors="replace")).hexdigest()[:16]


def time_of_seconds(value: object) -> datetime | None:
    """Seconds since 1970, as a number or as text."""
    text = text_of(value, _LONGEST_TIME)
    try:
        return EPOCH + timedelta(seconds=float(text))
    except (ValueError, OverflowError):
        return None


def time_of_text(value: object) -> datetime | None:
    """An RFC 3339 time; one without a zone is taken as UTC."""
    try:
        at = datetime.fromisoformat(text_of(value, _LONGEST_TIME))
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def published(at: datetime | None, now: datetime) -> datetime:
    """When an item was published, as far as that can be: not later than now, not before there were coins."""
    return now if at is None or at < _EARLIEST else min(at, now)
