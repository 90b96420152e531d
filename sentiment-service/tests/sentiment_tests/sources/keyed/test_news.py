from datetime import timedelta
from typing import Any

import pytest
from sentiment.sources.definition import SourceKind
from sentiment.sources.fetched import DeletedDocument, FetchedDocument
from shared.events import DocumentKind

from ..surroundings import KEY, NOW
from ..web_server import Reply, serving
from .asking import fetched

SECONDS = int(NOW.timestamp()) - 60


def coindesk(number: int, **more: Any) -> dict[str, Any]:
    return {
        "TYPE": "121",
        "ID": number,
        "GUID": f"https://news.example/?p={number}",
        "PUBLISHED_ON": SECONDS,
        "TITLE": f"Title {number}",
        "SUBTITLE": "",
        "AUTHORS": "Ada",
        "URL": f"https://news.example/{number}",
        "BODY": "The whole text",
        "LANG": "EN",
        "STATUS": "ACTIVE",
        **more,
    }


def cryptocompare(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "published_on": SECONDS,
        "title": f"Title {number}",
        "url": f"https://news.example/{number}",
        "source": "courier",
        "body": "The whole text",
        "tags": "a|b",
        "lang": "EN",
        "source_info": {"name": "Ada", "lang": "EN"},
        **more,
    }


def newsapi(number: int, **more: Any) -> dict[str, Any]:
    return {
        "source": {"id": None, "name": "Courier"},
        "author": "Ada",
        "title": f"Title {number}",
        "description": "The whole text",
        "url": f"https://news.example/{number}",
        "publishedAt": "2026-11-30T11:59:00Z",
        "content": "The whole… [+1234 chars]",
        **more,
    }


KINDS = [
    (SourceKind.COINDESK, coindesk, lambda rows: {"Data": rows, "Err": {}}),
    (SourceKind.CRYPTOCOMPARE, cryptocompare, lambda rows: {"Type": 100, "Message": "ok", "Data": rows}),
    (SourceKind.NEWSAPI, newsapi, lambda rows: {"status": "ok", "totalResults": 9, "articles": rows}),
]


@pytest.mark.parametrize(("kind", "row", "body"), KINDS)
async def test_articles_become_documents_once(kind: SourceKind, row: Any, body: Any) -> None:
    rows = [row(2), row(1)]
    async with serving(Reply(body(rows)), Reply(body([row(3), *rows]))) as server:
        first = await fetched(kind, server)
        second = await fetched(kind, server, first.position)

    one, two = first.items
    assert isinstance(one, FetchedDocument)
    assert isinstance(two, FetchedDocument)
    assert (one.title, two.title, len(second.items)) == ("Title 1", "Title 2", 1)
    assert (one.kind, one.body, one.author) == (DocumentKind.NEWS, "The whole text", "Ada")
    assert one.url == "https://news.example/1"
    # NewsAPI does not say it, and gives other languages than those that were asked for.
    assert one.language == (None if kind is SourceKind.NEWSAPI else "en")
    assert one.published_at == NOW - timedelta(minutes=1)


@pytest.mark.parametrize(("kind", "row", "body"), KINDS)
async def test_a_row_that_cannot_be_read_is_left_out_alone(kind: SourceKind, row: Any, body: Any) -> None:
    names = {SourceKind.COINDESK: "TITLE", SourceKind.CRYPTOCOMPARE: "title", SourceKind.NEWSAPI: "title"}
    rows = [row(1), row(2, **{names[kind]: None}), row(3, **{names[kind]: ["x"]}), 7, None, {}]
    async with serving(Reply(body(rows))) as server:
        fetch = await fetched(kind, server)

    assert len(fetch.items) == 1


@pytest.mark.parametrize(("kind", "row", "body"), KINDS)
async def test_no_articles_are_no_error(kind: SourceKind, row: Any, body: Any) -> None:
    del row
    async with serving(Reply(body([]))) as server:
        assert (await fetched(kind, server)).items == ()


@pytest.mark.parametrize(
    ("kind", "header", "value"),
    [
        (SourceKind.COINDESK, "x-api-key", KEY),
        (SourceKind.CRYPTOCOMPARE, "authorization", f"Apikey {KEY}"),
        (SourceKind.NEWSAPI, "x-api-key", KEY),
    ],
)
async def test_the_key_is_in_a_header(kind: SourceKind, header: str, value: str) -> None:
    async with serving(Reply({"Data": [], "articles": []})) as server:
        await fetched(kind, server)

    (asked,) = server.asked
    assert asked.headers[header] == value
    assert KEY not in asked.target


async def test_an_article_that_coindesk_has_deleted_is_deleted() -> None:
    async with serving(Reply({"Data": [coindesk(1, STATUS="DELETED")], "Err": {}})) as server:
        fetch = await fetched(SourceKind.COINDESK, server)

    assert fetch.items == (DeletedDocument(source="coindesk", native_id="1"),)


async def test_newsapi_cuts_its_texts_and_names_what_was_removed() -> None:
    rows = [newsapi(1, description=None, author=None), newsapi(2, title="[Removed]"), newsapi(3, url="javascript:x")]
    async with serving(Reply({"status": "ok", "articles": rows})) as server:
        (document,) = (await fetched(SourceKind.NEWSAPI, server)).items

    assert isinstance(document, FetchedDocument)
    assert (document.body, document.author) == ("The whole", "Courier")
    assert (document.native_id, server.asked[0].query["q"]) == ("https://news.example/1", "bitcoin")
