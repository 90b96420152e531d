"""The states of one coin's price as Kafka has them, read beside the platform from the end of the topic on."""

import asyncio
import threading
from types import TracebackType
from typing import Final, Self

from shared.events import PriceV1
from shared.kafka import Reader, decoded
from shared.kafka.topics import PRICES

from drill.platform import DrillError, Platform, wait

_CLIENT: Final = "drill-prices"


class PriceSeries:
    """On a thread of its own. It outlives the broker's being away, and misses nothing meanwhile."""

    def __init__(self, platform: Platform, coin_id: str) -> None:
        self._servers = platform.env["KAFKA_BOOTSTRAP_SERVERS"]
        self._coin_id = coin_id
        self._ended = threading.Event()
        self._failed: Exception | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.states: list[PriceV1] = []
        """In the order of the topic; a state that was sent twice stands here twice."""

    def __enter__(self) -> Self:
        self._thread.start()
        wait(lambda: bool(self.states) or self._failed is not None, f"a price of {self._coin_id}", 60)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._ended.set()
        self._thread.join(20)

    def check(self) -> None:
        """Raise if it has ended by itself: what it holds then is not all there was."""
        if self._failed is not None:
            raise DrillError(f"the prices could not be read to the end: {self._failed}")

    def _run(self) -> None:
        try:
            asyncio.run(self._read())
        except Exception as error:  # noqa: BLE001 - whatever it is, `check` reports it
            self._failed = error

    async def _read(self) -> None:
        reader = await Reader.open(self._servers, {PRICES: None}, client_id=_CLIENT)
        try:
            while not self._ended.is_set():
                for records in (await reader.poll(timeout_ms=200)).values():
                    found = (decoded(one, PriceV1) for one in records if one.key == self._coin_id.encode())
                    self.states += [price for price in found if price is not None]
        finally:
            await reader.close()
