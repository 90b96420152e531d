from datetime import datetime, timedelta
from typing import Any

import pytest
from sentiment.sources.definition import SourceKind
from sentiment.sources.fetched import FetchedDocument
from sentiment.sources.source import Fetch, SourceError
from shared.events import DocumentKind

from ..surroundings import KEY, NOW
from ..web_server import Reply, WebServer, serving
from .asking import fetched


def id_at(at: datetime, number: int = 0) -> str:
    return str(((int(at.timestamp() * 1_000) - 1_288_834_974_657) << 22) + number)


NEWEST = int(id_at(NOW - timedelta(minutes=1)))


def page(*numbers: int, next_token: str = "") -> Reply:
    posts = [
        {
            "id": str(NEWEST + number),
            "text": f"$BTC {number} &amp; more",
            "created_at": "2026-11-30T11:59:00.000Z",
            "lang": "en",
            "author_id": "77",
        }
        for number in numbers
    ]
    meta = {"result_count": len(posts), **({"next_token": next_token} if next_token else {})}
    return Reply({"data": posts, "meta": meta} if posts else {"meta": {"result_count": 0}})


async def asked_x(server: WebServer, position: dict[str, Any] | None = None, posts_per_day: int = 2_000) -> Fetch:
    return await fetched(SourceKind.X, server, position, posts_per_day=posts_per_day)


async def test_posts_become_documents_and_the_newest_is_gone_on_from() -> None:
    async with serving(page(3, 2, 1), page()) as server:
        first = await asked_x(server)
        second = await asked_x(server, first.position)

    document = first.items[0]
    assert isinstance(document, FetchedDocument)
    assert (document.native_id, document.title, document.kind) == (
        str(NEWEST + 1),
        "$BTC 1 &amp; more",
        DocumentKind.SOCIAL,
    )
    assert (document.url, document.author) == (f"https://x.com/i/status/{NEWEST + 1}", "77")
    assert (document.language, document.published_at) == ("en", NOW - timedelta(minutes=1))
    assert "since_id" not in server.asked[0].query
    assert server.asked[1].query["since_id"] == str(NEWEST + 3)
    assert second.position["newest_id"] == str(NEWEST + 3)
    assert server.asked[0].headers["authorization"] == f"Bearer {KEY}"


async def test_an_id_that_x_takes_for_too_old_is_not_gone_on_from() -> None:
    async with serving(page()) as server:
        await asked_x(server, {"newest_id": id_at(NOW - timedelta(days=7))})
        await asked_x(server, {"newest_id": id_at(NOW - timedelta(days=6))})

    assert ["since_id" in asked.query for asked in server.asked] == [False, True]


async def test_a_fetch_reads_no_more_than_its_share_of_the_day() -> None:
    async with serving(page(*range(10))) as server:
        fetch = await asked_x(server, posts_per_day=2_000)  # every 5 min: 7 of them, and X gives no fewer than 10

    assert (server.asked[0].query["max_results"], len(fetch.items)) == ("10", 10)


async def test_with_much_to_spend_pages_are_read_one_after_the_other() -> None:
    async with serving(page(*range(200, 100, -1), next_token="b"), page(*range(100, 90, -1))) as server:
        fetch = await asked_x(server, posts_per_day=100_000)

    assert len(fetch.items) == 110
    assert [document.native_id for document in fetch.items][:1] == [str(NEWEST + 91)]  # type: ignore[union-attr]
    assert (server.asked[0].query["max_results"], server.asked[1].query["next_token"]) == ("100", "b")


async def test_when_the_days_posts_are_read_nothing_is_asked_until_some_are_free_again() -> None:
    async with serving(page(*range(10))) as server:
        position = (await asked_x(server, posts_per_day=15)).position
        with pytest.raises(SourceError) as error:
            await asked_x(server, position, posts_per_day=15)

    assert error.value.reason == "spending cap: 15 posts in 24 h have been read"
    assert error.value.retry_after == timedelta(days=1)
    assert len(server.asked) == 1


async def test_nothing_to_spend_asks_nothing() -> None:
    async with serving(page(1)) as server:
        with pytest.raises(SourceError, match="spending cap: 0 posts"):
            await asked_x(server, posts_per_day=0)

    assert server.asked == []


async def test_a_limit_on_the_second_page_leaves_what_the_first_has_brought() -> None:
    async with serving(page(*range(100), next_token="b"), Reply({}, 429)) as server:
        fetch = await asked_x(server, posts_per_day=100_000)

    assert len(fetch.items) == 100
    assert sum(count for _, count in fetch.position["spent"]) == 100


async def test_errors_about_single_posts_do_not_spoil_the_others() -> None:
    body = page(1).body | {"errors": [{"title": "Not Found Error", "detail": "Could not find user"}]}
    async with serving(Reply(body)) as server:
        assert len((await asked_x(server)).items) == 1


async def test_posts_that_cannot_be_read_are_left_out_alone() -> None:
    posts = [*page(1).body["data"], {"id": "x", "text": "a"}, {"id": "12"}, 7, {"id": "9" * 40, "text": "a"}]
    async with serving(Reply({"data": posts, "meta": {}})) as server:
        fetch = await asked_x(server)

    assert [document.native_id for document in fetch.items] == [str(NEWEST + 1)]  # type: ignore[union-attr]
    assert fetch.position["newest_id"] == str(NEWEST + 1)
