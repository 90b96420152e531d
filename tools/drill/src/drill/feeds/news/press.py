"""Sites and accounts that publish through the simulator, and what they have published so far."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from drill.feeds.news.made_up import MadeUpStory, post, story
from drill.platform import Platform

SITES: Final = (
    "ledgerpost",
    "coinharbour",
    "quillchain",
    "hashline",
    "chaincourier",
    "tokengazette",
    "nightdesk",
    "mintmark",
)
"""Those that are asked every fifteen seconds."""
JETSTREAM: Final = "jetstream"
ItemKey = tuple[str, str]
"""A site and the id of its item, which stands in the item's address."""


@dataclass(slots=True)
class ToldStory:
    """A story with the titles of its items, as they stand now."""

    story: MadeUpStory
    titles: dict[ItemKey, str]
    is_corrected: bool = False


@dataclass(slots=True)
class Post:
    """`is_gone`: deleted, or its author was removed."""

    did: str
    rkey: str
    coin_id: str
    is_gone: bool = False

    @property
    def native_id(self) -> str:
        return f"{self.did}/{self.rkey}"


class Press:
    """`first`: so many items had been published before."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self.first = int(platform.control("/feeds")["published"])
        self.told: list[ToldStory] = []
        self.posts: list[Post] = []

    def tell(self, *sites: str) -> ToldStory:
        """Publish one more story on two sites, if none are named on the next two."""
        number = len(self.told)
        made = story(number)
        told = ToldStory(made, {})
        for site, title in zip(sites or _next_two(number), (made.first, made.second), strict=True):
            body = {"site": site, "title": title, "summary": "Made up by the drill.", "coin": made.coin_id}
            item: dict[str, Any] = self._platform.control("/news", body)
            told.titles[site, item["id"]] = title
        self.told.append(told)
        return told

    def correct(self, told: ToldStory) -> None:
        """Let the first of its sites give it a title that is not alike to it any more."""
        (site, item_id), *_ = told.titles
        self._platform.control(f"/news/{item_id}", {"title": told.story.corrected}, method="PATCH")
        told.titles[site, item_id] = told.story.corrected
        told.is_corrected = True

    def post(self) -> Post:
        made = post(len(self.posts))
        answer = self._platform.control("/posts", {"text": made.text})
        posted = Post(answer["did"], answer["rkey"], made.coin_id)
        self.posts.append(posted)
        return posted

    def delete(self, one: Post) -> None:
        self._platform.control(f"/posts/{one.did}/{one.rkey}", method="DELETE")
        one.is_gone = True

    def remove_author(self, one: Post) -> None:
        """Remove the account, which has posted nothing else."""
        self._platform.control("/accounts", {"did": one.did, "status": "deleted"})
        one.is_gone = True

    def published(self) -> set[ItemKey]:
        """All that sites have published since the beginning, the simulator's own stories too."""
        items: Iterable[dict[str, Any]] = self._platform.control_list("/news", after=str(self.first))
        return {(item["site"], item["id"]) for item in items}

    def stop_others(self) -> None:
        """Let the simulator make no more stories and posts; what it has begun to tell goes on."""
        self._platform.control("/feeds", {"news_seconds": 0, "posts_per_second": 0})


def _next_two(number: int) -> tuple[str, str]:
    """Every site with every other one, in turn."""
    round_, place = divmod(number, len(SITES))
    return SITES[place], SITES[(place + 1 + round_ % (len(SITES) - 1)) % len(SITES)]
