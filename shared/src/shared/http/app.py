"""The HTTP application of every service: health, metrics, request id, problems, JSON log lines."""

import contextlib
import gc
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager
from typing import Any, Final, Literal

import structlog
import uvicorn
from fastapi import Depends, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.events.ids import uuid7
from shared.events.values import Mode
from shared.http import metrics
from shared.http.health import Health
from shared.http.parameters import RequestCheck
from shared.http.problems import install_problems, problem_schema, unexpected
from shared.http.representations import Representations
from shared.jobs import Jobs
from shared.logging import configure_logging, get_logger, log_level, set_log_level
from shared.settings import ServiceSettings
from shared.tracing.requests import on_answered, request_span, trace_id_of
from shared.tracing.tracer import export_traces

log = get_logger(__name__)

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]
_QUIET: Final = ("/health/live", "/health/ready", "/metrics")


def create_app(
    settings: ServiceSettings, *, title: str, health: Health, lifespan: Lifespan, secret: bool = False
) -> FastAPI:
    """An application with the routes, errors and headers that all services have. `secret`: its answers hold secrets."""
    app = FastAPI(
        title=title,
        lifespan=lifespan,
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        dependencies=[Depends(RequestCheck())],
    )
    install_problems(app)
    _install_operations(app, health)
    app.add_middleware(Representations, secret=secret)
    app.add_middleware(RequestContext, service=settings.service_name, mode=settings.mode)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]  # FastAPI's documented way to extend it
    return app


class LogLevel(BaseModel):
    """Until the process ends; it begins with LOG_LEVEL."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"]


def _install_operations(app: FastAPI, health: Health) -> None:
    @app.get("/health/live", include_in_schema=False)
    async def live() -> dict[str, str]:
        return {"status": "live"}

    @app.get("/health/ready", include_in_schema=False)
    async def ready() -> JSONResponse:
        return JSONResponse({"ready": health.ready, "dependencies": health.report()}, 200 if health.ready else 503)

    @app.get("/log-level", include_in_schema=False)
    async def read_log_level() -> LogLevel:
        return LogLevel.model_validate({"level": log_level()})

    @app.put("/log-level", include_in_schema=False)
    async def change_log_level(body: LogLevel) -> LogLevel:
        set_log_level(body.level)
        log.warning("the level of log lines was changed", level=body.level)
        return body

    @app.get("/metrics", include_in_schema=False)
    async def read_metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _openapi(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, without FastAPI's 422: invalid input is answered with 400 here."""
    if app.openapi_schema is None:
        schema = get_openapi(title=app.title, version=app.version, routes=app.routes)
        for path in schema.get("paths", {}).values():
            for operation in path.values():
                operation.get("responses", {}).pop("422", None)
        schemas = schema.setdefault("components", {}).setdefault("schemas", {})
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        schemas["Problem"] = problem_schema()
        app.openapi_schema = schema
    return app.openapi_schema


class RequestContext:
    """Gives a request its id, mode header, metrics and one log line, and an error that nothing expected its answer.

    Pure ASGI, so that answers are not buffered. `is_entrance`: requests come from outside of the platform.
    """

    def __init__(self, app: ASGIApp, *, service: str, mode: Mode, is_entrance: bool = False) -> None:
        self._app = app
        self._service = service
        self._mode = mode.value
        self._is_entrance = is_entrance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id, method = request_id_of(scope["headers"]), scope["method"]
        scope.setdefault("state", {})["request_id"] = request_id
        started, status = time.perf_counter(), None

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                headers["X-Data-Mode"] = self._mode
            await send(message)

        with request_span(scope, is_entrance=self._is_entrance) as span:
            ids = {"request_id": request_id} | ({} if span is None else {"trace_id": trace_id_of(span)})
            with structlog.contextvars.bound_contextvars(**ids):
                try:
                    await self._app(scope, receive, send_with_headers)
                except Exception:
                    if status is not None:
                        raise
                    log.exception("a request failed unexpectedly", method=method, path=scope["path"])
                    await unexpected(Request(scope))(scope, receive, send_with_headers)
                finally:
                    self._record(scope, method, status or 500, time.perf_counter() - started)
                    if span is not None:
                        on_answered(span, scope, status or 500, request_id)

    def _record(self, scope: Scope, method: str, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "unmatched")
        metrics.HTTP_REQUESTS.labels(self._service, route, method, status).inc()
        metrics.HTTP_SECONDS.labels(self._service, route).observe(seconds)
        if scope["path"] not in _QUIET:
            log.info("request", method=method, path=scope["path"], status=status, ms=round(seconds * 1e3, 1))


def request_id_of(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The id that a request's headers give it, where it can be printed; else a new one."""
    for name, value in headers:
        if name == b"x-request-id" and 0 < len(value) <= _LONGEST_ID and value.isascii():
            given: str = value.decode()
            if given.isprintable():
                return given
    return str(uuid7())


_LONGEST_ID: Final = 128


# With Python's own thresholds the collector of a busy process walks through all that it holds again and again.
# Nobody is answered meanwhile: it shows in other clients' p99 of `make bench ONLY=greedy`.
_COLLECT_AFTER: Final = (10_000, 10, 100)


def collect_seldom() -> None:
    """Let the garbage collector pass over what is there now, such as all that was imported, and come less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT_AFTER)


def run(app: ASGIApp, settings: ServiceSettings, jobs: Jobs, **options: Any) -> None:
    """Serve `app` until SIGTERM; exit with 1 if a background job ended before."""
    configure_logging(settings.service_name, settings.log_level)
    end_traces = _begin_traces(settings)
    collect_seldom()
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=5,
        **options,
    )
    end_traces()
    if jobs.failed:
        sys.exit(1)


def _begin_traces(settings: ServiceSettings) -> Callable[[], None]:
    if settings.otlp_endpoint is None:
        return lambda: None
    return export_traces(
        settings.service_name,
        settings.otlp_endpoint,
        request_share=settings.trace_requests,
        trade_share=settings.trace_trades,
    )


@contextlib.asynccontextmanager
async def no_lifespan(_app: FastAPI) -> AsyncIterator[None]:
    """The lifespan of an application that is never served, such as for writing its OpenAPI document."""
    yield
