"""The entries of a checked feed: the one place that knows feedparser. No I/O."""

import calendar
import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import feedparser

from sentiment.sources.bounded import MOST_ITEMS, author_of, id_of, link_of, text_of, title_of
from sentiment.sources.source import SourceError

# Not `<[^>]*>`, which looks through the rest of the text at every `<` that has no end.
_TAG: Final = re.compile(r"<[^<>]*>")
_LONGEST_LANGUAGE: Final = 20
# feedparser raises whatever its handlers stumble over in feeds that nobody has written by hand.
_PARSER_ERRORS: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a feed, its text still HTML. Only the title is sure to be there; `guid` may be ''."""

    guid: str
    title: str
    body: str
    link: str | None
    author: str | None
    published_at: datetime | None
    language: str | None


def read_entries(feed_xml: bytes, url: str) -> tuple[list[Entry], int]:
    """The entries of a checked and trimmed feed that came from `url`, and how many had no title.

    Raises:
        SourceError: the parser cannot read it.
    """
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    try:
        feed = feedparser.parse(
            io.BytesIO(feed_xml),
            response_headers=headers,
            sanitize_html=False,  # `texts.plain_text` does that, once, for all sources
            resolve_relative_uris=False,
        )
        language = text_of(feed.feed.get("language"), _LONGEST_LANGUAGE) or None
        entries = [_entry(entry, language) for entry in feed.entries[:MOST_ITEMS]]
    except _PARSER_ERRORS:
        raise SourceError("unreadable: a feed that the parser cannot read") from None
    titled = [entry for entry in entries if entry.title]
    return titled, len(entries) - len(titled)


def _entry(entry: Any, language: str | None) -> Entry:
    return Entry(
        guid=id_of(entry.get("id")),
        title=title_of(entry.get("title")),
        body=_body(entry),
        link=link_of(entry.get("link")),
        author=_author(entry),
        published_at=_time(entry),
        language=language,
    )


def _body(entry: Any) -> str:
    """The summary; the full text only where there is none (or one without words, but for a picture)."""
    contents = entry.get("content") or ()
    texts = [entry.get("summary"), *(each.get("value") for each in contents)]
    return next((text for text in map(text_of, texts) if _TAG.sub("", text).strip()), "")


def _author(entry: Any) -> str | None:
    """All authors' names. feedparser keeps the first of several `dc:creator` under `author`, all under `authors`."""
    names = [author_of(each.get("name")) for each in entry.get("authors") or ()] or [author_of(entry.get("author"))]
    return author_of(", ".join(dict.fromkeys(filter(None, names))))


def _time(entry: Any) -> datetime | None:
    """When it was published, else updated. Of a time that is not there feedparser warns when it is asked for."""
    times = (entry.get(name) for name in ("published_parsed", "updated_parsed") if name in entry)
    parsed = next(filter(None, times), None)
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, TypeError, OSError):
        return None
