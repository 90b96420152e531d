import json
from pathlib import Path

import pytest
from stack.platform.captures import CaptureError, data_name, read_captures


def capture(folder: Path, name: str, venue: str, frames: str = "") -> str:
    path = folder / name
    path.write_text(json.dumps({"capture": 1, "venue": venue}) + "\n" + frames)
    return str(path)


def test_captures_of_different_venues_are_read_in_order(tmp_path: Path) -> None:
    names = [capture(tmp_path, "a", "kraken"), capture(tmp_path, "b", "coinbase")]

    assert [found.venue for found in read_captures(names)] == ["kraken", "coinbase"]


@pytest.mark.parametrize(("written", "venue"), [("binance_us", "binance"), ("kraken_v1", "kraken")])
def test_a_venues_older_names_are_that_venue(tmp_path: Path, written: str, venue: str) -> None:
    assert read_captures([capture(tmp_path, "a", written)])[0].venue == venue


def test_two_captures_of_one_venue_are_refused_by_name(tmp_path: Path) -> None:
    names = [capture(tmp_path, "one", "binance"), capture(tmp_path, "two", "binance_us")]

    with pytest.raises(CaptureError, match=r"both of binance: .*one, .*two"):
        read_captures(names)


@pytest.mark.parametrize("text", ["", "no json\n", '{"stream":"x"}\n', "[1]\n", '{"capture":1,"venue":"mtgox"}\n'])
def test_a_file_without_a_known_header_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "frames.jsonl"
    path.write_text(text)

    with pytest.raises(CaptureError, match=r"frames\.jsonl"):
        read_captures([str(path)])


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="nowhere cannot be read: No such file"):
        read_captures([str(tmp_path / "nowhere")])


def test_the_same_captures_in_any_order_share_their_data(tmp_path: Path) -> None:
    one, two = capture(tmp_path, "a", "kraken"), capture(tmp_path, "b", "coinbase")

    assert data_name(read_captures([one, two])) == data_name(read_captures([two, one]))


def test_other_content_has_other_data(tmp_path: Path) -> None:
    one = data_name(read_captures([capture(tmp_path, "a", "kraken")]))

    assert one != data_name(read_captures([capture(tmp_path, "a", "kraken", '{"t":1,"frame":"{}"}\n')]))
