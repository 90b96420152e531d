"""Composition root: which path is answered by what, and what runs beside it."""

import contextlib
from collections.abc import AsyncIterator

import aiohttp
import httpx
from fastapi import FastAPI
from shared.data.redis import make_redis
from shared.http.app import RequestContext, create_app
from shared.http.health import Health
from shared.http.tokens import Jwks, TokenVerifier
from shared.jobs import Jobs
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.access.admission import Admission, Limits
from gateway.access.api_keys import ApiKeys
from gateway.access.revocations import Revocations
from gateway.access.services import addresses
from gateway.access.tokens import Identity
from gateway.http.browser_headers import BrowserSafety
from gateway.http.documents import Docs
from gateway.http.entry import Edge
from gateway.http.proxy import Proxy
from gateway.http.static_pages import Pages
from gateway.settings import Settings
from gateway.stream.fan_out.hub import Hub
from gateway.stream.fan_out.hub import Limits as HubLimits
from gateway.stream.fan_out.tick_loop import FanOut
from gateway.stream.sessions.coin_names import Coins
from gateway.stream.sessions.endpoint import Sockets
from gateway.stream.sessions.replay_details import Replay
from gateway.stream.sessions.session import Session
from gateway.stream.sessions.signed_in import Bearers
from gateway.stream.topics.topic_reader import Topics

_OWN = ("/health/live", "/health/ready", "/metrics")


class Gateway:
    """The whole application. Its parts are made when the server starts, inside the event loop."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.jobs = Jobs()
        self.health = Health("kafka")
        self.operations = create_app(settings, title="Tidemark", health=self.health, lifespan=self._lifespan)
        self._sockets: ASGIApp | None = None
        self._edge: ASGIApp | None = None
        self._safety = BrowserSafety(self._dispatch, tls=settings.tls)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._safety(scope, receive, send)

    async def _dispatch(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and self._sockets:
            await self._sockets(scope, receive, send)
        elif scope["type"] == "http" and scope["path"] not in _OWN and self._edge:
            await self._edge(scope, receive, send)
        else:
            await self.operations(scope, receive, send)

    @contextlib.asynccontextmanager
    async def _lifespan(self, _app: FastAPI) -> AsyncIterator[None]:
        settings = self.settings
        redis = make_redis(settings)
        async with contextlib.AsyncExitStack() as closing:
            closing.push_async_callback(redis.aclose)
            http = await closing.enter_async_context(_client(settings))
            internal = await closing.enter_async_context(_internal_client())
            closing.push_async_callback(self.jobs.stop)
            revoked = Revocations(settings, self.health)
            identity = self._identity(revoked, internal)
            self._start_stream(http, Bearers(identity, revoked, limit=settings.websocket_holder_connections))
            limits = Limits(redis, settings)
            keys = ApiKeys(settings.users_url, internal, identity, revoked)
            edge = Edge(
                Admission(limits, identity, keys, settings.cors_origins),
                limits.anonymous,
                Proxy(settings, http, addresses(settings)),
                Docs(),
                Pages(settings.frontend_dir),
            )
            answers = _allow_origins(edge, settings.cors_origins)
            self._edge = RequestContext(answers, service=settings.service_name, mode=settings.mode)
            yield

    def _identity(self, revoked: Revocations, http: httpx.AsyncClient) -> Identity:
        settings = self.settings
        jwks = Jwks(settings.jwks_url, http)
        self.jobs.start("revocations", revoked.run())
        self.jobs.start("signing keys", jwks.run())
        return Identity(TokenVerifier(jwks, settings.token_issuer, settings.token_audience), revoked)

    def _start_stream(self, http: aiohttp.ClientSession, bearers: Bearers) -> None:
        settings = self.settings
        topics = Topics(settings, self.health)
        hub = Hub(topics.store, HubLimits(settings.behind_bytes, settings.behind_messages))
        replay = Replay(settings, http)
        coins = Coins(topics.store, http, settings.market_data_url)
        session = Session(settings, hub, coins, bearers, lambda: topics.stream)
        self._sockets = Sockets(
            settings, session, lambda: topics.stream if bearers.ready else "", lambda: replay.details
        )
        self.jobs.start("topics", topics.run())
        self.jobs.start("fan-out", FanOut(settings, topics.store, hub).run())
        self.jobs.start("replay", replay.run())


def _internal_client() -> httpx.AsyncClient:
    """The way to user-service for the gateway's own questions."""
    return httpx.AsyncClient(timeout=httpx.Timeout(2), trust_env=False)


def _client(settings: Settings) -> aiohttp.ClientSession:
    """The pool to the services: answers pass undecoded, and no cookie of one client is kept for the next."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=settings.upstream_connections, keepalive_timeout=4),
        auto_decompress=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
    )


def _allow_origins(app: ASGIApp, origins: tuple[str, ...]) -> ASGIApp:
    if not origins:
        return app
    return CORSMiddleware(
        app,
        allow_origins=origins,
        allow_credentials="*" not in origins,
        allow_methods=("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"),
        allow_headers=("Authorization", "Content-Type", "Idempotency-Key", "X-API-Key", "X-Request-ID"),
        expose_headers=("X-Request-ID", "X-Data-Mode", "RateLimit", "RateLimit-Policy", "Retry-After", "Location"),
        max_age=600,
    )
