"""What every HTTP request of a client goes through before the proxy or the pages answer it. Pure ASGI."""

import math

import aiohttp
from shared.logging import get_logger
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.answers import GatewayProblem, send_problem
from gateway.docs import Docs
from gateway.limits import Limiter, Verdict, client_of

log = get_logger(__name__)


class Edge:
    """Counts the request against its client's limit, dispatches by path, and turns errors into problems."""

    def __init__(self, limiter: Limiter, proxy: ASGIApp, docs: Docs, pages: ASGIApp) -> None:
        self._limiter = limiter
        self._proxy = proxy
        self._docs = docs
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        verdict = await self._limiter.take(address_of(scope))
        limits = limit_headers(self._limiter, verdict)
        started = False

        async def send_limited(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = [*message["headers"], *limits]
            await send(message)

        try:
            if not verdict.allowed:
                raise too_many(verdict)
            await self._answer_of(scope["path"])(scope, receive, send_limited)
        except GatewayProblem as problem:
            await send_problem(scope, send_limited, problem)
        except (aiohttp.ClientError, TimeoutError) as error:
            if not started:
                raise
            log.warning("upstream broke off its answer", error=repr(error))
            raise ConnectionAbortedError("the rest of the answer never came") from error

    def _answer_of(self, path: str) -> ASGIApp:
        if path == "/api" or path.startswith("/api/"):
            return self._proxy
        return self._docs if path in self._docs.paths else self._pages


def address_of(scope: Scope) -> str:
    return client_of(scope["client"][0]) if scope["client"] else "unknown"


def limit_headers(limiter: Limiter, verdict: Verdict) -> list[tuple[bytes, bytes]]:
    """The standard's two fields: what is allowed, and what is left with the seconds until all of it is back."""
    policy = limiter.policy
    full = math.ceil((policy.burst - verdict.remaining) / policy.rate)
    return [
        (b"ratelimit-policy", policy.header),
        (b"ratelimit", b'"%b";r=%d;t=%d' % (policy.name.encode(), verdict.remaining, full)),
    ]


def too_many(verdict: Verdict) -> GatewayProblem:
    seconds = max(math.ceil(verdict.wait), 1)
    return GatewayProblem(
        429,
        "Too Many Requests",
        "rate_limited",
        f"Too many requests; try again in {seconds} s",
        {"Retry-After": str(seconds)},
    )
