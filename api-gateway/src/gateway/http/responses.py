"""Answers of the gateway itself, sent by plain ASGI messages: problems, and bodies that are already in memory."""

from collections.abc import Sequence
from typing import NamedTuple

from shared.errors import ProblemError
from shared.http.problems import MEDIA_TYPE, Problem
from shared.http.representations import NO_STORE
from starlette.types import Scope, Send

from gateway.errors import GatewayProblem

_NO_BODY = ("HEAD",)


class MetricsRoute(NamedTuple):
    """The `route` of an ASGI scope: the path that metrics count the request under."""

    path: str


async def send_problem(scope: Scope, send: Send, problem: GatewayProblem | ProblemError) -> None:
    body = Problem(
        title=problem.title,
        status=problem.status,
        code=problem.code,
        detail=problem.detail,
        instance=scope["path"],
        request_id=scope.get("state", {}).get("request_id"),
    )
    headers = [(name.lower().encode(), value.encode()) for name, value in problem.headers.items()]
    headers += [(b"content-type", MEDIA_TYPE.encode()), (b"cache-control", NO_STORE.encode())]
    await send_bytes(scope, send, problem.status, headers, body.model_dump_json().encode())


async def send_bytes(
    scope: Scope, send: Send, status: int, headers: Sequence[tuple[bytes, bytes]], body: bytes
) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": b"" if scope.get("method") in _NO_BODY else body})
