"""A source with a key, asked at a server of the test's own."""

from typing import Any

from sentiment.sources.definition import SourceKind
from sentiment.sources.kinds import Needs, make_source
from sentiment.sources.source import Fetch, PolledSource

from ..surroundings import KEY, defined, local, now, web_client
from ..web_server import WebServer

PATHS = {
    SourceKind.COINDESK: "/news/v1/article/list",
    SourceKind.CRYPTOCOMPARE: "/data/v2/news/",
    SourceKind.NEWSAPI: "/v2/everything?q=bitcoin",
    SourceKind.X: "/2/tweets/search/recent?query=bitcoin",
    SourceKind.REDDIT: "/r/Bitcoin/new",
}
SETTINGS = (
    "coindesk_key",
    "cryptocompare_key",
    "newsapi_key",
    "x_bearer_token",
    "reddit_client_id",
    "reddit_client_secret",
)


async def fetched(
    kind: SourceKind,
    server: WebServer,
    position: dict[str, Any] | None = None,
    *,
    posts_per_day: int = 2_000,
    since: str = "",
) -> Fetch:
    """Fetch once."""
    async with web_client() as web:
        needs = Needs(web, local(), now, dict.fromkeys(SETTINGS, KEY), posts_per_day)
        source = make_source(defined(kind, f"{server.url}{PATHS[kind]}", since=since), needs)
        assert isinstance(source, PolledSource)
        return await source.fetch(position or {})
