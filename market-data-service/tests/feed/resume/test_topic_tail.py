"""What an earlier process left in the topics is found, whatever else somebody has put there."""

import asyncio
from uuid import uuid4

import pytest
from market_data.feed.resume.topic_tail import read_last_published, read_open_gaps
from shared.events import GapKind, GapState, GapV1, encode
from shared.events.values import Instrument, Venue
from shared.kafka import Producer
from shared.kafka.topics import GAPS, TRADES

from .test_sequence import trade


@pytest.mark.parametrize("garbage", [b"", b"null", b"{", b"\xff", b'{"gap_id":1}', b"[" * 5_000])
async def test_a_record_that_does_not_decode_is_passed_over(kafka_bootstrap: str, garbage: bytes) -> None:
    base = f"X{uuid4().hex[:8].upper()}"
    one = Instrument(venue=Venue.KRAKEN, base=base, quote="USD", coin_id=base.lower(), native=f"{base}/USD")
    gap = GapV1(
        gap_id=f"{one.instrument_id}/5",
        kind=GapKind.HOLE,
        state=GapState.OPEN,
        venue=one.venue,
        instrument_id=one.instrument_id,
        coin_id=one.coin_id,
        start_us=1,
    )
    producer = Producer(kafka_bootstrap, client_id="test")
    sending = asyncio.create_task(producer.run())
    try:
        producer.put_bytes(GAPS, one.coin_id, garbage)
        producer.put_bytes(TRADES, one.coin_id, garbage)
        producer.put(GAPS, one.coin_id, gap)
        known = encode(trade(7)).replace(b"X-USD.KRAKEN", one.instrument_id.encode())
        producer.put_bytes(TRADES, one.coin_id, known)
        producer.put_bytes(TRADES, one.coin_id, known.replace(b'"trade_id":"7"', b'"trade_id":"%d"' % 10**30))
        await producer.flush()
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)

    assert await read_open_gaps(kafka_bootstrap, [one]) == {one.instrument_id: [gap]}
    last = await read_last_published(kafka_bootstrap, [one])
    assert last[one.instrument_id, False].trade_id == 7
