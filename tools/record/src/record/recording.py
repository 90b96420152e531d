"""Record one venue: what it lists, one connection, every frame until the time is over or the file is large enough."""

import asyncio
from collections.abc import Sequence
from typing import Final

from market_data.domain.catalogue import read_catalogue
from market_data.feed.socket import VenueSocket, open_socket
from market_data.venues.adapters import ADAPTERS, Adapter
from market_data.venues.rest import make_client
from market_data.venues.types import VenueAwayError
from shared.events.values import Venue, split_instrument_id

from record.capture_file import CaptureFile
from record.errors import RecordError
from record.settings import Request

LARGEST_FILE: Final = 256 * 1024 * 1024
_LOOK_EVERY: Final = 0.1


async def record_venue(request: Request, venue: Venue, stop: asyncio.Event, *, largest: int = LARGEST_FILE) -> str:
    """Record until `request.seconds` are over, `stop` is set, the venue closes, or `largest` bytes are written.

    Returns a sentence on what was recorded.

    Raises:
        RecordError: the venue cannot be reached, or lists none of the symbols.
    """
    adapter = ADAPTERS[venue]
    try:
        natives = await _natives(request, adapter)
        return await _record(request, adapter, natives, stop, largest)
    except VenueAwayError as error:
        raise RecordError(f"{venue} cannot be recorded: {error}") from error


async def _natives(request: Request, adapter: Adapter) -> list[str]:
    """The venue's own names of the wanted symbols that it lists."""
    async with make_client(adapter.rest_url(request.simulator_url), adapter.calls_per_second) as client:
        listed = {f"{one.base}-{one.quote}": one for one in await adapter.make_rest(client).fetch_listed()}
    symbols = request.symbols or [_symbol(id_) for id_ in read_catalogue().of_venue(adapter.venue)]
    found = [listed[symbol] for symbol in symbols if symbol in listed]
    if not found:
        raise RecordError(f"{adapter.venue} lists none of {', '.join(symbols) or 'the catalogue'}")
    return [one.native for one in found]


def _symbol(instrument_id: str) -> str:
    base, quote, _ = split_instrument_id(instrument_id)
    return f"{base}-{quote}"


async def _record(request: Request, adapter: Adapter, natives: Sequence[str], stop: asyncio.Event, largest: int) -> str:
    url = adapter.socket_url(request.simulator_url)
    source = "make record, the exchange simulator" if request.simulator_url else "make record"
    with CaptureFile(request.file_of(adapter.venue), adapter.venue, adapter.socket, source) as capture:
        socket = await open_socket(url, capture.add_frame, lambda: None)
        try:
            await _subscribe(socket, adapter, natives, capture)
            why = await _until_the_end(request.seconds, socket, stop, capture, largest)
        finally:
            socket.close()
        capture.complete()
    return f"{capture.path}: {capture.frames} frames of {len(natives)} instruments of {adapter.venue}{why}"


async def _subscribe(socket: VenueSocket, adapter: Adapter, natives: Sequence[str], capture: CaptureFile) -> None:
    requests = enumerate(adapter.requests(natives), start=1)
    for number, message in enumerate(text for id_, part in requests for text in adapter.subscribe(part, id_)):
        if number:
            await asyncio.sleep(adapter.pause)
        capture.add_sent(message)
        socket.send(message)


async def _until_the_end(
    seconds: float, socket: VenueSocket, stop: asyncio.Event, capture: CaptureFile, largest: int
) -> str:
    """Wait; return why it ended early, nothing if the time was over."""
    loop = asyncio.get_running_loop()
    ends = loop.time() + seconds
    while loop.time() < ends:
        if socket.closed.is_set():
            return "; the venue closed the connection"
        if stop.is_set():
            return "; interrupted"
        if capture.size >= largest:
            return f"; stopped at {largest // 1024 // 1024} MiB"
        await asyncio.sleep(min(_LOOK_EVERY, max(ends - loop.time(), 0)))
    return ""
