"""An answer over HTTP, and what it means when it is not the one that was hoped for. No I/O and no clock."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

from sentiment.sources.source import SourceError

_OK: Final = 200
_NOT_MODIFIED: Final = 304
_UNAUTHORIZED: Final = 401
_PAYMENT_REQUIRED: Final = 402
_FORBIDDEN: Final = 403
_TOO_MANY_REQUESTS: Final = 429
_UNAVAILABLE: Final = 503
_DEFAULT_WAIT: Final = timedelta(minutes=15)
_SHORTEST_WAIT: Final = timedelta(minutes=1)
_LONGEST_WAIT: Final = timedelta(days=1)
_FIRST_EPOCH: Final = 1e9
"""From here on a number is a time, below it seconds from now."""
_WAITS: Final = ("Retry-After", "X-Rate-Limit-Reset", "X-RateLimit-Reset")
_HTML: Final = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_LOOKED_AT: Final = 1_024


@dataclass(frozen=True, slots=True)
class Answer:
    """`url`: where it came from in the end, without its query. `headers`: their names in lower case.

    `is_moved`: it came after a redirect; `is_moved_for_good`: after redirects that all say so.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    is_moved: bool = False
    is_moved_for_good: bool = False

    @property
    def notice(self) -> str | None:
        """What a reader should know although the answer is right."""
        return f"moved to {self.url}" if self.is_moved_for_good else None

    def error(self, reason: str, *, retry_after: timedelta | None = None) -> SourceError:
        """Make the error of an answer that is of no use; after a redirect it says where that led to."""
        return SourceError(f"moved to {self.url}: {reason}" if self.is_moved else reason, retry_after=retry_after)

    @property
    def is_unchanged(self) -> bool:
        return self.status == _NOT_MODIFIED

    @property
    def is_html(self) -> bool:
        return _HTML.search(self.body[:_LOOKED_AT]) is not None

    def json(self) -> Any:
        """The body's JSON. Bytes and characters that are no text do not spoil the rest.

        Raises:
            SourceError: it is something else.
        """
        if self.is_html:
            raise self.error("unreadable: HTML instead of JSON")
        try:
            return json.loads(self.body.decode("utf-8-sig", errors="replace"))
        except (ValueError, RecursionError):
            raise self.error("unreadable: not JSON" if self.body.strip() else "unreadable: empty") from None


def require_ok(answer: Answer, now: datetime, *, has_key: bool = False) -> None:
    """Let an answer pass that has what was asked for.

    Raises:
        SourceError: key refused, rate limit, or another status.
    """
    status = answer.status
    if status == _OK:
        return
    if has_key and status in (_UNAUTHORIZED, _FORBIDDEN):
        raise key_refused()
    if has_key and status == _PAYMENT_REQUIRED:
        raise key_refused("payment required")
    if status == _TOO_MANY_REQUESTS:
        raise rate_limited(answer.headers, now)
    wait = wait_of(answer.headers, now) if status == _UNAVAILABLE else None
    raise answer.error(f"answered {status}", retry_after=wait)


def key_refused(why: str = "") -> SourceError:
    return SourceError(f"key refused: {why}" if why else "key refused", is_key=True)


def rate_limited(headers: Mapping[str, str], now: datetime) -> SourceError:
    wait = wait_of(headers, now) or _DEFAULT_WAIT
    return SourceError(f"rate limit, retry in {in_words(wait)}", retry_after=wait)


def wait_of(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long to wait, as the headers say it: in seconds, as a time since 1970, or as a date; None if they do not."""
    for name in _WAITS:
        wait = _wait(headers.get(name.lower(), ""), now)
        if wait is not None:
            return min(max(wait, _SHORTEST_WAIT), _LONGEST_WAIT)
    return None


def _wait(text: str, now: datetime) -> timedelta | None:
    try:
        number = float(text)
        seconds = number - now.timestamp() if number >= _FIRST_EPOCH else number
        # A number that no time span can hold is as good as a very long wait.
        return timedelta(seconds=min(seconds, _LONGEST_WAIT.total_seconds())) if math.isfinite(seconds) else None
    except (ValueError, OverflowError):
        return _until(text, now)


def _until(text: str, now: datetime) -> timedelta | None:
    try:
        at = parsedate_to_datetime(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)) - now
    except (ValueError, TypeError, OverflowError):
        return None


def in_words(wait: timedelta) -> str:
    """`40 s`, `6 min`, `2 h`: rounded up."""
    seconds = wait.total_seconds()
    for length, unit in ((3_600, "h"), (60, "min")):
        if seconds >= length:
            return f"{math.ceil(seconds / length)} {unit}"
    return f"{math.ceil(seconds)} s"
