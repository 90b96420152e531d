from base64 import b64decode
from datetime import timedelta
from typing import Any

import pytest
from sentiment.sources.definition import SourceKind
from sentiment.sources.fetched import DeletedDocument, FetchedDocument
from sentiment.sources.keyed.reddit import Reddit
from sentiment.sources.source import SourceError

from ..surroundings import KEY, NOW, defined, now, web_client
from ..web_server import Reply, WebServer, serving
from .asking import fetched

TOKEN = "/api/v1/access_token"
LISTING = "/r/Bitcoin/new"


def post(number: int, **more: Any) -> dict[str, Any]:
    data = {
        "name": f"t3_{number}",
        "title": f"Title {number}",
        "selftext": "Some &lt;text&gt;",
        "permalink": f"/r/Bitcoin/comments/{number}/title/",
        "author": "ada",
        "created_utc": NOW.timestamp() - 60,
        "removed_by_category": None,
    }
    return {"kind": "t3", "data": {**data, **more}}


def listing(*posts: Any, **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply({"kind": "Listing", "data": {"children": list(posts), "after": None}}, headers=named)


def reddit(*listings: Reply, token: Reply | None = None) -> WebServer:
    granted = token or Reply({"access_token": "the-token", "token_type": "bearer", "expires_in": 3_600})
    return WebServer(by_path={TOKEN: [granted], LISTING: list(listings)})


async def test_a_token_is_asked_for_once_and_used_until_it_ends() -> None:
    async with serving(server=reddit(listing(post(1)))) as server, web_client() as web:
        source = Reddit(defined(SourceKind.REDDIT, f"{server.url}{LISTING}"), web, now, "the-id", KEY)
        first = await source.fetch({})
        await source.fetch(first.position)

    assert [asked.path for asked in server.asked] == [TOKEN, LISTING, LISTING]
    token, one, _ = server.asked
    login = b64decode(token.headers["authorization"].removeprefix("Basic ")).decode()
    assert (login, token.body) == (f"the-id:{KEY}", b"grant_type=client_credentials")
    assert one.headers["authorization"] == "Bearer the-token"
    assert one.headers["user-agent"].startswith("linux:tidemark")


async def test_a_token_that_ends_early_is_replaced_once() -> None:
    async with serving(server=reddit(Reply({}, 401), listing(post(1)))) as server:
        assert len((await fetched(SourceKind.REDDIT, server)).items) == 1

    assert [asked.path for asked in server.asked] == [TOKEN, LISTING, TOKEN, LISTING]


async def test_posts_become_documents_once() -> None:
    async with serving(server=reddit(listing(post(2), post(1)))) as server:
        first = await fetched(SourceKind.REDDIT, server)
        second = await fetched(SourceKind.REDDIT, server, first.position)

    document = first.items[0]
    assert isinstance(document, FetchedDocument)
    assert (document.native_id, document.title, document.body) == ("t3_1", "Title 1", "Some &lt;text&gt;")
    assert (document.url, document.author) == ("https://www.reddit.com/r/Bitcoin/comments/1/title/", "ada")
    assert document.published_at == NOW - timedelta(minutes=1)
    assert (len(first.items), second.items) == (2, ())


@pytest.mark.parametrize(
    "gone", [{"removed_by_category": "moderator"}, {"author": "[deleted]"}, {"selftext": "[removed]"}]
)
async def test_a_post_that_is_removed_later_is_deleted_once(gone: dict[str, Any]) -> None:
    replies = listing(post(1)), listing(post(1, **gone)), listing(post(1, **gone))
    async with serving(server=reddit(*replies)) as server:
        first = await fetched(SourceKind.REDDIT, server)
        second = await fetched(SourceKind.REDDIT, server, first.position)
        third = await fetched(SourceKind.REDDIT, server, second.position)

    assert second.items == (DeletedDocument(source="reddit", native_id="t3_1"),)
    assert third.items == ()


async def test_when_no_requests_are_left_it_waits_for_more() -> None:
    limited = listing(post(1), X_Ratelimit_Remaining="0.0", X_Ratelimit_Reset="240")
    free = listing(post(1), X_Ratelimit_Remaining="90.0", X_Ratelimit_Reset="240")
    async with serving(server=reddit(limited, free)) as server:
        first = await fetched(SourceKind.REDDIT, server)
        second = await fetched(SourceKind.REDDIT, server)

    assert (first.next_after, second.next_after) == (timedelta(minutes=4), None)


async def test_what_is_no_post_is_left_out_alone() -> None:
    rows = [post(1), {"kind": "t1", "data": {}}, {"kind": "t3"}, {"kind": "t3", "data": {"name": "t3_9"}}, 7]
    async with serving(server=reddit(listing(*rows))) as server:
        assert len((await fetched(SourceKind.REDDIT, server)).items) == 1


@pytest.mark.parametrize("token", ["", "a\nb", "é", None])
async def test_a_token_that_no_header_can_hold_is_none(token: Any) -> None:
    server = reddit(listing(post(1)), token=Reply({"access_token": token}))
    async with serving(server=server):
        with pytest.raises(SourceError, match="no access token"):
            await fetched(SourceKind.REDDIT, server)
