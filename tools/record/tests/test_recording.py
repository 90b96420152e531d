"""Recording a simulated exchange over real sockets, and playing the recording again."""

import asyncio
import json
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from record.__main__ import record, running_simulator
from record.errors import RecordError
from record.recording import record_venue
from record.settings import Request
from shared.events.values import Venue
from simulator.testing import Running, simulated

VENUES = (Venue.BINANCE, Venue.COINBASE, Venue.KRAKEN)
SYMBOLS = ("BTC-USDT", "BTC-USD", "ETH-USD")


@pytest.fixture
async def exchanges() -> AsyncIterator[Running]:
    async with simulated(rate=400) as running:
        yield running


def request_of(running: Running, path: Path, *venues: Venue, seconds: float = 2) -> Request:
    return Request(venues, SYMBOLS, seconds, path, running.base)


def read(path: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    header, *entries = map(json.loads, path.read_text().splitlines())
    return header, entries


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("venue", VENUES)
async def test_a_recording_is_a_capture_in_wire_order(exchanges: Running, tmp_path: Path, venue: Venue) -> None:
    said = await record_venue(request_of(exchanges, tmp_path / "one.jsonl", venue), venue, asyncio.Event())
    header, entries = read(tmp_path / "one.jsonl")

    frames = [entry for entry in entries if "frame" in entry]
    assert header["venue"] == venue
    assert header["frames"] == len(frames) > 10
    assert f"{len(frames)} frames" in said
    assert any("sent" in entry for entry in entries)
    assert [entry["t"] for entry in entries] == sorted(entry["t"] for entry in entries)
    assert names_in(tmp_path) == ["one.jsonl"]


async def test_a_recording_plays_again_with_the_same_trades(exchanges: Running, tmp_path: Path) -> None:
    path = tmp_path / "all.jsonl"
    request = request_of(exchanges, path, *VENUES)
    await asyncio.gather(*(record_venue(request, venue, asyncio.Event()) for venue in VENUES))
    played = tuple(request.file_of(venue) for venue in VENUES)

    async with simulated(mode="replay", captures=played, speed=None) as again:
        for socket in (
            await again.binance("btcusdt@aggTrade"),
            await again.coinbase("BTC-USD"),
            await again.kraken("BTC/USD"),
        ):
            assert socket
        await again.feed("finished")
        replayed = {(one["instrument_id"], one["trade_id"]): one for one in await again.truth()}
    true = {(one["instrument_id"], one["trade_id"]): one for one in await exchanges.truth()}

    assert len(replayed) > 10
    # What a venue sent of the time before the recording (a last match, a snapshot) is older than the truth list.
    known = replayed.keys() & true.keys()
    assert len(known) > 10
    for key in known:
        assert Decimal(replayed[key]["price"]) == Decimal(true[key]["price"])
        assert Decimal(replayed[key]["size"]) == Decimal(true[key]["size"])
        assert replayed[key]["side"] == true[key]["side"]


async def test_an_interrupted_recording_keeps_what_it_has(exchanges: Running, tmp_path: Path) -> None:
    stop = asyncio.Event()
    request = request_of(exchanges, tmp_path / "one.jsonl", Venue.KRAKEN, seconds=600)
    job = asyncio.create_task(record_venue(request, Venue.KRAKEN, stop))
    part = tmp_path / "one.jsonl.part"

    async def has_frames() -> bool:
        return part.exists() and part.stat().st_size > 0

    await exchanges.eventually(has_frames)
    stop.set()

    assert (await job).endswith("; interrupted")
    header, entries = read(tmp_path / "one.jsonl")
    assert header["frames"] == sum("frame" in entry for entry in entries)


async def test_a_recording_ends_at_its_largest_size(exchanges: Running, tmp_path: Path) -> None:
    request = request_of(exchanges, tmp_path / "one.jsonl", Venue.KRAKEN, seconds=600)

    assert "; stopped at 0 MiB" in await record_venue(request, Venue.KRAKEN, asyncio.Event(), largest=500)


async def test_symbols_that_a_venue_does_not_list_are_refused(exchanges: Running, tmp_path: Path) -> None:
    request = Request((Venue.KRAKEN,), ("NOPE-USD",), 1, tmp_path / "one.jsonl", exchanges.base)

    with pytest.raises(RecordError, match="kraken lists none of NOPE-USD"):
        await record_venue(request, Venue.KRAKEN, asyncio.Event())
    assert names_in(tmp_path) == []


async def test_a_venue_that_cannot_be_reached_is_named_and_the_others_go_on(
    exchanges: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await exchanges.post("/control/faults", venue="kraken", fault="http_451", seconds=60)

    assert await record(request_of(exchanges, tmp_path / "one.jsonl", Venue.COINBASE, Venue.KRAKEN)) == 1
    out, err = capsys.readouterr()
    assert "one-coinbase.jsonl" in out
    assert "kraken cannot be recorded" in err
    assert names_in(tmp_path) == ["one-coinbase.jsonl"]


async def test_the_simulator_of_a_running_platform_is_found(exchanges: Running, tmp_path: Path) -> None:
    written = tmp_path / "env"
    assert running_simulator(written) is None

    written.write_text("GATEWAY_URL=http://127.0.0.1:1\nSIMULATOR_URL=http://127.0.0.1:1\n")
    assert running_simulator(written) is None

    written.write_text(f"SIMULATOR_URL={exchanges.base}\n")
    assert await asyncio.to_thread(running_simulator, written) == exchanges.base
