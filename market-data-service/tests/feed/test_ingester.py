"""What the ingester reads back when it starts, whatever else somebody has put into the topic."""

import asyncio
from decimal import Decimal
from uuid import uuid4

import pytest
from market_data.feed.ingester import Ingester
from market_data.settings import IngestSettings
from shared.clock import now_us
from shared.events import RateV1
from shared.events.values import Mode
from shared.http.health import Health
from shared.kafka import Producer
from shared.kafka.topics import RATES


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
    settings = IngestSettings(
        mode=Mode.SIMULATED, simulator_url="http://127.0.0.1:1", kafka_bootstrap_servers=kafka_bootstrap
    )
    ingester = Ingester(settings, Health("kafka", "venues"))

    await ingester._read_rates()

    found = ingester._rates.at(quote, at_us)
    assert found is not None
    assert found.quote_usd == Decimal("0.5")
    await ingester.close()
