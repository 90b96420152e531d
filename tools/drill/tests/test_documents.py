"""What the sentiment drill takes for a loss, a double count or a wrong score."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from drill.checks.documents import StoredDocument, check_once, check_posts, check_scored, check_stories, item_id_of
from drill.checks.explained import check_explained
from drill.checks.story_topic import Revisions, check_topic
from drill.feeds.news.made_up import story
from drill.feeds.news.press import JETSTREAM, Post, ToldStory
from drill.platform import DrillError
from shared.events import DocumentKind, DocumentV1, StoryDocument

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
HALF_LIFE = timedelta(hours=8)
STORY = story(0)
FIRST, SECOND = ("ledgerpost", "ledgerpost-x1"), ("quillchain", "quillchain-x2")


def stored(key: tuple[str, str], title: str, story_id: UUID, *, hours: float = 1) -> StoredDocument:
    source, item_id = key
    at = NOW - timedelta(hours=hours)
    return StoredDocument(
        document_id=uuid4(),
        source=source,
        native_id=item_id,
        state="scored",
        title=title,
        url=f"http://127.0.0.1:8109/feeds/articles/{item_id}",
        coins=("bitcoin",),
        story_id=story_id,
        published_at=at,
        story_at=at,
        scored=frozenset({"", "bitcoin"}),
    )


@pytest.fixture
def pair() -> list[StoredDocument]:
    story_id = uuid4()
    return [stored(FIRST, STORY.first, story_id), stored(SECOND, STORY.second, story_id)]


def told() -> list[ToldStory]:
    return [ToldStory(STORY, {FIRST: STORY.first, SECOND: STORY.second})]


def test_an_items_id_is_the_end_of_its_address() -> None:
    assert item_id_of("http://127.0.0.1:8109/feeds/articles/tokengazette-x1?utm_source=rss") == "tokengazette-x1"
    assert item_id_of(None) == ""


def test_an_item_that_is_missing_or_stored_twice_is_found(pair: list[StoredDocument]) -> None:
    check_once(pair, {FIRST, SECOND})

    with pytest.raises(DrillError, match="1 of 2 items are not stored"):
        check_once(pair[:1], {FIRST, SECOND})
    with pytest.raises(DrillError, match="more than once"):
        check_once([*pair, replace(pair[0], document_id=uuid4())], {FIRST})


def test_what_lacks_a_score_of_one_of_its_coins_is_found(pair: list[StoredDocument]) -> None:
    check_scored([*pair, replace(pair[0], state="deleted", scored=frozenset())])

    for wrong in (replace(pair[0], scored=frozenset({""})), replace(pair[0], state="parked")):
        with pytest.raises(DrillError, match="without their score"):
            check_scored([wrong])


def test_two_tellings_in_two_stories_and_an_old_title_are_found(pair: list[StoredDocument]) -> None:
    check_stories(pair, told())

    with pytest.raises(DrillError, match="in two stories"):
        check_stories([pair[0], replace(pair[1], story_id=uuid4())], told())
    with pytest.raises(DrillError, match="should be"):
        check_stories([replace(pair[0], title="Older"), pair[1]], told())


def test_two_stories_taken_for_one_are_found(pair: list[StoredDocument]) -> None:
    other = story(3)
    key = ("hashline", "hashline-x3")
    merged = stored(key, other.first, pair[0].story_id)

    with pytest.raises(DrillError, match="2 stories are stored as 1"):
        check_stories([*pair, merged], [*told(), ToldStory(other, {key: other.first})])


def test_a_deleted_post_that_is_still_there_is_found() -> None:
    post = Post("did:plc:a", "3k", "bitcoin", is_gone=True)
    row = replace(stored((JETSTREAM, post.native_id), "a post", uuid4()), url=None)
    gone = replace(row, state="deleted", title="", coins=())

    check_posts([gone], [post], [], NOW - timedelta(days=1))
    check_posts([row], [replace(post, is_gone=False)], [post.native_id], NOW - timedelta(days=1))
    with pytest.raises(DrillError, match="still there"):
        check_posts([row], [post], [post.native_id], NOW)
    with pytest.raises(DrillError, match="still there"):
        check_posts([row], [], [], NOW - timedelta(days=1))
    with pytest.raises(DrillError, match="not stored"):
        check_posts([], [replace(post, is_gone=False)], [], NOW)


def event(documents: list[StoredDocument], revision: int) -> DocumentV1:
    listed = tuple(StoryDocument(document_id=one.document_id, source=one.source, url=one.url) for one in documents)
    return DocumentV1(
        story_id=documents[0].story_id,
        kind=DocumentKind.NEWS,
        title="A story",
        url=None,
        source="ledgerpost",
        published_at_us=0,
        as_of_us=0,
        label=None,
        score=None,
        probabilities=None,
        coins=(),
        reach=len(documents),
        documents=listed,
        model=None,
        model_version=None,
        revision=revision,
    )


def test_a_topic_without_the_newest_state_of_a_story_is_found(pair: list[StoredDocument]) -> None:
    story_id = pair[0].story_id
    revisions = {story_id: Revisions(3, 3)}
    check_topic(pair, revisions, {story_id: event(pair, 3)})

    for wrong in (event(pair, 2), event(pair[:1], 3)):
        with pytest.raises(DrillError, match="newest state"):
            check_topic(pair, revisions, {story_id: wrong})
    with pytest.raises(DrillError, match="newest state"):
        check_topic(pair, revisions, {})
    with pytest.raises(DrillError, match="waits"):
        check_topic(pair, {story_id: Revisions(4, 3)}, {story_id: event(pair, 3)})


def test_a_story_of_which_nothing_is_left_must_be_empty_on_the_topic(pair: list[StoredDocument]) -> None:
    story_id, revisions = pair[0].story_id, {pair[0].story_id: Revisions(3, 3)}
    gone = [replace(one, state="deleted") for one in pair]
    check_topic(gone, revisions, {})

    with pytest.raises(DrillError, match="still has documents"):
        check_topic(gone, revisions, {story_id: event(pair, 3)})


def explained(documents: list[StoredDocument]) -> dict[str, Any]:
    """As the platform weighs them; every score is 0.5."""
    count = len({one.document_id for one in documents})
    items = [
        {
            "document_id": str(one.document_id),
            "story_id": str(one.story_id),
            "story_published_at": one.story_at.isoformat(),
            "source": one.source,
            "score": "0.5000",
            "weight": f"{0.5 ** ((NOW - one.story_at) / HALF_LIFE) / count:.12f}",
        }
        for one in documents
    ]
    return {
        "score": "0.5000",
        "documents": len(documents),
        "stories": 1,
        "interval_95": None,
        "positive_percent": None,
        "neutral_percent": None,
        "half_life_hours": "8.0000",
        "sources": [{"source": one.source, "weight": "1.0000"} for one in documents],
        "items": items,
        "rest": {"documents": 0, "weight": "0", "weight_times_score": "0"},
        "total_weight": str(sum(Decimal(str(item["weight"])) for item in items)),
    }


def test_a_score_that_is_not_the_mean_of_what_explains_it_is_found(pair: list[StoredDocument]) -> None:
    answer = explained(pair)
    check_explained("bitcoin", answer, answer, pair, NOW)

    wrong = answer | {"score": "0.5002"}
    with pytest.raises(DrillError, match="mean of its documents"):
        check_explained("bitcoin", wrong, wrong, pair, NOW)
    with pytest.raises(DrillError, match="explained otherwise"):
        check_explained("bitcoin", wrong, answer, pair, NOW)


def test_a_story_that_counts_once_for_each_of_its_sites_is_found(pair: list[StoredDocument]) -> None:
    answer = explained(pair)
    answer["items"][0]["weight"] = str(2 * Decimal(answer["items"][0]["weight"]))
    answer["total_weight"] = str(sum(Decimal(item["weight"]) for item in answer["items"]))

    with pytest.raises(DrillError, match="weighed by their age"):
        check_explained("bitcoin", answer, answer, pair, NOW)


def test_a_document_that_is_lacking_deleted_or_listed_twice_is_found(pair: list[StoredDocument]) -> None:
    for listed, there, what in (
        (pair[:1], pair, "not in its score"),
        (pair, pair[:1], "should not"),
        (pair, [pair[0], replace(pair[1], state="deleted")], "should not"),
        ([pair[0], pair[0]], pair, "count twice"),
    ):
        answer = explained(listed)
        with pytest.raises(DrillError, match=what):
            check_explained("bitcoin", answer, answer, there, NOW)
