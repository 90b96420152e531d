"""What honest sources answer, with fuzzed texts in it. Pure: a seed gives the same everywhere."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from random import Random
from typing import Any, Final

from sentiment.sources.definition import SourceKind

from drill.fuzz.texts.characters import DATES, fuzzed_link, fuzzed_text
from drill.fuzz.texts.feeds import fuzzed_feed
from drill.fuzz.texts.mutations import with_spoilt_values

NOW: Final = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
_SECONDS: Final = int(NOW.timestamp())
_US: Final = _SECONDS * 1_000_000
_FIRST_OF_X_MS: Final = 1_288_834_974_657


def sound_answer(random: Random, kind: SourceKind) -> bytes:
    """An answer of such a source as its honest operator would send it, with texts that others have sent him."""
    return _MAKERS[kind](random)


def _json(make: Callable[[Random], Any]) -> Callable[[Random], bytes]:
    """The tree as JSON, in half of the cases with other values at a few of its places."""

    def made(random: Random) -> bytes:
        tree = make(random)
        tree = with_spoilt_values(random, tree) if random.random() < 0.5 else tree  # noqa: PLR2004
        return json.dumps(tree, ensure_ascii=random.random() < 0.5).encode(errors="surrogatepass")  # noqa: PLR2004

    return made


def _rows(random: Random, row: Callable[[Random], dict[str, Any]]) -> list[dict[str, Any]]:
    return [row(random) for _ in range(random.randrange(1, 6))]


def _index_row(random: Random) -> dict[str, Any]:
    day = _SECONDS - random.randrange(40) * 86_400
    return {"value": str(random.randrange(101)), "value_classification": fuzzed_text(random), "timestamp": str(day)}


def _coindesk_row(random: Random) -> dict[str, Any]:
    return {
        "ID": random.randrange(50),
        "GUID": fuzzed_link(random),
        "PUBLISHED_ON": _SECONDS - random.randrange(9_999),
        "TITLE": fuzzed_text(random),
        "SUBTITLE": random.choice(("", fuzzed_text(random))),
        "AUTHORS": fuzzed_text(random),
        "URL": fuzzed_link(random),
        "BODY": fuzzed_text(random),
        "LANG": "EN",
        "STATUS": random.choice(("ACTIVE", "ACTIVE", "DELETED")),
    }


def _cryptocompare_row(random: Random) -> dict[str, Any]:
    return {
        "id": str(random.randrange(50)),
        "published_on": _SECONDS,
        "title": fuzzed_text(random),
        "url": fuzzed_link(random),
        "body": fuzzed_text(random),
        "lang": "EN",
        "source_info": {"name": fuzzed_text(random)},
    }


def _newsapi_row(random: Random) -> dict[str, Any]:
    return {
        "source": {"id": None, "name": fuzzed_text(random)},
        "author": random.choice((None, fuzzed_text(random))),
        "title": fuzzed_text(random),
        "description": random.choice((None, fuzzed_text(random))),
        "url": f"https://news.example/{random.randrange(50)}",
        "publishedAt": random.choice(DATES),
        "content": f"{fuzzed_text(random)}… [+{random.randrange(9_999)} chars]",
    }


def _x_row(random: Random) -> dict[str, Any]:
    at_ms = (_SECONDS - random.randrange(600)) * 1_000 - _FIRST_OF_X_MS
    return {
        "id": str((at_ms << 22) + random.randrange(99)),
        "text": fuzzed_text(random),
        "created_at": random.choice(DATES),
        "lang": "en",
        "author_id": "77",
    }


def _reddit_row(random: Random) -> dict[str, Any]:
    post = {
        "name": f"t3_{random.randrange(50)}",
        "title": fuzzed_text(random),
        "selftext": random.choice(("", "[removed]", fuzzed_text(random))),
        "permalink": f"/r/Bitcoin/comments/{fuzzed_text(random)[:100]}/",
        "author": random.choice(("ada", "[deleted]", fuzzed_text(random))),
        "created_utc": _SECONDS - 60.5,
        "removed_by_category": None,
    }
    return {"kind": "t3", "data": post}


def _frame(random: Random) -> dict[str, Any]:
    did, time_us = f"did:plc:{random.randrange(50)}", _US + random.randrange(10**9)
    if not random.randrange(5):
        account = {"active": random.random() < 0.5, "status": random.choice((None, "deleted", "throttled"))}  # noqa: PLR2004
        return {"did": did, "time_us": time_us, "kind": "account", "account": account}
    record = {
        "text": f"bitcoin {fuzzed_text(random)}",
        "createdAt": random.choice(DATES),
        "langs": random.choice((None, ["en"], [fuzzed_text(random)], ["en", "de"])),
    }
    commit = {
        "operation": random.choice(("create", "create", "update", "delete")),
        "collection": "app.bsky.feed.post",
        "rkey": str(random.randrange(50)),
        "record": record,
    }
    return {"did": did, "time_us": time_us, "cursor": 10**6 + random.randrange(900), "kind": "commit", "commit": commit}


_MAKERS: Final[Mapping[SourceKind, Callable[[Random], bytes]]] = {
    SourceKind.RSS: fuzzed_feed,
    SourceKind.FEAR_GREED: _json(
        lambda random: {"data": _rows(random, _index_row), "metadata": {"error": random.choice((None, None, "away"))}}
    ),
    SourceKind.COINDESK: _json(lambda random: {"Data": _rows(random, _coindesk_row), "Err": {}}),
    SourceKind.CRYPTOCOMPARE: _json(lambda random: {"Type": 100, "Data": _rows(random, _cryptocompare_row)}),
    SourceKind.NEWSAPI: _json(lambda random: {"status": "ok", "articles": _rows(random, _newsapi_row)}),
    SourceKind.X: _json(lambda random: {"data": _rows(random, _x_row), "meta": {"next_token": fuzzed_text(random)}}),
    SourceKind.REDDIT: _json(lambda random: {"data": {"children": _rows(random, _reddit_row)}}),
    SourceKind.JETSTREAM: _json(_frame),
}
