"""A request through two services is one trace; what strangers send begins none."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import FastAPI
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode
from shared.events.values import Mode
from shared.http.app import RequestContext, create_app, no_lifespan
from shared.http.health import Health
from shared.logging import get_logger
from shared.settings import ServiceSettings
from shared.tracing.requests import trace_headers
from shared.tracing.tracer import TRACING
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

STRANGERS = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01"
log = get_logger(__name__)


def service() -> FastAPI:
    app = create_app(ServiceSettings(service_name="inner"), title="Inner", health=Health(), lifespan=no_lifespan)

    @app.get("/coins/{coin_id}")
    async def read_coin(coin_id: str) -> dict[str, str]:
        if coin_id == "bug":
            raise RuntimeError("a bug")
        log.info("read")
        return {"coin_id": coin_id}

    return app


@asynccontextmanager
async def entrance() -> AsyncIterator[httpx.AsyncClient]:
    """A client of an entrance that asks the service behind it."""
    outer, transport = FastAPI(), httpx.ASGITransport(service(), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://inner") as inner:

        @outer.get("/api/coins/{coin_id}")
        async def read_coin(coin_id: str) -> int:
            return (await inner.get(f"/coins/{coin_id}", headers=dict(trace_headers()))).status_code

        app = RequestContext(outer, service="outer", mode=Mode.LIVE, is_entrance=True)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://outer") as client:
            yield client


async def test_a_request_is_one_trace_through_all_services(spans: InMemorySpanExporter) -> None:
    async with entrance() as client:
        await client.get("/api/coins/bitcoin", headers={"X-Request-ID": "abc"})

    inner, outer = spans.get_finished_spans()
    assert (outer.name, inner.name) == ("GET /api/coins/{coin_id}", "GET /coins/{coin_id}")
    assert inner.parent is not None
    assert (inner.parent.span_id, inner.context.trace_id) == (outer.context.span_id, outer.context.trace_id)
    assert outer.attributes is not None
    assert outer.attributes["tidemark.request_id"] == "abc"
    assert outer.attributes["http.response.status_code"] == 200


async def test_a_failure_is_seen_in_the_trace(spans: InMemorySpanExporter) -> None:
    async with entrance() as client:
        await client.get("/api/coins/bug")

    inner, outer = spans.get_finished_spans()
    assert (inner.status.status_code, outer.status.status_code) == (StatusCode.ERROR, StatusCode.UNSET)


async def test_a_strangers_trace_is_not_gone_on_with(spans: InMemorySpanExporter) -> None:
    async with entrance() as client:
        await client.get("/api/coins/bitcoin", headers={"traceparent": STRANGERS})

    assert len({span.context.trace_id for span in spans.get_finished_spans()}) == 1
    assert f"{spans.get_finished_spans()[0].context.trace_id:032x}" not in STRANGERS


NOT_TRACED = STRANGERS[:-1] + "0"
OF_ZEROS = f"00-{'0' * 32}-{'0' * 16}-01"


@pytest.mark.parametrize("given", ["", "00-abc-def-01", NOT_TRACED, OF_ZEROS])
async def test_behind_the_entrance_only_what_is_traced_goes_on(spans: InMemorySpanExporter, given: str) -> None:
    transport = httpx.ASGITransport(service())
    async with httpx.AsyncClient(transport=transport, base_url="http://inner") as client:
        await client.get("/coins/bitcoin", headers={"traceparent": given} if given else {})

    assert spans.get_finished_spans() == ()


async def test_only_a_share_of_the_requests_is_traced_and_none_of_health_and_metrics(
    spans: InMemorySpanExporter,
) -> None:
    TRACING.configure(TRACING.tracer, request_share=0)
    async with entrance() as client:
        await client.get("/api/coins/bitcoin")
    TRACING.configure(TRACING.tracer)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(service()), base_url="http://inner") as client:
        await client.get("/health/live", headers={"traceparent": STRANGERS})

    assert spans.get_finished_spans() == ()


async def test_lines_of_a_traced_request_name_its_trace(spans: InMemorySpanExporter) -> None:
    with capture_logs([merge_contextvars]) as lines:
        async with entrance() as client:
            await client.get("/api/coins/bitcoin")

    traces = {line["trace_id"] for line in lines if "request_id" in line}
    assert traces == {f"{spans.get_finished_spans()[0].context.trace_id:032x}"}
