"""What the process is made of, and which of it runs in the background."""

import json

import aiohttp
import httpx
from shared.data.rate_limiter import SharedTokens
from shared.data.redis import make_redis
from shared.events.values import Mode
from shared.http.app import RequestContext
from shared.http.health import Health
from shared.http.tokens import Jwks, TokenVerifier
from shared.jobs import Jobs
from shared.kafka import Producer
from shared.tracing.records import FrameSpans
from starlette.types import ASGIApp

from gateway.access.admission import Admission, RequestLimits
from gateway.access.api_keys import ApiKeys
from gateway.access.credentials import Credentials
from gateway.access.revocation_reader import RevocationReader
from gateway.access.revocations import KnownRevocations
from gateway.access.row_costs import RowCosts
from gateway.access.stream_limits import StreamLimits
from gateway.access.tokens import BearerTokens
from gateway.access.upstreams import upstream_urls
from gateway.http.cors import Cors
from gateway.http.documents import REST_DOCUMENT, Documents
from gateway.http.entry import HttpEntry
from gateway.http.own_routes import STREAM_PATH, TIME_PATH, TimeRoute, refuse_without_handshake
from gateway.http.proxy import Proxy
from gateway.http.public_health import PublicHealth
from gateway.http.reference.known_methods import KnownMethods
from gateway.http.static_pages import StaticPages
from gateway.settings import Settings
from gateway.stream.fan_out.broadcaster import Broadcaster
from gateway.stream.fan_out.limits import FanOutLimits
from gateway.stream.fan_out.tick_loop import TickLoop
from gateway.stream.sessions.channel_requests import ChannelRequests
from gateway.stream.sessions.coin_names import CoinNames
from gateway.stream.sessions.endpoint import StreamEndpoint
from gateway.stream.sessions.portfolio_watches import PortfolioWatches
from gateway.stream.sessions.replay_details import ReplayDetails
from gateway.stream.sessions.session import StreamSession
from gateway.stream.sessions.signed_in import SignedInConnections
from gateway.stream.topics.topic_reader import TopicReader


class Wiring:
    """Builds everything without touching the network, inside the event loop; `start` begins the background jobs.

    `http` and `websocket` are the applications that requests and connections go to.
    """

    def __init__(self, settings: Settings, health: Health) -> None:
        self._settings = settings
        self._health = health
        self._redis = make_redis(settings)
        self._upstream_http = _upstream_client(settings)
        self._users_http = httpx.AsyncClient(timeout=httpx.Timeout(2), trust_env=False)
        self._jwks = Jwks(settings.jwks_url, self._users_http)
        self._revocations = KnownRevocations()
        self._revocation_reader = RevocationReader(settings, health, self._revocations)
        verifier = TokenVerifier(self._jwks, settings.token_issuer, settings.token_audience)
        tokens = BearerTokens(verifier, self._revocations)
        keys = ApiKeys(settings.users_url, self._users_http, tokens, self._revocations)
        self._credentials = Credentials(tokens, keys)
        self._limit_tokens = SharedTokens(self._redis)
        frame_spans = FrameSpans()
        self._topics = TopicReader(settings, health, frame_spans)
        self._producer = Producer(settings.kafka_bootstrap_servers, client_id=settings.service_name)
        limits = FanOutLimits(settings.behind_bytes, settings.behind_messages)
        self._broadcaster = Broadcaster(self._topics.store, limits)
        self._tick_loop = TickLoop(settings, self._topics.store, self._broadcaster, frame_spans)
        self._replay = ReplayDetails(settings.simulator_url or "", self._upstream_http)
        self.http = self._make_http()
        self.websocket = self._make_websocket()

    def _make_http(self) -> ASGIApp:
        settings = self._settings
        limits = RequestLimits(self._limit_tokens, settings)
        document = json.loads(REST_DOCUMENT.read_bytes())
        entry = HttpEntry(
            Admission(limits, self._credentials, settings.cors_origins, RowCosts(document).rows),
            limits.anonymous,
            _own_routes(settings, self._health),
            Proxy(settings, self._upstream_http, upstream_urls(settings)),
            StaticPages(settings.frontend_dir, settings.mode),
            KnownMethods(document).of,
        )
        origins = settings.cors_origins
        with_cors = Cors(entry, limits.anonymous, origins) if origins else entry
        return RequestContext(with_cors, service=settings.service_name, mode=settings.mode, is_entrance=True)

    def _make_websocket(self) -> ASGIApp:
        settings, topics = self._settings, self._topics
        limits = StreamLimits(self._limit_tokens, settings)
        signed_in = SignedInConnections(
            self._credentials, self._revocations, self._broadcaster, limit=settings.websocket_holder_connections
        )
        self._watches = PortfolioWatches(
            topics.store, self._producer, self._upstream_http, settings.portfolio_url, signed_in.followed_portfolios
        )
        requests = ChannelRequests(
            topics.store,
            self._broadcaster,
            CoinNames(topics.store, self._upstream_http, settings.market_data_url),
            signed_in,
            self._watches,
            limits,
            lambda: topics.stream,
            most=settings.websocket_channels,
        )
        return StreamEndpoint(
            settings,
            StreamSession(settings, self._broadcaster, requests, signed_in),
            signed_in,
            limits,
            lambda: topics.stream if signed_in.ready else "",
            lambda: self._replay.details,
        )

    def start(self, jobs: Jobs) -> None:
        jobs.start("revocations", self._revocation_reader.run())
        jobs.start("signing keys", self._jwks.run())
        jobs.start("topics", self._topics.run())
        jobs.start("fan-out", self._tick_loop.run())
        jobs.start("producer", self._producer.run())
        jobs.start("watches", self._watches.run())
        if self._settings.mode is Mode.REPLAY:
            jobs.start("replay", self._replay.run())

    async def close(self) -> None:
        await self._users_http.aclose()
        await self._upstream_http.close()
        await self._redis.aclose()


def _own_routes(settings: Settings, health: Health) -> dict[str, ASGIApp]:
    """The paths that the gateway answers itself."""
    documents, public_health = Documents(), PublicHealth(health)
    return {
        **dict.fromkeys(documents.paths, documents),
        **dict.fromkeys(public_health.paths, public_health),
        TIME_PATH: TimeRoute(settings.mode),
        STREAM_PATH: refuse_without_handshake,
    }


def _upstream_client(settings: Settings) -> aiohttp.ClientSession:
    """The pool to the services: answers pass undecoded, and no cookie of one client is sent for the next."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=settings.upstream_connections, keepalive_timeout=4),
        auto_decompress=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
    )
