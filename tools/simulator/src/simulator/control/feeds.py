"""The control API of the feeds: news and posts from outside, the truth, faults, rates."""

import itertools
import math
import time

import msgspec
from aiohttp import web

from simulator.connections.faults import Fault
from simulator.control.requests import ControlError, body_of, check_seconds, count_of, guarded, page_of
from simulator.feeds.content.posts import Event
from simulator.feeds.local_feeds import LocalFeeds, faults_of
from simulator.feeds.newsroom import Item
from simulator.feeds.rss import guid_of, link_of
from simulator.feeds.sites import SITES, Site
from simulator.feeds.source_list import SOURCES
from simulator.trades.exact_text import rfc3339
from simulator.venues.rest import encoded

_MAX_POSTS = 2_000
_SHORTEST_NEWS = 0.01
_STATUSES = ("deleted", "deactivated", "suspended", "takendown")


class NewsRequest(msgspec.Struct, forbid_unknown_fields=True):
    site: str
    title: str
    summary: str = ""
    coin: str | None = None


class EditRequest(msgspec.Struct, forbid_unknown_fields=True):
    title: str


class PostRequest(msgspec.Struct, forbid_unknown_fields=True):
    text: str
    did: str | None = None
    language: str = "en"


class AccountRequest(msgspec.Struct, forbid_unknown_fields=True):
    did: str
    status: str | None = "deleted"


class FeedFaultRequest(msgspec.Struct, forbid_unknown_fields=True):
    site: str
    fault: str
    seconds: float | None = None


class RateRequest(msgspec.Struct, forbid_unknown_fields=True):
    news_seconds: float | None = None
    posts_per_second: float | None = None


class FeedControl:
    """Mounted below `/control`; errors are 400 with `{"detail": …}`."""

    def __init__(self, feeds: LocalFeeds) -> None:
        self._feeds = feeds
        self._ids = itertools.count(1)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/control/feeds", guarded(self._state)),
            web.post("/control/feeds", guarded(self._set_rates)),
            web.get("/control/news", guarded(self._news)),
            web.post("/control/news", guarded(self._publish)),
            web.patch("/control/news/{id}", guarded(self._edit)),
            web.get("/control/posts", guarded(self._posts)),
            web.post("/control/posts", guarded(self._post)),
            web.delete("/control/posts/{did}/{rkey}", guarded(self._delete_post)),
            web.post("/control/accounts", guarded(self._end_account)),
            web.get("/control/feed-faults", guarded(self._faults)),
            web.post("/control/feed-faults", guarded(self._add_fault)),
            web.delete("/control/feed-faults/{id}", guarded(self._remove_fault)),
        ]

    async def _state(self, _request: web.Request) -> web.Response:
        return encoded(self._described())

    async def _set_rates(self, request: web.Request) -> web.Response:
        """Rates that are not named stay as they are; 0 stops what is generated."""
        wanted = await body_of(request, RateRequest)
        news, posts = wanted.news_seconds, wanted.posts_per_second
        if news is not None and not (news == 0 or _SHORTEST_NEWS <= news < math.inf):
            raise ControlError(f"news_seconds must be 0 or a number from {_SHORTEST_NEWS} up")
        if posts is not None and not 0 <= posts <= _MAX_POSTS:
            raise ControlError(f"posts_per_second must be from 0 to {_MAX_POSTS}")
        if news is not None:
            self._feeds.newsroom.run_at(news)
        if posts is not None:
            self._feeds.timeline.run_at(posts)
        return encoded(self._described())

    def _described(self) -> dict[str, object]:
        newsroom, timeline = self._feeds.newsroom, self._feeds.timeline
        newsroom.advance()
        return {
            "sources": SOURCES,
            "news_seconds": newsroom.news_seconds,
            "posts_per_second": timeline.posts_per_second,
            "published": newsroom.published,
            "faults": self._all_faults(),
        }

    async def _news(self, request: web.Request) -> web.Response:
        """What has been published, in that order; `next` is the `after` of the next page."""
        site = request.query.get("site") or None
        if site is not None:
            _site(site)
        items, following = self._feeds.newsroom.page(site, *page_of(request))
        base = f"http://{request.host}"
        return encoded({"items": [_described_item(item, base) for item in items], "next": _text(following)})

    async def _publish(self, request: web.Request) -> web.Response:
        wanted = await body_of(request, NewsRequest)
        if not wanted.title.strip():
            raise ControlError("title is empty")
        item = self._feeds.newsroom.insert(_site(wanted.site), wanted.title, wanted.summary, wanted.coin)
        return encoded(_described_item(item, f"http://{request.host}"))

    async def _edit(self, request: web.Request) -> web.Response:
        wanted = await body_of(request, EditRequest)
        item = self._feeds.newsroom.edit(request.match_info["id"], wanted.title)
        if item is None:
            raise ControlError(f"there is no item {request.match_info['id']!r}")
        return encoded(_described_item(item, f"http://{request.host}"))

    async def _posts(self, request: web.Request) -> web.Response:
        """The posts since `start_us` (at most six hours back) that stand, oldest first."""
        start_us = count_of(request, "start_us", 0, 1 << 62)
        posts = self._feeds.timeline.standing(start_us)
        after, limit = page_of(request)
        following = after + limit if after + limit < len(posts) else None
        items = [_described_post(event) for event in posts[after : after + limit]]
        return encoded({"items": items, "next": _text(following)})

    async def _post(self, request: web.Request) -> web.Response:
        wanted = await body_of(request, PostRequest)
        event = self._feeds.timeline.post(wanted.text, wanted.did, wanted.language)
        return encoded({"did": event.did, "rkey": event.body["rkey"], "time_us": event.time_us})

    async def _delete_post(self, request: web.Request) -> web.Response:
        event = self._feeds.timeline.delete(request.match_info["did"], request.match_info["rkey"])
        return encoded({"did": event.did, "rkey": event.body["rkey"], "time_us": event.time_us})

    async def _end_account(self, request: web.Request) -> web.Response:
        """`status` null: a suspended account is active again."""
        wanted = await body_of(request, AccountRequest)
        if wanted.status is not None and wanted.status not in _STATUSES:
            raise ControlError(f"status is {wanted.status!r}; there is {', '.join(_STATUSES)} and null")
        event = self._feeds.timeline.end_account(wanted.did, wanted.status)
        return encoded({"did": event.did, "time_us": event.time_us})

    async def _faults(self, _request: web.Request) -> web.Response:
        return encoded({"items": self._all_faults()})

    def _all_faults(self) -> list[dict[str, object]]:
        now = time.monotonic()
        return [
            {
                "id": fault.id,
                "site": fault.venue,
                "fault": fault.kind,
                "seconds_left": None if fault.ends is None else round(fault.ends - now, 3),
            }
            for fault in self._feeds.faults()
        ]

    async def _add_fault(self, request: web.Request) -> web.Response:
        wanted = await body_of(request, FeedFaultRequest)
        if wanted.site not in SOURCES:
            raise ControlError(f"site is {wanted.site!r}; there is {', '.join(SOURCES)}")
        if wanted.fault not in faults_of(wanted.site):
            raise ControlError(f"fault is {wanted.fault!r}; {wanted.site} has {', '.join(faults_of(wanted.site))}")
        check_seconds(wanted.seconds)
        ends = None if wanted.seconds is None else time.monotonic() + wanted.seconds
        fault = Fault(f"feed-{next(self._ids)}", wanted.site, wanted.fault, 0.0, ends)
        self._feeds.apply(fault)
        return encoded({"id": fault.id})

    async def _remove_fault(self, request: web.Request) -> web.Response:
        """Removing one that has ended already is no error."""
        fault_id = request.match_info["id"]
        return encoded({"id": fault_id, "removed": self._feeds.lift(fault_id)})


def _site(name: str) -> Site:
    if name not in SITES:
        raise ControlError(f"site is {name!r}; there is {', '.join(SITES)}")
    return SITES[name]


def _text(place: int | None) -> str | None:
    return None if place is None else str(place)


def _described_item(item: Item, base: str) -> dict[str, object]:
    return {
        "id": item.item_id,
        "site": item.site.name,
        "guid": guid_of(item, base),
        "url": link_of(item, base),
        "title": item.title,
        "first_title": item.first_title or item.title,
        "summary": item.summary,
        "published_at": rfc3339(item.published_us),
        "edited_at": None if item.edited_us is None else rfc3339(item.edited_us),
        "story": item.story,
        "kind": item.kind,
        "tone": item.tone,
        "coins": item.coins,
        "language": item.language,
    }


def _described_post(event: Event) -> dict[str, object]:
    return {
        "did": event.did,
        "rkey": event.body["rkey"],
        "time_us": event.time_us,
        # Hostile posts may hold halves of characters, which no answer can.
        "text": event.body["record"]["text"].encode(errors="replace").decode(),
        "language": event.body["record"]["langs"][0],
        "tone": event.tone,
        "coin": event.coin,
    }
