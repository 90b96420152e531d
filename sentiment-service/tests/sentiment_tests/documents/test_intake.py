import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sentiment.documents.intake import Intake
from sentiment.documents.tagging import Tagging
from sentiment.sources.fetched import DeletedDocument, FetchedDocument, IndexValue, RemovedAuthor
from shared.events import DocumentKind
from sqlalchemy.ext.asyncio import AsyncEngine

from .feed import SAME_STORY_WITHIN, Feed


@pytest.fixture
def intake(engine: AsyncEngine, tagging: Tagging) -> Intake:
    return Intake(engine, tagging, same_story_within=SAME_STORY_WITHIN)


@pytest.fixture
def feed(intake: Intake, engine: AsyncEngine) -> Feed:
    return Feed(intake, engine)


def story(words: str) -> str:
    """A title that no other test's is alike to."""
    return f"{words} {uuid4().hex[:6]} {uuid4().hex[:6]} {uuid4().hex[:6]}"


async def test_an_item_is_stored_in_plain_text_with_its_coins(feed: Feed) -> None:
    await feed.tell(
        feed.item(
            "1",
            "Bitcoin &amp; Solana <b>rise</b> as exchange traded funds buy",
            body="<p>More below.</p>",
            url="https://news.example/a?utm_source=rss#top",
        )
    )

    (row,) = await feed.stored()
    assert row.title == "Bitcoin & Solana rise as exchange traded funds buy"
    assert row.body == "More below."
    assert row.url == "https://news.example/a"
    assert sorted(row.coins) == ["bitcoin", "solana"]
    assert row.state == "new"


async def test_the_same_item_again_changes_nothing(feed: Feed) -> None:
    item = feed.item("1", story("Bitcoin miner opens a site"))

    assert await feed.tell(item) == 1
    assert await feed.tell(item, item) == 0
    assert len(await feed.stored()) == 1


async def test_an_item_twice_in_one_fetch_is_one(feed: Feed) -> None:
    item = feed.item("1", story("Bitcoin miner opens a site"))

    await feed.tell(item, item)

    assert len(await feed.stored()) == 1


async def test_the_same_story_from_two_sites_is_one(feed: Feed, intake: Intake, engine: AsyncEngine) -> None:
    other = Feed(intake, engine)
    title = story("Regulator sues Bitcoin exchange over custody")

    await feed.tell(feed.item("a", title))
    await other.tell(other.item("b", f"{title}, sources say"))

    assert await feed.stories() == await other.stories()


async def test_the_same_story_from_five_sites_at_once_is_one(feed: Feed, intake: Intake, engine: AsyncEngine) -> None:
    sites = [feed, *(Feed(intake, engine) for _ in range(4))]
    title = story("Regulator sues Bitcoin exchange over custody")

    await asyncio.gather(*(site.tell(site.item("1", title)) for site in sites))

    assert len(set().union(*[await site.stories() for site in sites])) == 1


async def test_two_alike_items_of_one_fetch_are_one_story(feed: Feed) -> None:
    title = story("Regulator sues Bitcoin exchange over custody")

    await feed.tell(feed.item("guid-1", title), feed.item("guid-2", title))

    assert len(await feed.stored()) == 2
    assert len(await feed.stories()) == 1


async def test_an_edited_title_is_the_same_story_and_is_scored_again(feed: Feed) -> None:
    await feed.tell(feed.item("1", story("Bitcoin falls after the report")))
    (before,) = await feed.stored()

    assert await feed.tell(feed.item("1", "Correction: Solana network upgraded without a halt, developers say")) == 1

    (after,) = await feed.stored()
    assert (after.document_id, after.story_id) == (before.document_id, before.story_id)
    assert after.coins == ["solana"]
    assert after.state == "new"
    assert after.edited_at is not None


async def test_alike_texts_far_apart_in_time_are_two_stories(feed: Feed) -> None:
    title = story("Weekly review: Bitcoin and what moved it")
    now = datetime.now(UTC)

    await feed.tell(feed.item("old", title, published_at=now - timedelta(days=7)))
    await feed.tell(feed.item("new", title, published_at=now))

    assert len(await feed.stories()) == 2


async def test_a_post_that_copies_a_headline_is_the_crowds_own(feed: Feed, intake: Intake, engine: AsyncEngine) -> None:
    crowd = Feed(intake, engine, kind=DocumentKind.SOCIAL)
    title = story("Regulator sues Bitcoin exchange over custody")

    await feed.tell(feed.item("a", title))
    await crowd.tell(crowd.item("b", "", body=title, author="somebody"))

    assert not await feed.stories() & await crowd.stories()


async def test_stories_are_found_again_after_a_restart(feed: Feed, engine: AsyncEngine, tagging: Tagging) -> None:
    title = story("Regulator sues Bitcoin exchange over custody")
    await feed.tell(feed.item("1", title))
    restarted = Intake(engine, tagging, same_story_within=SAME_STORY_WITHIN)
    await restarted.load()
    other = Feed(restarted, engine)

    await other.tell(other.item("2", title))

    assert await feed.stories() == await other.stories()


async def test_a_deleted_post_stays_deleted_when_it_is_repeated(feed: Feed) -> None:
    post = feed.item("did:1/abc", "", body=story("Bitcoin to the moon"), kind=DocumentKind.SOCIAL, author="did:1")
    await feed.tell(post)

    assert await feed.tell(DeletedDocument(source=feed.name, native_id="did:1/abc")) == 1
    assert await feed.tell(post) == 0

    (row,) = await feed.stored()
    assert (row.state, row.title, row.body, row.coins) == ("deleted", "", "", [])


async def test_what_is_told_and_deleted_in_one_fetch_is_deleted(feed: Feed) -> None:
    post = feed.item("did:1/abc", "", body=story("Bitcoin to the moon"), author="did:1")

    await feed.tell(post, DeletedDocument(source=feed.name, native_id="did:1/abc"))

    (row,) = await feed.stored()
    assert row.state == "deleted"


async def test_a_removed_account_takes_its_posts_with_it_until_it_is_back(feed: Feed) -> None:
    def post(native_id: str) -> FetchedDocument:
        return feed.item(native_id, "", body=story("Bitcoin to the moon"), author="did:9")

    await feed.tell(post("1"), post("2"))
    await feed.tell(RemovedAuthor(source=feed.name, author="did:9"), post("3"))

    assert [row.state for row in await feed.stored()] == ["deleted", "deleted"]

    await feed.tell(RemovedAuthor(source=feed.name, author="did:9", is_back=True), post("4"))

    assert [row.state for row in await feed.stored()] == ["deleted", "deleted", "new"]


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("Der Kurs des Bitcoin ist gestern wieder deutlich gestiegen, sagen die Händler", "language"),
        ("The best ten recipes for a warm autumn soup with pumpkin", "off_topic"),
    ],
)
async def test_what_is_not_english_or_not_about_crypto_is_left_out_with_its_reason(
    feed: Feed, title: str, reason: str
) -> None:
    await feed.tell(feed.item("1", title))

    (row,) = await feed.stored()
    assert (row.state, row.reason) == ("left_out", reason)


async def test_a_time_in_the_future_is_a_wrong_clock(feed: Feed) -> None:
    await feed.tell(feed.item("1", story("Bitcoin rises"), published_at=datetime.now(UTC) + timedelta(days=2)))

    (row,) = await feed.stored()
    assert row.published_at < datetime.now(UTC) + timedelta(hours=1)


async def test_the_position_is_kept_with_the_items(feed: Feed, intake: Intake) -> None:
    assert await intake.read_position(feed.name) == {}

    await feed.tell(feed.item("1", story("Bitcoin rises")), position={"etag": '"1"'})

    assert await intake.read_position(feed.name) == {"etag": '"1"'}


async def test_the_index_is_stored_by_day(feed: Feed) -> None:
    day = datetime(2026, 11, 29, tzinfo=UTC)

    await feed.tell(IndexValue(source=feed.name, day=day, value=40, classification="Fear"))
    await feed.tell(IndexValue(source=feed.name, day=day, value=41, classification="Fear"))

    assert await feed.stored() == []
