"""What `make record` may be asked for, and the words it refuses the rest with."""

from pathlib import Path

import pytest
from record.errors import RecordError
from record.settings import read
from shared.events.values import Venue


def test_all_venues_and_half_a_minute_are_the_default(tmp_path: Path) -> None:
    request = read({"FILE": str(tmp_path / "one")}, None)

    assert request.venues == (Venue.BINANCE, Venue.COINBASE, Venue.KRAKEN)
    assert (request.seconds, request.symbols, request.simulator_url) == (30, (), None)
    assert request.file_of(Venue.KRAKEN) == tmp_path / "one-kraken.jsonl"


def test_one_venue_is_written_to_the_file_as_it_was_named(tmp_path: Path) -> None:
    given = {"FILE": str(tmp_path / "one.jsonl"), "VENUES": "Kraken", "SYMBOLS": "btc-usd, ETH-USD,btc-usd"}
    request = read(given, "http://127.0.0.1:1")

    assert request.file_of(Venue.KRAKEN) == tmp_path / "one.jsonl"
    assert request.symbols == ("BTC-USD", "ETH-USD")
    assert request.simulator_url == "http://127.0.0.1:1"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"VENUES": "kraken,mtgox"}, "VENUES=mtgox: there are binance, coinbase, kraken"),
        ({"VENUES": "composite"}, "VENUES=composite"),
        ({"SECONDS": "0"}, "SECONDS=0: a number above 0"),
        ({"SECONDS": "nan"}, "SECONDS=nan"),
        ({"SECONDS": "soon"}, "SECONDS=soon"),
        ({"SECONDS": "99999"}, "at most 3600"),
        ({"FILE": ""}, "FILE= is missing"),
        ({"FILE": "/nowhere/at/all.jsonl"}, "there is no folder /nowhere/at"),
    ],
)
def test_what_cannot_be_recorded_is_refused_in_words(tmp_path: Path, wrong: dict[str, str], words: str) -> None:
    with pytest.raises(RecordError, match=words):
        read({"FILE": str(tmp_path / "one.jsonl"), **wrong}, None)


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "one-kraken.jsonl").touch()

    with pytest.raises(RecordError, match=r"one-kraken\.jsonl is there already"):
        read({"FILE": str(tmp_path / "one.jsonl")}, None)
