from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from shared.tracing.tracer import TRACING


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="write the contracts' schemas anew")


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    """Traces are on, of everything; the spans that ended are here."""
    exporter, provider = InMemorySpanExporter(), TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    TRACING.configure(provider.get_tracer("test"))
    yield exporter
    TRACING.configure(None)
    provider.shutdown()
