from dataclasses import replace
from typing import Any

import pytest
from sentiment.sources.definition import SourceDefinition, SourceKind
from sentiment.sources.fetched import FetchedDocument
from sentiment.sources.rss import Rss
from sentiment.sources.source import Fetch, SourceError
from shared.events import DocumentKind

from .feeds.feeds import RSS, item, rss
from .surroundings import NOW, defined, now, web_client
from .web_server import Reply, WebServer, serving

XML = {"Content-Type": "application/rss+xml"}


def feed(*items: str, **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(rss(*items), headers={**XML, **named})


def definition(server: WebServer) -> SourceDefinition:
    return defined(SourceKind.RSS, f"{server.url}/feed", name="courier")


async def fetched(server: WebServer, position: dict[str, Any] | None = None) -> Fetch:
    async with web_client() as web:
        return await Rss(definition(server), web, now).fetch(position or {})


def titles(fetch: Fetch) -> list[str]:
    return [document.title for document in fetch.items if isinstance(document, FetchedDocument)]


async def test_a_feeds_items_become_documents() -> None:
    async with serving(Reply(RSS, headers=XML)) as server:
        fetch = await fetched(server)

    first, second = fetch.items
    assert isinstance(first, FetchedDocument)
    assert isinstance(second, FetchedDocument)
    assert (first.source, first.native_id, first.kind) == ("courier", "7f1c-0001", DocumentKind.NEWS)
    assert (first.author, first.language) == ("Ada Writer, Ben Editor", "en-US")
    assert (first.published_at.hour, second.published_at) == (8, NOW)
    assert (fetch.next_after, fetch.notice) == (None, None)


async def test_a_feed_that_has_not_changed_is_not_sent_again() -> None:
    async with serving(feed(item(), ETag='"1"', Last_Modified="Mon, 30 Nov 2026 08:00:00 GMT")) as server:
        first = await fetched(server)
        server.replies = [Reply(status=304)]
        second = await fetched(server, first.position)

    assert server.asked[1].headers["if-none-match"] == '"1"'
    assert server.asked[1].headers["if-modified-since"] == "Mon, 30 Nov 2026 08:00:00 GMT"
    assert (second.items, second.position) == ((), first.position)


async def test_a_feed_that_knows_no_conditions_is_read_again_only_where_it_has_changed() -> None:
    one, other, third = item("One", guid="1"), item("Other", guid="2"), item("Third", guid="3")
    async with serving(feed(one, other), feed(one, other), feed(third, one, other)) as server:
        first = await fetched(server)
        second = await fetched(server, first.position)
        third_fetch = await fetched(server, second.position)

    assert [titles(each) for each in (first, second, third_fetch)] == [["One", "Other"], [], ["Third"]]
    assert "if-none-match" not in server.asked[1].headers


async def test_an_edited_title_is_the_same_document() -> None:
    link = "https://news.example/a"
    before, after = item("Coin falls", guid="1", link=link), item("Coin rises", guid="1", link=link)
    async with serving(feed(before), feed(after)) as server:
        first = await fetched(server)
        second = await fetched(server, first.position)

    (one,), (edited,) = first.items, second.items
    assert isinstance(one, FetchedDocument)
    assert edited == replace(one, title="Coin rises")


async def test_conditions_that_no_header_can_hold_are_not_kept() -> None:
    async with serving(feed(item(), ETag=f'"{"a" * 1_000}"')) as server:
        fetch = await fetched(server)

    assert "etag" not in fetch.position


async def test_a_feed_that_has_moved_for_good_is_read_and_says_so() -> None:
    async with serving() as server:
        server.by_path = {
            "/feed": [Reply(status=301, headers={"Location": "/new/feed"})],
            "/new/feed": [feed(item(), ETag='"1"')],
        }
        fetch = await fetched(server)

    assert (titles(fetch), fetch.notice) == (["A title"], f"moved to {server.url}/new/feed")


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply("<html>Are you a robot?</html>"), "unreadable: HTML instead of a feed"),
        (Reply("<html>Are you a robot?</html>", status=403), "answered 403"),
        (Reply("{}"), "unreadable: JSON instead of a feed"),
        (Reply(""), "unreadable: empty"),
        (Reply(status=304), "answered 304"),
        (Reply(status=404), "answered 404"),
        (Reply(status=429, headers={"Retry-After": "360"}), "rate limit, retry in 6 min"),
        (Reply("<!DOCTYPE r [<!ENTITY a 'b'>]><rss>&a;</rss>"), "unreadable: XML with entities of its own"),
        (Reply("<rss><channel>"), "unreadable: XML that is broken at line 1, column 14"),
    ],
)
async def test_what_is_no_feed_is_a_reason(reply: Reply, reason: str) -> None:
    async with serving(reply) as server:
        with pytest.raises(SourceError) as error:
            await fetched(server)

    assert (error.value.reason, error.value.is_key) == (reason, False)


async def test_a_feed_that_has_become_a_front_page_says_where() -> None:
    async with serving() as server:
        server.by_path = {
            "/feed": [Reply(status=302, headers={"Location": "/"})],
            "/": [Reply("<!doctype html><title>News</title>")],
        }
        with pytest.raises(SourceError, match=f"^moved to {server.url}/: unreadable: HTML instead of a feed$"):
            await fetched(server)


async def test_a_script_in_a_title_goes_on_as_text_and_nothing_else_does() -> None:
    async with serving(feed(item("<script>alert(1)</script>Coin & more", link="javascript:alert(1)"))) as server:
        (document,) = (await fetched(server)).items

    assert isinstance(document, FetchedDocument)
    assert document.title == "<script>alert(1)</script>Coin & more"  # what strips HTML comes later
    assert document.url is None


async def test_a_megabyte_of_title_is_cut() -> None:
    async with serving(feed(item("é" * 1_000_000))) as server:
        (document,) = (await fetched(server)).items

    assert isinstance(document, FetchedDocument)
    assert document.title == "é" * 1_000
