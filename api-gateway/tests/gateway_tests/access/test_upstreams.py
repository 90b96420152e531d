"""Which service a path belongs to, and what it asks of the caller."""

import httpx
import pytest
from gateway.access.upstreams import UPSTREAMS, upstream_request, upstream_urls

from ..conftest import Make


def test_every_service_has_an_address(make_settings: Make) -> None:
    assert upstream_urls(make_settings()).keys() == UPSTREAMS.keys()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/sentiment/bitcoin"),
        ("HEAD", "/api/sentiment/news"),
        ("GET", "/api/sentiment/trend/bitcoin/price-test"),
        ("POST", "/api/sentiment/analyze"),
    ],
)
def test_sentiment_is_public_like_market_data(method: str, path: str) -> None:
    found = upstream_request(method, path)

    assert found is not None
    assert (found.upstream.package, found.public) == ("sentiment", True)


async def test_a_question_about_sentiment_reaches_its_service(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/sentiment/bitcoin?window=24h")

    assert answer.status_code == httpx.codes.OK
    assert (answer.json()["path"], answer.json()["query"]) == ("/sentiment/bitcoin", "window=24h")
