"""What the ingester reads back when it starts, whatever else somebody has put into the topic; when it is ready."""

import asyncio
from decimal import Decimal
from uuid import uuid4

import pytest
from market_data.feed import ingester as feed_ingester
from market_data.feed.ingester import Ingester
from market_data.settings import IngestSettings
from shared.clock import now_us
from shared.events import RateV1, VenueState
from shared.events.values import Mode
from shared.http.health import Health
from shared.kafka import Producer
from shared.kafka.topics import RATES


def settings_of(kafka_bootstrap: str) -> IngestSettings:
    return IngestSettings(
        mode=Mode.SIMULATED, simulator_url="http://127.0.0.1:1", kafka_bootstrap_servers=kafka_bootstrap
    )


@pytest.mark.parametrize("garbage", [b"", b"{", b"\xff", b'{"quote":1}', b"[" * 5_000])
async def test_a_rate_that_does_not_decode_is_passed_over(kafka_bootstrap: str, garbage: bytes) -> None:
    at_us, quote = now_us(), uuid4().hex[:8].upper()
    producer = Producer(kafka_bootstrap, client_id="test")
    sending = asyncio.create_task(producer.run())
    try:
        producer.put_bytes(RATES, quote, garbage)
        rate = RateV1(quote=quote, quote_usd=Decimal("0.5"), as_of_us=at_us, made_us=at_us)
        producer.put(RATES, quote, rate)
        await producer.flush()
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
    ingester = Ingester(settings_of(kafka_bootstrap), Health("kafka", "venues"))

    await ingester._read_rates()

    found = ingester._rates.at(quote, at_us)
    assert found is not None
    assert found.quote_usd == Decimal("0.5")
    await ingester.close()


async def test_it_can_stand_for_another_one_once_all_that_it_missed_is_fetched(kafka_bootstrap: str) -> None:
    health = Health("kafka", "venues")
    ingester = Ingester(settings_of(kafka_bootstrap), health)
    first, *others = (feed._status for feed in ingester._feeds)
    for status in (first, *others):
        status.turn(VenueState.LIVE)
        status.resumed = status is not first

    ingester._tick()
    assert health.report()["venues"] == {
        "state": "down",
        "detail": f"still fetching what was missed before the start from {first.venue}",
    }

    first.resumed = True
    ingester._tick()
    first.resumed = False  # a later break
    ingester._tick()
    assert health.report()["venues"]["state"] == "up"
    await ingester.close()


async def test_it_is_ready_in_the_end_although_rest_does_not_answer(
    kafka_bootstrap: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    health = Health("kafka", "venues")
    ingester = Ingester(settings_of(kafka_bootstrap), health)
    for feed in ingester._feeds:
        feed._status.turn(VenueState.LIVE)
    monkeypatch.setattr(feed_ingester, "_RESUMED_WITHIN", 0)

    ingester._tick()

    assert health.report()["venues"]["state"] == "up"
    await ingester.close()
