"""What a request for a service goes through before the proxy: limits, who asks, and whether they may."""

import math
import re
from collections.abc import Iterable
from typing import Final, Protocol

from prometheus_client import Counter
from shared.data.rate_limiter import Limiter, Policy, SharedTokens, Verdict
from shared.data.redis import Redis
from shared.errors import ProblemError
from shared.http.addresses import address_of, peer_of
from shared.http.identity import MissingScopeError, NotSignedInError
from shared.http.tokens import InvalidTokenError
from starlette.types import Scope

from gateway.access.csrf import check_origin
from gateway.access.tokens import Caller
from gateway.access.upstreams import upstream_request
from gateway.errors import GatewayProblem
from gateway.settings import Settings

_SAFE: Final = frozenset(("GET", "HEAD", "OPTIONS"))
_LIMITED: Final = Counter("gateway_requests_limited_total", "Requests answered 429", ["policy"])
_BEARER: Final = re.compile(r"bearer +(\S+)", re.IGNORECASE | re.ASCII)


class Authenticator(Protocol):
    """Finds the owner of a credential. `recall` answers from memory, or gives None; `find` may do I/O."""

    def recall(self, credential: str, /) -> Caller | None: ...

    async def find(self, credential: str, address: str, /) -> Caller: ...


class RequestLimits:
    """Limits per anonymous address, user and API key; and per address on each route that is expensive."""

    def __init__(self, redis: Redis, settings: Settings) -> None:
        tokens, lease = SharedTokens(redis), settings.request_lease
        self.anonymous = Limiter(
            tokens, Policy("anonymous", settings.request_rate, settings.request_burst, settings.request_lease)
        )
        self.user = Limiter(tokens, Policy("user", settings.user_rate, settings.user_burst, lease))
        self.key = Limiter(tokens, Policy("key", settings.key_rate, settings.key_burst, lease))
        self._routes = {
            f"/api/users/{name}": Limiter(tokens, Policy(name, limit.per_minute / 60, limit.burst))
            for name, limit in settings.route_limits.items()
        }

    def of_route(self, scope: Scope) -> Limiter | None:
        return None if scope["method"] in _SAFE else self._routes.get(scope["path"])


class Admission:
    def __init__(
        self, limits: RequestLimits, tokens: Authenticator, keys: Authenticator, origins: tuple[str, ...]
    ) -> None:
        self._limits = limits
        self._tokens = tokens
        self._keys = keys
        self._origins = origins

    async def admit(self, scope: Scope, verdicts: list[Verdict]) -> Caller | None:
        """The caller, None for an anonymous one. Appends a verdict for each limit that was counted.

        Raises:
            GatewayProblem, ProblemError: the request is refused.
        """
        if limiter := self._limits.of_route(scope):
            await take(limiter, address_of(scope), verdicts)
        caller = await self._caller(scope, verdicts)
        check_origin(scope, self._origins)
        request = upstream_request(scope["method"], scope["path"])
        if request and caller is None and not request.public:
            raise NotSignedInError
        if request and caller and request.upstream.scope not in caller.claims.scopes:
            raise MissingScopeError(request.upstream.scope)
        return caller

    async def _caller(self, scope: Scope, verdicts: list[Verdict]) -> Caller | None:
        """The caller. A credential that is not in memory counts against its address, so that guessing is limited."""
        try:
            authenticator, credential = self._credential(scope["headers"])
            caller = authenticator.recall(credential) if authenticator else None
        except (GatewayProblem, ProblemError):
            await take(self._limits.anonymous, address_of(scope), verdicts)
            raise
        if caller is None:
            await take(self._limits.anonymous, address_of(scope), verdicts)
            caller = await authenticator.find(credential, peer_of(scope)) if authenticator else None
        if caller:
            key = caller.claims.key_id
            limiter = self._limits.key if key else self._limits.user
            await take(limiter, str(key or caller.claims.user_id), verdicts)
        return caller

    def _credential(self, headers: Iterable[tuple[bytes, bytes]]) -> tuple[Authenticator | None, str]:
        """The credential of a request, and the authenticator of its kind."""
        shown = [(name, value) for name, value in headers if name in (b"authorization", b"x-api-key")]
        if not shown:
            return None, ""
        if len(shown) > 1:
            raise GatewayProblem(400, "Bad Request", "two_credentials", "Send one Authorization or one X-API-Key")
        name, value = shown[0]
        text = value.decode("latin-1")
        if name == b"x-api-key":
            return self._keys, text
        if bearer := _BEARER.fullmatch(text):
            return self._tokens, bearer[1]
        raise InvalidTokenError("Authorization is `Bearer` and an access token")


async def take(limiter: Limiter, client: str, verdicts: list[Verdict]) -> None:
    """Count a request.

    Raises:
        GatewayProblem: there were too many.
    """
    verdict = await limiter.take(client)
    verdicts.append(verdict)
    if not verdict.allowed:
        _LIMITED.labels(limiter.policy.name).inc()
        seconds = max(math.ceil(verdict.wait), 1)
        raise GatewayProblem(
            429,
            "Too Many Requests",
            "rate_limited",
            f"Too many requests; try again in {seconds} s",
            {"Retry-After": str(seconds)},
        )
