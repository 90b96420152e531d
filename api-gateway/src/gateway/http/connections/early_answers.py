"""Answers that are made before a request reaches the application: the same headers and body as all others. No I/O."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import NamedTuple

from shared.http.app import request_id_of
from shared.http.problems import MEDIA_TYPE, Problem

from gateway.http.browser_headers import security_headers
from gateway.settings import Settings

Headers = Iterable[tuple[bytes, bytes]]


class EarlyRequest(NamedTuple):
    """What has been read of a request. `target`: its path and query."""

    headers: Headers = ()
    target: str = ""


class EarlyAnswer(NamedTuple):
    status: int
    title: str
    headers: list[tuple[str, str]]
    body: bytes

    def serialize(self, *, to_head: bool = False) -> bytes:
        """The whole answer, after which the connection is closed; without its body to HEAD."""
        lines = "".join(f"{name}: {value}\r\n" for name, value in self.headers)
        return f"HTTP/1.1 {self.status} {self.title}\r\n{lines}\r\n".encode("latin-1") + (b"" if to_head else self.body)


class EarlyAnswers:
    def __init__(self, settings: Settings) -> None:
        self._mode = settings.mode.value
        self._tls = settings.tls

    def problem(
        self, status: int, code: str, detail: str, request: EarlyRequest, more: Mapping[str, str] | None = None
    ) -> EarlyAnswer:
        """A problem with a request, which keeps the id that the request brought."""
        title = HTTPStatus(status).phrase
        request_id, path = request_id_of(request.headers), request.target.partition("?")[0]
        problem = Problem(title=title, status=status, code=code, detail=detail, instance=path, request_id=request_id)
        body = problem.model_dump_json().encode()
        headers = {
            "content-type": MEDIA_TYPE,
            "content-length": str(len(body)),
            "cache-control": "no-store",
            "connection": "close",
            "x-request-id": request_id,
            "x-data-mode": self._mode,
            **{name.decode(): value.decode() for name, value in security_headers(tls=self._tls)},
            **(more or {}),
        }
        return EarlyAnswer(status, title, list(headers.items()), body)
