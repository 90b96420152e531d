"""Spans arrive at a collector over HTTP; one that is away costs nothing."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from shared.clock import now_us
from shared.tracing.records import begin_trade
from shared.tracing.tracer import TRACING, export_traces


@contextmanager
def collector() -> Iterator[tuple[str, list[ExportTraceServiceRequest]]]:
    """Its address, and what it was sent."""
    received: list[ExportTraceServiceRequest] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/traces"
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append(ExportTraceServiceRequest.FromString(body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Collector)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", received
    server.shutdown()
    thread.join()
    server.server_close()


def test_spans_are_sent_with_the_services_name_and_the_rest_at_the_end() -> None:
    with collector() as (address, received):
        end = export_traces("market-ingest", f"{address}/", request_share=1, trade_share=1)
        begin_trade("publish", now_us(), {"tidemark.trade_id": "7"})
        end()

    (resource,) = [resource for request in received for resource in request.resource_spans]
    names = {one.key: one.value.string_value for one in resource.resource.attributes}
    (span,) = resource.scope_spans[0].spans
    assert (names["service.name"], span.name) == ("market-ingest", "publish")
    assert span.attributes[0].value.string_value == "7"
    assert TRACING.tracer is None
