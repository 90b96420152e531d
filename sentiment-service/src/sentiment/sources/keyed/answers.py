"""What the JSON of an API with a key says, above all when it refuses, in whichever of their ways. No I/O, no clock."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from sentiment.sources.bounded import MOST_ITEMS, text_of
from sentiment.sources.fetched import DeletedDocument, FetchedDocument
from sentiment.sources.metrics import on_unreadable
from sentiment.sources.seen import unseen
from sentiment.sources.source import Fetch, Position, SourceError
from sentiment.sources.web.answer import Answer, key_refused, rate_limited, require_ok

Fields = dict[str, Any]
Document = FetchedDocument | DeletedDocument

_LIMIT: Final = re.compile(
    r"rate.?limit|too.?many|exhausted|usage.?cap|over your|quota|maximum.{0,20}requests", re.IGNORECASE
)
_KEY: Final = re.compile(
    r"api.?key|\bkey\b|access.?token|bearer|unauthori|authenti|credential|invalid_(?:grant|client)|subscri|enrolled"
    r"|\bplan\b|forbidden|permission|payment|\bcredits\b",
    re.IGNORECASE,
)
_LONG_WORD: Final = re.compile(r"\S{16,}")
"""It may be the key, or a part of an address."""
_TEXTS: Final = ("code", "type", "title", "message", "Message", "detail", "error", "error_description", "reason")
_LONGEST: Final = 300
_SHOWN: Final = 120
_MOST_ERRORS: Final = 3
_SERVER_ERRORS: Final = 500
_UNKNOWN_WAIT: Final = timedelta(hours=1)
"""An error that is said with status 200 does not go away by asking again."""


def body_of(answer: Answer, now: datetime) -> Fields:
    """The JSON object of an answer that is no refusal.

    Raises:
        SourceError: key refused, rate limit, another error (in the body or as the status), or no JSON object.
    """
    said = _said(answer)
    if _LIMIT.search(said):
        raise rate_limited(answer.headers, now)
    if _KEY.search(said) and answer.status < _SERVER_ERRORS:
        raise key_refused()
    require_ok(answer, now, has_key=True)
    if said:
        raise _unknown(said)
    body = answer.json()
    if not isinstance(body, dict):
        raise answer.error("unreadable: no JSON object")
    return body


def list_of(answer: Answer, found: Any) -> list[Any]:
    """The items of an answer, 500 at most.

    Raises:
        SourceError: there is no list where it should be.
    """
    if not isinstance(found, list):
        raise answer.error("unreadable: no list of items")
    return found[:MOST_ITEMS]


def fetch_of(
    source: str, position: Position, answer: Answer, rows: list[Any], parse: Callable[[Fields], Document | None]
) -> Fetch:
    """What is new among `rows`, each of which stands for itself: one that is unreadable is counted and left out.

    Raises:
        SourceError: not one of them can be read.
    """
    items = documents_of(source, rows, parse)
    if rows and not items:
        raise answer.error(f"unreadable: none of its {len(rows)} items")
    new, after = unseen(items, position)
    return Fetch(new, after, notice=answer.notice)


def documents_of(source: str, rows: Iterable[Any], parse: Callable[[Fields], Document | None]) -> list[Document]:
    """The rows that can be read, in the order in which they were published."""
    parsed = [parse(row) if isinstance(row, dict) else None for row in rows]
    items = [item for item in parsed if item is not None]
    on_unreadable(source, len(parsed) - len(items))
    return items[::-1]  # all of these APIs give the newest first


def _said(answer: Answer) -> str:
    """The error that a body tells of, '' if it tells of none."""
    try:
        body = answer.json()
    except SourceError:
        return ""
    return " ".join(_errors(body))[:_LONGEST] if isinstance(body, dict) else ""


def _errors(body: Fields) -> list[str]:
    """CryptoCompare, NewsAPI: said beside a status; CoinDesk: `Err`; Reddit: `error`; X: `errors`, or a problem."""
    if body.get("Response") == "Error" or body.get("status") == "error":
        return _texts(body) or ["error"]
    for name in ("Err", "error"):
        if body.get(name):
            return _texts(body[name]) + _texts(body) or ["error"]
    has_data = "data" in body or "meta" in body
    if body.get("errors") and not has_data:  # beside data they are about single posts
        listed = body["errors"] if isinstance(body["errors"], list) else [body["errors"]]
        return [text for error in listed[:_MOST_ERRORS] for text in _texts(error)] + _texts(body) or ["error"]
    return _texts(body) if "title" in body and "detail" in body and not has_data else []


def _texts(error: Any) -> list[str]:
    fields = error if isinstance(error, dict) else {"message": error}
    return [text for name in _TEXTS if (text := text_of(fields.get(name), _LONGEST))]


def _unknown(said: str) -> SourceError:
    words = "".join(character if character.isprintable() else " " for character in said)
    shown = _LONG_WORD.sub("…", words)[:_SHOWN]
    return SourceError(f"answered an error: {shown}", retry_after=_UNKNOWN_WAIT)
