"""Follow the compacted topics whole, outside any group, so that every replica knows every venue and price."""

from typing import Final

import msgspec
from shared.events import PriceV1, VenueV1, decoder
from shared.kafka import Reader
from shared.kafka.topics import PRICES, VENUES
from shared.logging import get_logger

from market_data.live.boards import PriceBoard, VenueBoard

log = get_logger(__name__)

_CLIENT: Final = "market-data-boards"


class BoardReader:
    """Fills both boards. `load` returns once what the topics held at its start is in them."""

    def __init__(self, bootstrap_servers: str, venues: VenueBoard, prices: PriceBoard) -> None:
        self._bootstrap_servers = bootstrap_servers
        self._venues = venues
        self._prices = prices
        self._reader: Reader | None = None

    async def load(self) -> None:
        starts = {VENUES: None, PRICES: None}
        self._reader = await Reader.open(self._bootstrap_servers, starts, client_id=_CLIENT)
        while not self._reader.caught_up:
            await self._read(self._reader)

    async def follow(self) -> None:
        """Go on until cancelled."""
        if self._reader is None:
            raise RuntimeError("load() comes before follow()")
        try:
            while True:
                await self._read(self._reader)
        finally:
            await self._reader.close()

    async def _read(self, reader: Reader) -> None:
        for at, records in (await reader.poll(timeout_ms=200)).items():
            put = self._put_venue if at.topic == VENUES.name else self._put_price
            for record in records:
                if record.value is not None:
                    put(record.value)

    def _put_venue(self, raw: bytes) -> None:
        try:
            self._venues.put(decoder(VenueV1).decode(raw))
        except msgspec.DecodeError as error:
            log.warning("venue state not understood", error=str(error))

    def _put_price(self, raw: bytes) -> None:
        try:
            self._prices.put(decoder(PriceV1).decode(raw))
        except msgspec.DecodeError as error:
            log.warning("price not understood", error=str(error))
