"""The recorder's lag while Kafka is away: unknown, and said once, however often the public route is asked."""

import structlog
from market_data.api.pipeline_state import Pipeline
from market_data.live.boards import RecorderBoard, VenueBoard
from shared.events.values import Mode
from shared.kafka import GroupLag, KafkaError


class Lag(GroupLag):
    """A lag of three records, while the broker answers."""

    def __init__(self) -> None:
        self.is_away = False

    async def read(self) -> int:
        if self.is_away:
            raise KafkaError("the broker does not answer")
        return 3


async def test_a_lag_that_cannot_be_read_is_logged_once_and_once_when_it_is_back() -> None:
    pipeline = Pipeline(mode=Mode.LIVE, venues=VenueBoard(), recorders=RecorderBoard(), is_loaded=lambda: True)
    lag = pipeline._lag = Lag()
    with structlog.testing.capture_logs() as lines:
        found = [await pipeline._read_lag()]
        for is_away in (True, True, True, False, False, True):
            lag.is_away = is_away
            found.append(await pipeline._read_lag())

    assert found == [3, None, None, None, 3, 3, None]
    assert [line["log_level"] for line in lines] == ["warning", "info", "warning"]
