"""What every HTTP request of a client goes through before the proxy or the pages answer it. Pure ASGI."""

from typing import Final

import aiohttp
from shared.data.rate_limiter import Limiter, Verdict
from shared.errors import ProblemError
from shared.http.addresses import address_of
from shared.logging import get_logger
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.access.admission import Admission, take
from gateway.access.request_path import read_path
from gateway.errors import GatewayProblem
from gateway.http.documents import Documents
from gateway.http.public_health import PublicHealth
from gateway.http.responses import send_problem

log = get_logger(__name__)

_READING: Final = ("GET", "HEAD")
_INTERNAL: Final = ("/metrics", "/health")


class HttpEntry:
    """Counts the request against its client's limits, dispatches by path, and turns errors into problems."""

    def __init__(
        self,
        admission: Admission,
        anonymous: Limiter,
        proxy: ASGIApp,
        docs: Documents,
        health: PublicHealth,
        pages: ASGIApp,
    ) -> None:
        self._admission = admission
        self._anonymous = anonymous
        self._proxy = proxy
        self._docs = docs
        self._health = health
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = _AnswerHeaders(send)
        try:
            read_path(scope)
            await self._answer(scope, receive, answer)
        except (GatewayProblem, ProblemError) as problem:
            await send_problem(scope, answer.send, problem)
        except (aiohttp.ClientError, TimeoutError) as error:
            if not answer.started:
                raise
            log.warning("upstream broke off its answer", error=repr(error))
            raise ConnectionAbortedError("the rest of the answer never came") from error

    async def _answer(self, scope: Scope, receive: Receive, answer: "_AnswerHeaders") -> None:
        path = scope["path"]
        if path != "/api" and not path.startswith("/api/"):
            await take(self._anonymous, address_of(scope), answer.verdicts)
            await self._own(path)(scope, receive, answer.send)
            return
        caller = await self._admission.admit(scope, answer.verdicts)
        answer.private = caller is not None or scope["method"] not in _READING  # a login's answer is a token
        if caller:
            scope["state"]["token"] = caller.token
        await self._proxy(scope, receive, answer.send)

    def _own(self, path: str) -> ASGIApp:
        """What answers a path of the gateway's own.

        Raises:
            GatewayProblem: it is for the operator only.
        """
        if path in self._docs.paths:
            return self._docs
        if path in self._health.paths:
            return self._health
        if path in _INTERNAL:
            raise GatewayProblem(404, "Not Found", "not_found", f"There is nothing at {path}")
        return self._pages


class _AnswerHeaders:
    """Adds headers to an answer: the limits, and `no-store` where it is private."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.started = False
        self.private = False
        self.verdicts: list[Verdict] = []

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = [*message["headers"], *limit_headers(self.verdicts)]
            if self.private:
                headers = [header for header in headers if header[0] != b"cache-control"]
                headers.append((b"cache-control", b"no-store"))
            message["headers"] = headers
        await self._send(message)


def limit_headers(verdicts: list[Verdict]) -> list[tuple[bytes, bytes]]:
    """The standard's two fields: what is allowed, and what is left of it."""
    return [
        (b"ratelimit-policy", b", ".join(verdict.policy.header for verdict in verdicts)),
        (b"ratelimit", b", ".join(verdict.header for verdict in verdicts)),
    ]
