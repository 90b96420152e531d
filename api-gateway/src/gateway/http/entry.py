"""What every HTTP request of a client goes through before the proxy or the pages answer it. Pure ASGI."""

from collections.abc import Callable, Mapping
from enum import Enum, auto
from typing import Final

import aiohttp
from shared.data.rate_limiter import Limiter, Verdict
from shared.errors import ProblemError
from shared.http.addresses import address_of
from shared.http.representations import NO_STORE
from shared.logging import get_logger
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.access.admission import Admission, limit_headers, take
from gateway.access.request_path import read_path
from gateway.access.upstreams import upstream_request
from gateway.errors import GatewayProblem
from gateway.http.responses import send_problem

log = get_logger(__name__)

_READING: Final = ("GET", "HEAD")


class HttpEntry:
    """Counts the request against its client's limits, dispatches by path, and turns errors into problems.

    `own`: what answers a path here; without it, what begins with /api goes to `proxy`, and all else to `pages`.
    `methods`: those that a path has.
    """

    def __init__(
        self,
        admission: Admission,
        anonymous: Limiter,
        own: Mapping[str, ASGIApp],
        proxy: ASGIApp,
        pages: ASGIApp,
        methods: Callable[[str], frozenset[str]],
    ) -> None:
        self._admission = admission
        self._anonymous = anonymous
        self._own = own
        self._proxy = proxy
        self._pages = pages
        self._methods = methods

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
            await self._own.get(path, self._pages)(scope, receive, answer.send)
            return
        if scope["method"] not in (methods := self._methods(path)):
            # Before the credentials: whoever asks, and with whatever, this path has no such method.
            await take(self._anonymous, address_of(scope), answer.verdicts)
            raise _no_such_method(methods)
        caller = await self._admission.admit(scope, answer.verdicts)
        answer.keeping = _keeping(scope, signed_in=caller is not None)
        if caller:
            scope["state"]["token"] = caller.token
        await self._own.get(path, self._proxy)(scope, receive, answer.send)


def _no_such_method(methods: frozenset[str]) -> GatewayProblem:
    allowed = ", ".join(sorted(methods))
    return GatewayProblem(
        405, "Method Not Allowed", "method_not_allowed", f"Methods here: {allowed}", {"Allow": allowed}
    )


class Keeping(Enum):
    """Who may keep an answer: as its service says; at most its client; nobody."""

    AS_SAID = auto()
    PRIVATE = auto()
    NOBODY = auto()


def _keeping(scope: Scope, *, signed_in: bool) -> Keeping:
    """Market data are the same for everybody; what needs a sign-in is of one person, a login's answer is a token."""
    request = upstream_request(scope["method"], scope["path"])
    if scope["method"] not in _READING or request is None or not request.public:
        return Keeping.NOBODY
    return Keeping.PRIVATE if signed_in else Keeping.AS_SAID


class _AnswerHeaders:
    """Adds headers to an answer: the limits, and who may keep it."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.started = False
        self.keeping = Keeping.AS_SAID
        self.verdicts: list[Verdict] = []

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            message["headers"] = [*message["headers"], *limit_headers(self.verdicts)]
            if self.keeping is not Keeping.AS_SAID:
                headers = MutableHeaders(scope=message)
                said = headers.get("cache-control", NO_STORE)
                kept = self.keeping is Keeping.PRIVATE
                headers["cache-control"] = said.replace("public", "private") if kept else NO_STORE
        await self._send(message)
