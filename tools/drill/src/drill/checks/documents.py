"""The rows of documents, and whether they are what was published: each once, scored, in its story, or deleted."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from drill.checks.stored_rows import fetch
from drill.feeds.news.press import JETSTREAM, ItemKey, Post, ToldStory
from drill.platform import DrillError, Platform

_THE_WHOLE: Final = ""
"""In place of a coin: the text as a whole."""
_SHOWN: Final = 5
_ROWS: Final = """
    SELECT documents.*, stories.published_at AS story_at, ARRAY(
        SELECT coin_id FROM scores
        WHERE scores.document_id = documents.document_id AND scores.text_hash = documents.text_hash
            AND model = $1 AND model_version = $2
    ) AS scored
    FROM documents JOIN stories USING (story_id)
"""
_WAITING: Final = """
    SELECT (SELECT count(*) FROM documents WHERE state = 'new')
        + (SELECT count(*) FROM stories WHERE published_revision < revision) AS count
"""
_ADDRESSES: Final = "SELECT source, url FROM documents WHERE received_at > now() - interval '15 minutes'"
_AWAY: Final = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """`scored`: the coins of which the current model has scored the text as it stands, and '' for the whole."""

    document_id: UUID
    source: str
    native_id: str
    state: str
    title: str
    url: str | None
    coins: tuple[str, ...]
    story_id: UUID
    published_at: datetime
    story_at: datetime
    scored: frozenset[str]

    @property
    def key(self) -> ItemKey:
        return self.source, item_id_of(self.url)

    @property
    def is_shown(self) -> bool:
        return self.state in ("new", "scored")

    @property
    def is_in_scores(self) -> bool:
        return self.is_shown and self.scored == {_THE_WHOLE, *self.coins}


def item_id_of(url: str | None) -> str:
    """The simulator's id of an item, which is the end of its address; '' for what has none."""
    return (url or "").partition("?")[0].rpartition("/")[2]


def fetch_documents(platform: Platform, model: str, version: str) -> list[StoredDocument]:
    names = [name for name in StoredDocument.__slots__ if name not in ("coins", "scored")]
    return [
        StoredDocument(
            **{name: row[name] for name in names}, coins=tuple(row["coins"]), scored=frozenset(row["scored"])
        )
        for row in fetch(platform, _ROWS, model, version)
    ]


def count_waiting(platform: Platform) -> int:
    """How many documents wait for their score, and stories for the topic."""
    return int(fetch(platform, _WAITING)[0]["count"])


def are_stored(platform: Platform, items: Collection[ItemKey]) -> bool:
    """Whether these are in the table; False as well while nobody can say."""
    try:
        rows = fetch(platform, _ADDRESSES)
    except _AWAY:
        return False
    return set(items) <= {(row["source"], item_id_of(row["url"])) for row in rows}


def is_stored(platform: Platform, post: Post) -> bool:
    return bool(fetch(platform, "SELECT 1 FROM documents WHERE native_id = $1", post.native_id))


def check_once(documents: Iterable[StoredDocument], published: Collection[ItemKey]) -> None:
    """Every item is stored, and none twice."""
    counts = Counter(one.key for one in documents if one.url and one.source != JETSTREAM)
    if twice := [key for key, count in counts.items() if count > 1]:
        raise DrillError(f"{len(twice)} items are stored more than once: {sorted(twice)[:_SHOWN]}")
    if missing := set(published) - counts.keys():
        raise DrillError(f"{len(missing)} of {len(published)} items are not stored: {sorted(missing)[:_SHOWN]}")


def check_scored(documents: Iterable[StoredDocument]) -> None:
    """All that is neither deleted nor left out has the current model's score, as a whole and for each coin."""
    odd = [one for one in documents if one.state not in ("deleted", "left_out") and not one.is_in_scores]
    if odd:
        raise DrillError(f"{len(odd)} documents are without their score: {odd[:_SHOWN]}")


def check_stories(documents: Iterable[StoredDocument], told: Sequence[ToldStory]) -> None:
    """What two sites have told is one story, also under another title, and two stories are two."""
    by_key = {one.key: one for one in documents}
    story_ids = set()
    for one in told:
        items = {key: by_key[key] for key in one.titles}
        for key, item in items.items():
            if (item.title, item.state) != (one.titles[key], "scored") or one.story.coin_id not in item.coins:
                raise DrillError(f"{key} is stored as {item}, and should be {one.titles[key]!r}")
        if len({item.story_id for item in items.values()}) > 1:
            raise DrillError(f"told by two sites, and in two stories: {list(items.values())}")
        story_ids.add(next(iter(items.values())).story_id)
    if len(story_ids) < len(told):
        raise DrillError(f"{len(told)} stories are stored as {len(story_ids)}")


def check_posts(
    documents: Iterable[StoredDocument], posts: Sequence[Post], standing: Collection[str], since: datetime
) -> None:
    """Each post is stored once and scored, or deleted; of all posts since a time only those stand that should."""
    ours = [one for one in documents if one.source == JETSTREAM]
    by_id = {one.native_id: one for one in ours}
    if len(by_id) < len(ours):
        raise DrillError(f"{len(ours) - len(by_id)} posts are stored more than once")
    for post in posts:
        _check_post(post, by_id)
    shown = [one for one in ours if one.state != "deleted" and one.published_at >= since]
    if wrong := [one for one in shown if one.native_id not in standing]:
        raise DrillError(f"{len(wrong)} posts were deleted and are still there: {wrong[:_SHOWN]}")


def _check_post(post: Post, by_id: Mapping[str, StoredDocument]) -> None:
    stored = by_id.get(post.native_id)
    if stored is None:
        # A post whose account was removed before it was stored is not stored at all.
        if not post.is_gone:
            raise DrillError(f"a post is not stored: {post}")
    elif post.is_gone and (stored.state, stored.title, stored.coins) != ("deleted", "", ()):
        raise DrillError(f"a deleted post is still there: {stored}")
    elif not post.is_gone and (stored.state != "scored" or post.coin_id not in stored.coins):
        raise DrillError(f"a post is stored as {stored}, and should be scored for {post.coin_id}")
