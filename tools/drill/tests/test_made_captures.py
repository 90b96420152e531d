from pathlib import Path

from drill.checks.truth import of_capture
from drill.feeds.made_captures import make_captures
from simulator.replayed.capture import load

MINUTES = 2


def test_the_same_seed_makes_the_same_captures_and_another_one_others(tmp_path: Path) -> None:
    one, again, other = (
        [path.read_bytes() for path in make_captures(tmp_path / name, seed, MINUTES)]
        for name, seed in (("one", 1), ("again", 1), ("other", 2))
    )

    assert one == again
    assert one != other


def test_the_simulator_plays_every_trade_that_the_truth_reads(tmp_path: Path) -> None:
    for path in make_captures(tmp_path, 1, MINUTES):
        capture = load(path)
        truth = of_capture(path)

        assert sum(len(frame.trades) for frame in capture.frames) == len(truth) > 50
        assert {one.symbol for one in capture.instruments} == {
            id_.split(".")[0].replace("-", {"binance": "", "coinbase": "-", "kraken": "/"}[capture.venue])
            for id_, _ in truth
        }
