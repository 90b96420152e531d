"""Which pages of other origins may use the API. What asks for that in advance is limited like any other request."""

from collections.abc import Sequence
from http import HTTPStatus

from shared.data.rate_limiter import Limiter, Verdict
from shared.http.addresses import address_of
from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.access.admission import limit_headers, take
from gateway.errors import GatewayProblem
from gateway.http.responses import send_problem

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_SENT = ("Authorization", "Content-Type", "Idempotency-Key", "X-API-Key", "X-Request-ID")
_READ = ("X-Request-ID", "X-Data-Mode", "RateLimit", "RateLimit-Policy", "Retry-After", "Location")


class Cors(CORSMiddleware):
    """`origins`: those that may, with the browser's credentials; `*` alone: every one, without them."""

    def __init__(self, app: ASGIApp, anonymous: Limiter, origins: Sequence[str]) -> None:
        super().__init__(
            app,
            allow_origins=origins,
            allow_credentials="*" not in origins,
            allow_methods=_METHODS,
            allow_headers=_SENT,
            expose_headers=_READ,
            max_age=600,
        )
        self._anonymous = anonymous

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        if scope["method"] == "OPTIONS" and "origin" in headers and "access-control-request-method" in headers:
            await self._answer_preflight(scope, receive, send, headers)
        else:
            await super().__call__(scope, receive, send)

    async def _answer_preflight(self, scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
        """Answer a browser that asks what a page may send."""
        answer, verdicts = self.preflight_response(request_headers=headers), list[Verdict]()
        try:
            await take(self._anonymous, address_of(scope), verdicts)
            _check(answer)
        except GatewayProblem as problem:
            limits = {name.decode(): value.decode() for name, value in limit_headers(verdicts)}
            problem.headers = {**problem.headers, **limits}
            await send_problem(scope, send, problem)
            return
        answer.raw_headers.extend(limit_headers(verdicts))
        await answer(scope, receive, send)


def _check(answer: Response) -> None:
    if answer.status_code != HTTPStatus.OK:
        detail = f"{bytes(answer.body).decode()}: a page of this origin may not send this"
        raise GatewayProblem(403, "Forbidden", "origin_refused", detail, {"Vary": answer.headers["vary"]})
