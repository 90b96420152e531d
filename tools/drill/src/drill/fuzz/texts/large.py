"""The largest answers that are read at all, full of one thing. Pure."""

import json
from collections.abc import Iterator
from typing import Any, Final
from xml.sax.saxutils import escape

from sentiment.sources.definition import SourceKind
from sentiment.sources.web.body import LARGEST_BODY

from drill.fuzz.texts.characters import repeated

_TITLE: Final = 1_000_000
_ITEM: Final = 8_000
_MOST_ITEMS: Final = 600
_AROUND: Final = 1_000
"""Bytes that are kept for what is around the items."""


def large_answers(pattern: str) -> Iterator[tuple[SourceKind, bytes]]:
    """Answers with a title of a million such characters, and with as many long texts as fit into the largest answer."""
    title, item = repeated(pattern, _TITLE), repeated(pattern, _ITEM)
    safe = escape(item)
    yield SourceKind.RSS, _rss(f"<title>{escape(title)}</title><pubDate>{safe}</pubDate>", 1)
    yield SourceKind.RSS, _rss(f"<title>a</title><description>{safe}</description>", _MOST_ITEMS)
    yield SourceKind.RSS, _rss(f"<title>{safe}</title><guid>{safe}</guid><pubDate>{safe}</pubDate>", _MOST_ITEMS)
    yield SourceKind.RSS, _rss(f"<title>{item}</title>", _MOST_ITEMS)  # mostly no XML
    yield SourceKind.CRYPTOCOMPARE, _news({"id": "1", "title": title, "body": title}, 1)
    yield SourceKind.CRYPTOCOMPARE, _news({"id": "1", "title": item, "body": item, "published_on": item}, _MOST_ITEMS)
    yield SourceKind.CRYPTOCOMPARE, _json({"Err": title, "Message": title})
    record = {"text": f"bitcoin {title}", "createdAt": title, "langs": [title]}
    commit = {"operation": "create", "collection": "app.bsky.feed.post", "rkey": "1", "record": record}
    yield SourceKind.JETSTREAM, _json({"did": "did:plc:a", "time_us": 1, "kind": "commit", "commit": commit})


def _rss(item: str, most: int) -> bytes:
    one = f"<item>{item}</item>".encode(errors="surrogatepass")
    return b'<rss version="2.0"><channel>' + one * _fitting(one, most) + b"</channel></rss>"


def _news(row: dict[str, Any], most: int) -> bytes:
    return b'{"Data": [' + b", ".join([_json(row)] * _fitting(_json(row), most)) + b"]}"


def _fitting(one: bytes, most: int) -> int:
    return max(1, min(most, (LARGEST_BODY - _AROUND) // (len(one) + 2)))


def _json(tree: object) -> bytes:
    return json.dumps(tree, ensure_ascii=False).encode(errors="surrogatepass")
