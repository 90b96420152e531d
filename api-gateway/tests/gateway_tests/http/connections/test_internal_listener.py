"""Health and metrics: everything for the operator, on a port of its own; yes or no for everybody else."""

import httpx
import pytest
from gateway.main import Gateway, server_options
from stack.testing import eventually

from ...conftest import Make
from ...servers import gateway, is_ready, serving


async def test_metrics_are_on_the_internal_port_alone(make_settings: Make) -> None:
    app = Gateway(make_settings())
    async with serving(app, **server_options(app.settings)) as public, httpx.AsyncClient() as client:
        await eventually(lambda: is_ready(public))
        inside = f"http://127.0.0.1:{app.internal.port}"
        metrics = await client.get(f"{inside}/metrics")
        ready = await client.get(f"{inside}/health/ready")
        refused = await client.get(f"{public}/metrics")
        shown = await client.get(f"{public}/health/ready")

    assert "websocket_clients" in metrics.text
    assert "kafka" in ready.json()["dependencies"]
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    assert (shown.status_code, shown.json()) == (200, {"ready": True})


@pytest.mark.parametrize("path", ["/%6detrics", "/metrics/", "/metrics?x"])
async def test_no_other_spelling_of_metrics_is_answered(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)

    assert "websocket_clients" not in answer.text


async def test_health_counts_like_any_other_request(make_settings: Make, somewhere: dict[str, str]) -> None:
    settings = make_settings(request_rate=0.1, request_burst=3, trusted_proxies="127.0.0.1")
    async with gateway(settings) as address, httpx.AsyncClient(base_url=address, headers=somewhere) as client:
        answers = [await client.get("/health/live") for _ in range(5)]

    assert [answer.status_code for answer in answers] == [200] * 3 + [429] * 2
    assert answers[0].json() == {"status": "live"}
