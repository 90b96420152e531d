"""The feeds over HTTP: sites with conditional requests, the index, articles, the list of sources, the stream."""

import time
from collections.abc import Sequence
from hashlib import sha256
from html import escape
from http import HTTPStatus
from typing import Final

from aiohttp import web

from simulator.feeds.content import fear_greed
from simulator.feeds.faulty_answers import faulty_answer
from simulator.feeds.jetstream import JetstreamEndpoint
from simulator.feeds.local_feeds import LocalFeeds
from simulator.feeds.newsroom import SECOND_US
from simulator.feeds.rss import Feed, feed_of, link_of
from simulator.feeds.sites import SITES
from simulator.feeds.source_list import FEAR_GREED, JETSTREAM, source_list

_NOT_FOUND: Final = HTTPStatus.NOT_FOUND


class FeedEndpoints:
    """Mounted below `/feeds`. `close` ends what would never end by itself."""

    def __init__(self, feeds: LocalFeeds) -> None:
        self._feeds = feeds
        self._jetstream = JetstreamEndpoint(feeds)

    def routes(self) -> Sequence[web.RouteDef]:
        return [
            web.get("/feeds/sources.toml", self._sources),
            web.get(f"/feeds/{FEAR_GREED}", self._fear_greed),
            web.get(f"/feeds/{FEAR_GREED}/", self._fear_greed),
            web.get(f"/feeds/{JETSTREAM}/subscribe", self._jetstream.subscribe),
            web.get("/feeds/articles/{id}", self._article),
            web.get("/feeds/moved/{source}", self._moved),
            web.get("/feeds/{site}/rss.xml", self._feed),
        ]

    async def close(self) -> None:
        self._feeds.close()
        await self._jetstream.close()

    async def _sources(self, request: web.Request) -> web.Response:
        return web.Response(text=source_list(_base(request)), content_type="application/toml")

    async def _feed(self, request: web.Request) -> web.StreamResponse:
        site = request.match_info["site"]
        if site not in SITES:
            return web.Response(text="no such site", status=_NOT_FOUND)
        feed = self._feed_of(site, request)
        if kind := self._feeds.fault(site):
            return await faulty_answer(request, self._feeds, site, kind, feed.body)
        return _conditional(request, feed)

    async def _moved(self, request: web.Request) -> web.StreamResponse:
        """The address that the fault `moved` leads to."""
        source = request.match_info["source"]
        if source == JETSTREAM:
            return await self._jetstream.subscribe_moved(request)
        if source == FEAR_GREED:
            return web.json_response(self._index(request))
        if source not in SITES:
            return web.Response(text="no such site", status=_NOT_FOUND)
        return _conditional(request, self._feed_of(source, request))

    def _feed_of(self, site: str, request: web.Request) -> Feed:
        return feed_of(SITES[site], self._feeds.newsroom.feed(site), _base(request))

    async def _fear_greed(self, request: web.Request) -> web.StreamResponse:
        sound = web.json_response(self._index(request))
        if kind := self._feeds.fault(FEAR_GREED):
            body = sound.body
            return await faulty_answer(request, self._feeds, FEAR_GREED, kind, body if isinstance(body, bytes) else b"")
        return sound

    def _index(self, request: web.Request) -> dict[str, object]:
        text = request.query.get("limit", "1")
        limit = int(text) if text.isascii() and text.isdecimal() else 1
        return fear_greed.answer(self._feeds.seed, self._feeds.now() // SECOND_US, limit)

    async def _article(self, request: web.Request) -> web.Response:
        item = self._feeds.newsroom.find(request.match_info["id"])
        if item is None:
            return web.Response(text="no such article", status=_NOT_FOUND)
        date = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(item.published_us // SECOND_US))
        title, site, link = escape(item.title), escape(item.site.title), escape(link_of(item, _base(request)))
        page = (
            f'<!doctype html><html lang="{item.language}"><head><meta charset="utf-8"><title>{title}</title>'
            f'<link rel="canonical" href="{link}"></head><body><main><h1>{title}</h1><p>{site}, {date}</p>'
            f"<p>{escape(item.summary)}</p><p>A made-up article of the simulator.</p></main></body></html>"
        )
        return web.Response(text=page, content_type="text/html")


def _base(request: web.Request) -> str:
    """The server's own address, as the client named it."""
    return f"http://{request.host}"


def _conditional(request: web.Request, feed: Feed) -> web.Response:
    """The feed, or 304 where the client has it as it is; an ETag decides before a date."""
    etag = f'"{sha256(feed.body).hexdigest()[:20]}"'
    headers = {"ETag": etag, "Last-Modified": time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(feed.changed))}
    if (known := request.headers.get("If-None-Match")) is not None:
        is_known = etag in {one.strip().removeprefix("W/") for one in known.split(",")}
    else:
        since = request.if_modified_since
        is_known = since is not None and since.timestamp() >= feed.changed
    if is_known:
        return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    # The charset stands in the XML only, as many feeds have it.
    return web.Response(body=feed.body, headers=headers | {"Content-Type": feed.content_type})
