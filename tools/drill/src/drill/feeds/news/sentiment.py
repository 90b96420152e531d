"""News and posts under kills and feeds' faults: nothing is lost or counted twice, and every score can be explained."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from drill.checks.documents import (
    StoredDocument,
    are_stored,
    check_once,
    check_posts,
    check_scored,
    check_stories,
    count_waiting,
    fetch_documents,
)
from drill.checks.explained import check_explained
from drill.checks.story_topic import check_topic, fetch_revisions, read_stories
from drill.feeds.news.feed_faults import all_well, feed_faults
from drill.feeds.news.made_up import COINS
from drill.feeds.news.press import Press
from drill.feeds.news.publishing import Publishing
from drill.platform import UNLIMITED, DrillError, Platform, eventually, wait

_KILLED: Final = ("sentiment", "kafka", "sentiment", "postgres", "sentiment", "redis")
_GOES_ON: Final = 13
"""Seconds between a kill and the next: less than sites are asked, so that kills meet different moments of that."""
_NOTICED_AFTER: Final = 3.5
"""Seconds until it shows that something was killed."""
_READY_WITHIN: Final = 120
_WELL_WITHIN: Final = 120
_SETTLED_WITHIN: Final = 240
_MOST_EXPLAINED: Final = 5_000


def sentiment(platform: Platform) -> Iterator[str]:
    """Feeds with faults, then kills amid news and posts: each is once in a score, deleted ones are in none.

    What two sites tell is one story, also under another title; the topic has each story's newest state, and each score
    is the mean of the documents that explain it. The simulator's own stories and posts come beside the drill's.
    """
    platform.start(SIMULATED="1", RATE="20", **UNLIMITED)
    since = datetime.now(UTC)
    wait(lambda: all_well(platform), "all sources well", _WELL_WITHIN, every=1)
    press = Press(platform)
    yield from feed_faults(platform, press)
    with Publishing(press, partial(are_stored, platform)) as publishing:
        for name in _KILLED:
            publishing.go_on(_GOES_ON)
            platform.kill(name)
            time.sleep(_NOTICED_AFTER)
            back = platform.wait_ready(_READY_WITHIN)
            yield f"killed {name}: all ready again after {_NOTICED_AFTER + back:.1f} s"
        publishing.go_on(_GOES_ON)
    press.stop_others()
    took = wait(lambda: count_waiting(platform) == 0, "all scored and published", _SETTLED_WITHIN, every=1)
    published = press.published()
    yield f"the last score and story {took:.0f} s after the last post"
    yield from eventually(lambda: _checked(platform, press, published, since), _SETTLED_WITHIN)


def _checked(platform: Platform, press: Press, published: set[tuple[str, str]], since: datetime) -> list[str]:
    model = platform.get("/api/sentiment/bitcoin")["model"]
    standing = {
        f"{one['did']}/{one['rkey']}" for one in platform.control_list("/posts", start_us=int(since.timestamp() * 1e6))
    }
    documents = fetch_documents(platform, model["name"], model["version"])
    check_once(documents, published)
    check_scored(documents)
    check_stories(documents, press.told)
    check_posts(documents, press.posts, standing, since)
    check_topic(documents, fetch_revisions(platform), read_stories(platform))
    means = [_explain(platform, coin_id, documents) for coin_id in COINS]
    corrected, gone = sum(one.is_corrected for one in press.told), sum(one.is_gone for one in press.posts)
    if not corrected or not gone:
        raise DrillError(f"{corrected} titles were corrected and {gone} posts deleted: that tries nothing")
    return [
        f"{len(published)} items of sites stored once each, and scored by {model['name']} {model['version']}",
        f"{len(press.told)} stories that two sites told are one each, {corrected} of them under another title",
        f"{len(press.posts)} posts, {gone} of them deleted and in no score",
        f"of {len(documents)} documents' stories the topic has the newest state",
        "scores equal the mean of what explains them: " + ", ".join(means),
    ]


def _explain(platform: Platform, coin_id: str, documents: list[StoredDocument]) -> str:
    shown: dict[str, Any] = platform.get(f"/api/sentiment/{coin_id}")
    explained: dict[str, Any] = platform.get(f"/api/sentiment/{coin_id}/explain", limit=_MOST_EXPLAINED)
    check_explained(coin_id, shown, explained, documents, datetime.now(UTC))
    return f"{coin_id} {explained['score']} of {explained['documents']} documents"
