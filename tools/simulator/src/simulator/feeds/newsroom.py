"""What the sites have published: the past that they begin with, what comes since, edits. The time is the clock's."""

import heapq
import itertools
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from simulator.feeds.content.stories import story_at
from simulator.feeds.sites import SITES, Site, Telling, tellings

SECOND_US: Final = 1_000_000
_HOUR_US: Final = 3_600 * SECOND_US
_PAST_GRID_US: Final = 30 * SECOND_US
# The past is the thinner the older: up to an age in hours, every so many-th story of the grid. Each step divides the
# next one, so that the past of a later run holds no story that an earlier run did not have.
_PAST: Final = ((1, 6), (24, 18), (72, 90), (24 * 365, 270))
_MOST_LISTED: Final = 100_000


@dataclass(slots=True)
class Item:
    """One item of one site, as it stands now. `story` is the same at all sites that tell it, None from outside."""

    item_id: str
    site: Site
    title: str
    summary: str
    published_us: int
    kind: str = "news"
    tone: str | None = None
    coins: tuple[str, ...] = ()
    language: str = "en"
    story: str | None = None
    first_title: str | None = None
    edited_us: int | None = None

    @property
    def changed_us(self) -> int:
        return self.edited_us or self.published_us

    def edit(self, title: str, at_us: int) -> None:
        self.first_title = self.first_title or self.title
        self.title, self.edited_us = title, at_us


class Newsroom:
    """Nothing is written before `advance` is called for the first time; then all that has become due by then."""

    def __init__(self, seed: int, now: Callable[[], int], news_seconds: float, past_days: float) -> None:
        self.news_seconds = news_seconds
        self._seed = seed
        self._now = now
        self._start_us = now()
        self._past_us = int(past_days * 24 * _HOUR_US)
        self._is_open = False
        self._due: list[tuple[int, int, Item, str | None]] = []
        self._order = itertools.count()
        self._listed: list[Item] = []
        self._by_id: dict[str, Item] = {}
        self._by_site: dict[str, deque[Item]] = {name: deque(maxlen=site.limit) for name, site in SITES.items()}
        self.published = 0
        """How many items there have been since the start, its past included."""
        self._set_rate(news_seconds, self._start_us)

    def run_at(self, news_seconds: float) -> None:
        """From now on one story in so many seconds; 0: none."""
        self.advance()
        self.news_seconds = news_seconds
        self._set_rate(news_seconds, self._now())

    def _set_rate(self, news_seconds: float, from_us: int) -> None:
        self._grid_us = round(news_seconds * SECOND_US)
        self._next_slot = -(-from_us // self._grid_us) if self._grid_us else 0

    def keep_up(self) -> None:
        """Publish what is due, if anybody reads the feeds at all."""
        if self._is_open:
            self.advance()

    def advance(self) -> None:
        """Publish what has become due, in the order of time."""
        now = self._now()
        if not self._is_open:
            self._is_open = True
            for slot in _past_slots(self._start_us, self._past_us):
                self._write(_PAST_GRID_US, slot)
        while self._grid_us and self._next_slot * self._grid_us <= now:
            self._write(self._grid_us, self._next_slot)
            self._next_slot += 1
        while self._due and self._due[0][0] <= now:
            at_us, _, item, new_title = heapq.heappop(self._due)
            if new_title is None:
                self._publish(item)
            else:
                item.edit(new_title, at_us)

    def _write(self, grid_us: int, slot: int) -> None:
        for telling in tellings(self._seed, story_at(self._seed, grid_us, slot)):
            item = item_of(telling)
            heapq.heappush(self._due, (telling.at_us, next(self._order), item, None))
            if telling.edit is not None:
                heapq.heappush(self._due, (telling.edit[0], next(self._order), item, telling.edit[1]))

    def _publish(self, item: Item) -> None:
        if len(self._listed) == _MOST_LISTED:
            self._forget(_MOST_LISTED // 2)
        self._listed.append(item)
        self._by_id[item.item_id] = item
        self._by_site[item.site.name].append(item)
        self.published += 1

    def _forget(self, count: int) -> None:
        for item in self._listed[:count]:
            del self._by_id[item.item_id]
        del self._listed[:count]

    def insert(self, site: Site, title: str, summary: str, coin: str | None) -> Item:
        """Publish one item now."""
        self.advance()
        now = self._now()
        item_id = f"{site.name}-x{now:x}"
        while item_id in self._by_id:
            item_id += "0"
        item = Item(item_id, site, title, summary, now, coins=(coin,) if coin else ())
        self._publish(item)
        return item

    def edit(self, item_id: str, title: str) -> Item | None:
        """Give an item of this run a new title now; None when there is none."""
        self.advance()
        item = self._by_id.get(item_id)
        if item is not None:
            item.edit(title, self._now())
        return item

    def find(self, item_id: str) -> Item | None:
        """An item of this run, or one that another run has published: links to articles outlive the process."""
        self.advance()
        return self._by_id.get(item_id) or self._of_another_run(item_id)

    def _of_another_run(self, item_id: str) -> Item | None:
        try:
            _, grid, slot = item_id.split("-")
            story = story_at(self._seed, int(grid, 16), int(slot, 16))
        except ValueError:
            return None
        found = (item_of(each) for each in tellings(self._seed, story) if each.at_us <= self._now())
        return next((item for item in found if item.item_id == item_id), None)

    def feed(self, site: str) -> list[Item]:
        """The newest items of a site, newest first."""
        self.advance()
        return list(reversed(self._by_site[site]))

    def page(self, site: str | None, after: int, limit: int) -> tuple[list[Item], int | None]:
        """Items in the order of publication from the `after`-th on, and the next page's `after`, None at the end.

        `after` counts over all sites, so that it stays right while items are added.
        """
        self.advance()
        dropped = self.published - len(self._listed)
        found: list[Item] = []
        for place in range(max(after, dropped), self.published):
            item = self._listed[place - dropped]
            if site is None or item.site.name == site:
                if len(found) == limit:
                    return found, place
                found.append(item)
        return found, None


def item_of(telling: Telling) -> Item:
    story = telling.story
    return Item(
        telling.item_id,
        telling.site,
        telling.title,
        telling.summary,
        telling.at_us,
        story.kind,
        story.tone,
        story.coins,
        story.language,
        story.key,
    )


def _past_slots(start_us: int, past_us: int) -> Iterator[int]:
    """Places on the past's grid from the oldest to the start."""
    oldest = -(-(start_us - past_us) // _PAST_GRID_US)
    for slot in range(oldest, -(-start_us // _PAST_GRID_US)):
        age_hours = (start_us - slot * _PAST_GRID_US) / _HOUR_US
        step = next(step for hours, step in _PAST if age_hours <= hours)
        if slot % step == 0:
            yield slot
