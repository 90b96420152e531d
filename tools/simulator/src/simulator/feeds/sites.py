"""The made-up news sites, each with ways of its own that real feeds have; and who tells which story when. Pure."""

from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from simulator.feeds.content.draws import Draws
from simulator.feeds.content.rewording import edited, in_title_case, reworded, shortened
from simulator.feeds.content.stories import Story

_STREAM: Final = 2
_SECOND_US: Final = 1_000_000
_RUNNING_REACH: Final = (0.62, 0.83, 0.92, 0.97, 1.0)
"""Running shares of the stories that one, two … five sites tell."""
_EDIT_SHARE: Final = 0.07


@dataclass(frozen=True, slots=True)
class Site:
    """`guid`: `uuid`, `number`, `link` (it is the address), `renewed` (an edit changes it) or `none`."""

    name: str
    title: str
    weight: float = 1.0
    format: str = "rss"
    limit: int = 60
    guid: str = "uuid"
    charset: str = "utf-8"
    cdata: bool = False
    title_case: bool = False
    link_query: str = ""
    hours_east: int = 0
    elsewhere: float = 0.2
    """Its part in what is not about crypto or not in English."""
    every: str = "15s"
    trust: float = 1.0
    """Its `weight` in the list of sources."""


SITES: Final = {
    site.name: site
    for site in (
        Site("ledgerpost", "The Ledger Post", 1.2),
        Site("coinharbour", "Coin Harbour Daily", 1.1, guid="link", cdata=True, title_case=True),
        Site("quillchain", "Quillchain", 1.0, format="atom", guid="link"),
        Site("hashline", "Hashline", 1.0, guid="number", title_case=True, cdata=True),
        Site("chaincourier", "Chain Courier", 0.9, charset="windows-1252", hours_east=1),
        Site(
            "tokengazette", "Token Gazette", 0.9, guid="none", link_query="?utm_source=rss&utm_medium=feed", trust=0.8
        ),
        Site("nightdesk", "Night Desk Crypto", 0.8, limit=30, guid="renewed", trust=0.8),
        Site("mintmark", "Mintmark", 0.8, guid="number", hours_east=-5, trust=0.8),
        Site("worldbrief", "World Brief", 0.3, elsewhere=6.0, every="1m", trust=0.5),
    )
}


@dataclass(frozen=True, slots=True)
class Telling:
    """A story as one site tells it. `edit`: when its title becomes which other one."""

    site: Site
    story: Story
    at_us: int
    title: str
    summary: str
    edit: tuple[int, str] | None

    @property
    def item_id(self) -> str:
        return f"{self.site.name}-{self.story.key}"


def tellings(seed: int, story: Story) -> list[Telling]:
    """By one to five sites, within some minutes; the first is the site that has the story."""
    draws = Draws(seed, _STREAM, *(int(part, 16) for part in story.key.split("-")))
    is_news = story.kind in {"news", "hostile"}
    count = 1 + draws.weighted(_RUNNING_REACH) if is_news else 1
    left = list(SITES.values())
    found: list[Telling] = []
    while len(found) < count:
        sums = list(accumulate(site.weight if is_news else site.elsewhere for site in left))
        site = left.pop(draws.weighted(sums))
        found.append(_told(site, story, draws, is_first=not found))
    return found


def _told(site: Site, story: Story, draws: Draws, *, is_first: bool) -> Telling:
    at_us = story.at_us if is_first else story.at_us + int(draws.between(15, 480) * _SECOND_US)
    if story.kind != "news":
        return Telling(site, story, at_us, story.title, story.summary, None)
    title = story.title if is_first else reworded(story.title, draws)
    summary = story.summary if is_first else shortened(story.summary, draws)
    edit = None
    if draws.chance(_EDIT_SHARE):
        after_us = int(draws.between(60, 1_200) * _SECOND_US)
        edit = at_us + after_us, _styled(site, edited(title, draws))
    return Telling(site, story, at_us, _styled(site, title), summary, edit)


def _styled(site: Site, title: str) -> str:
    return in_title_case(title) if site.title_case else title
