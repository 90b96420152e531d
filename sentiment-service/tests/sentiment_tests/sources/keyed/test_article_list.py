"""The back-fill of lists of articles: page by page, to the day that was asked for, and no further."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sentiment.sources.definition import SourceKind
from sentiment.sources.fetched import FetchedDocument
from sentiment.sources.source import Fetch

from ..surroundings import NOW
from ..web_server import Reply, WebServer, serving
from .asking import fetched
from .test_news import KINDS

SINCE = "2026-11-27"
FIRST_DAY = datetime(2026, 11, 27, tzinfo=UTC)
TIMES = {
    SourceKind.COINDESK: "PUBLISHED_ON",
    SourceKind.CRYPTOCOMPARE: "published_on",
    SourceKind.NEWSAPI: "publishedAt",
}
UNTIL = {SourceKind.COINDESK: "to_ts", SourceKind.CRYPTOCOMPARE: "lTs", SourceKind.NEWSAPI: "to"}
BODIES: dict[SourceKind, tuple[Any, Any]] = {kind: (row, body) for kind, row, body in KINDS}

each_kind = pytest.mark.parametrize("kind", TIMES)


def page(kind: SourceKind, *articles: tuple[int, timedelta]) -> Reply:
    """A page of articles, each a number and its age."""
    row, body = BODIES[kind]
    return Reply(body([row(number, **{TIMES[kind]: written(kind, NOW - age)}) for number, age in articles]))


def written(kind: SourceKind, at: datetime) -> Any:
    return f"{at:%Y-%m-%dT%H:%M:%S}" if kind is SourceKind.NEWSAPI else int(at.timestamp())


def titles(fetch: Fetch) -> list[str]:
    return [item.title for item in fetch.items if isinstance(item, FetchedDocument)]


def asked_until(kind: SourceKind, server: WebServer) -> list[str | None]:
    return [asked.query.get(UNTIL[kind]) for asked in server.asked]


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


@each_kind
async def test_older_articles_come_page_by_page_until_the_day_is_reached(kind: SourceKind) -> None:
    newest = page(kind, (9, hours(1)))
    pages = [newest, page(kind, (8, hours(2)), (7, hours(40))), newest, page(kind, (6, hours(41)), (5, hours(90)))]
    async with serving(*pages, newest) as server:
        first = await fetched(kind, server, since=SINCE)
        second = await fetched(kind, server, first.position, since=SINCE)
        third = await fetched(kind, server, second.position, since=SINCE)

    # The article of 90 hours ago is of the day before.
    assert [titles(first), titles(second), titles(third)] == [["Title 7", "Title 8", "Title 9"], ["Title 6"], []]
    assert first.notice == "back-fill to 2026-11-27: at 2026-11-28"
    assert (second.notice, third.notice) == (None, None)
    assert [value is not None for value in asked_until(kind, server)] == [False, True, False, True, False]


@each_kind
async def test_the_second_page_ends_where_the_first_began(kind: SourceKind) -> None:
    newest = page(kind, (9, hours(1)))
    async with serving(newest, page(kind, (7, hours(40))), newest, page(kind, (6, hours(41)))) as server:
        first = await fetched(kind, server, since=SINCE)
        await fetched(kind, server, first.position, since=SINCE)

    assert asked_until(kind, server) == [None, str(written(kind, NOW)), None, str(written(kind, NOW - hours(40)))]


@each_kind
async def test_an_empty_page_does_not_end_the_back_fill(kind: SourceKind) -> None:
    newest = page(kind, (9, hours(1)))
    async with serving(newest, page(kind), newest, page(kind, (5, hours(30)))) as server:
        first = await fetched(kind, server, since=SINCE)
        second = await fetched(kind, server, first.position, since=SINCE)

    assert first.notice == "back-fill to 2026-11-27: at 2026-11-29"
    assert titles(second) == ["Title 5"]


@each_kind
async def test_a_page_that_stands_still_is_stepped_over(kind: SourceKind) -> None:
    newest = page(kind, (9, hours(1)))
    async with serving(newest, page(kind, (8, hours(0)))) as server:
        first = await fetched(kind, server, since=SINCE)

    assert datetime.fromisoformat(first.position["reached"]) == NOW - timedelta(seconds=1)


@each_kind
async def test_a_refused_page_waits_while_what_is_new_goes_on(kind: SourceKind) -> None:
    async with serving(page(kind, (9, hours(1))), Reply(status=500)) as server:
        fetch = await fetched(kind, server, since=SINCE)

    assert titles(fetch) == ["Title 9"]
    assert fetch.notice is not None
    assert fetch.notice.startswith("back-fill to 2026-11-27 waits: ")
    assert "reached" not in fetch.position


@each_kind
async def test_a_day_that_is_moved_back_is_gone_on_to_from_where_one_is(kind: SourceKind) -> None:
    newest = page(kind, (9, hours(1)))
    async with serving(newest, newest, page(kind, (4, hours(100)))) as server:
        done = {"reached": FIRST_DAY.isoformat()}
        unchanged = await fetched(kind, server, done, since=SINCE)
        moved = await fetched(kind, server, unchanged.position, since="2026-11-20")

    assert (titles(unchanged), titles(moved)) == (["Title 9"], ["Title 4"])
    assert unchanged.position["reached"] == done["reached"]
