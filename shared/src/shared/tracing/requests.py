"""A request's span, in each service that it goes through: the gateway begins it, `traceparent` carries it on."""

from collections.abc import Iterable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any, Final

from opentelemetry.context import Context
from opentelemetry.trace import Span, SpanKind, Status, StatusCode, get_current_span

from shared.tracing.tracer import TRACING, context_of, traceparent_of

Scope = MutableMapping[str, Any]
"""Of ASGI."""
_HEADER: Final = b"traceparent"
_FAILED: Final = 500
_NOT_TRACED: Final = ("/health/", "/metrics")


@contextmanager
def request_span(scope: Scope, *, is_entrance: bool) -> Iterator[Span | None]:
    """The span of a request, current while it is answered; None if it is not traced.

    An entrance decides by chance and does not believe what strangers send; behind it a request is traced if the one
    before was.
    """
    tracer = TRACING.tracer
    if tracer is None or scope["path"].startswith(_NOT_TRACED):
        yield None
        return
    parent = None if is_entrance else _parent(scope["headers"])
    if parent is None and not (is_entrance and TRACING.begins_request()):
        yield None
        return
    with tracer.start_as_current_span(scope["method"], context=parent or Context(), kind=SpanKind.SERVER) as span:
        yield span


def on_answered(span: Span, scope: Scope, status: int, request_id: str) -> None:
    """Name the span by its route, which is known only now."""
    route = getattr(scope.get("route"), "path", "unmatched")
    span.update_name(f"{scope['method']} {route}")
    span.set_attributes(
        {
            "http.request.method": scope["method"],
            "http.route": route,
            "http.response.status_code": status,
            "url.path": scope["path"],
            "tidemark.request_id": request_id,
        }
    )
    if status >= _FAILED:
        span.set_status(Status(StatusCode.ERROR))


def trace_headers() -> list[tuple[str, str]]:
    """What a request to another service carries on; nothing if the current one is not traced."""
    span = get_current_span().get_span_context()
    return [("traceparent", traceparent_of(span))] if span.is_valid else []


def trace_id_of(span: Span) -> str:
    return f"{span.get_span_context().trace_id:032x}"


def _parent(headers: Iterable[tuple[bytes, bytes]]) -> Context | None:
    given = next((value for name, value in headers if name == _HEADER), b"")
    return context_of(given.decode("latin-1")) if given else None
