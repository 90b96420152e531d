"""What a request for a service goes through before the proxy: limits, who asks, and whether they may."""

import math
from collections.abc import Callable
from typing import Final

from prometheus_client import Counter
from shared.data.rate_limiter import Limiter, Policy, SharedTokens, Verdict
from shared.errors import ProblemError
from shared.http.addresses import address_of, peer_of
from shared.http.identity import MissingScopeError, NotSignedInError
from shared.http.tokens import Scope as AccessScope
from starlette.types import Scope

from gateway.access.credentials import Credentials
from gateway.access.csrf import check_origin
from gateway.access.tokens import Caller
from gateway.access.upstreams import upstream_request
from gateway.errors import GatewayProblem
from gateway.settings import Settings

_SAFE: Final = frozenset(("GET", "HEAD", "OPTIONS"))
_TOO_MANY_ROWS: Final = "Too many rows: ask for fewer by `limit`, `period` or a shorter time, or ask less often"
_LIMITED: Final = Counter("gateway_requests_limited_total", "Requests answered 429", ["policy"])


class RequestLimits:
    """Limits per anonymous address, user and API key; and per address on each route that is expensive."""

    def __init__(self, tokens: SharedTokens, settings: Settings) -> None:
        lease = settings.request_lease
        self.anonymous = Limiter(
            tokens, Policy("anonymous", settings.request_rate, settings.request_burst, settings.request_lease)
        )
        self.user = Limiter(tokens, Policy("user", settings.user_rate, settings.user_burst, lease))
        self.rows = Limiter(tokens, Policy("rows", settings.row_rate, settings.row_burst))
        self.holder_rows = Limiter(tokens, Policy("holder_rows", settings.holder_row_rate, settings.holder_row_burst))
        self.key = Limiter(tokens, Policy("key", settings.key_rate, settings.key_burst, lease))
        self._routes = {
            f"/api/users/{name}": Limiter(tokens, Policy(name, limit.per_minute / 60, limit.burst))
            for name, limit in settings.route_limits.items()
        }

    def of_route(self, scope: Scope) -> Limiter | None:
        return None if scope["method"] in _SAFE else self._routes.get(scope["path"])


class Admission:
    """`rows`: how many rows a path with a query costs."""

    def __init__(
        self,
        limits: RequestLimits,
        credentials: Credentials,
        origins: tuple[str, ...],
        rows: Callable[[str, bytes], int],
    ) -> None:
        self._limits = limits
        self._rows = rows
        self._credentials = credentials
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
        if request and not request.public:
            _check_scope(request.scope, caller)
        await self._take_rows(scope, caller, verdicts)
        return caller

    async def _take_rows(self, scope: Scope, caller: Caller | None, verdicts: list[Verdict]) -> None:
        """Count the rows that the answer may have and is computed from."""
        if scope["method"] in _SAFE and (rows := self._rows(scope["path"], scope["query_string"])):
            limiter, client = self._limits.rows, address_of(scope)
            if caller:
                limiter, client = self._limits.holder_rows, str(caller.claims.key_id or caller.claims.user_id)
            await take(limiter, client, verdicts, rows, _TOO_MANY_ROWS)

    async def _caller(self, scope: Scope, verdicts: list[Verdict]) -> Caller | None:
        """The caller. A credential that is not in memory counts against its address, so that guessing is limited."""
        try:
            authenticator, credential = self._credentials.read(scope["headers"])
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


def _check_scope(scope: AccessScope, caller: Caller | None) -> None:
    """Check that a caller may use a route that is not public; what nobody needs a scope for needs none from a key."""
    if caller is None:
        raise NotSignedInError
    if scope not in caller.claims.scopes:
        raise MissingScopeError(scope)


async def take(
    limiter: Limiter, client: str, verdicts: list[Verdict], cost: int = 1, what: str = "Too many requests"
) -> None:
    """Count a request, or what it costs; `what` is said to a client that has to wait.

    Raises:
        GatewayProblem: there were too many.
    """
    verdict = await limiter.take(client, cost)
    verdicts.append(verdict)
    if not verdict.allowed:
        raise too_many_requests(verdict, what)


def too_many_requests(verdict: Verdict, what: str) -> GatewayProblem:
    """The answer to a client that a limit refused; `what` says which limit, and what to do about it."""
    _LIMITED.labels(verdict.policy.name).inc()
    seconds = max(math.ceil(verdict.wait), 1)
    return GatewayProblem(
        429,
        "Too Many Requests",
        "rate_limited",
        f"{what}; try again in {seconds} s",
        {"Retry-After": str(seconds)},
    )


def limit_headers(verdicts: list[Verdict]) -> list[tuple[bytes, bytes]]:
    """The standard's two fields: what is allowed, and what is left of it."""
    return [
        (b"ratelimit-policy", b", ".join(verdict.policy.header for verdict in verdicts)),
        (b"ratelimit", b", ".join(verdict.header for verdict in verdicts)),
    ]
