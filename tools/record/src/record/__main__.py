"""`make record VENUES=kraken SYMBOLS=BTC-USD SECONDS=30 FILE=btc.jsonl`."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Final

import httpx
import uvloop

from record import settings
from record.errors import RecordError
from record.recording import record_venue

_PLATFORM: Final = Path(__file__).resolve().parents[4] / ".local" / "env"


def main() -> int:
    try:
        request = settings.read(os.environ, running_simulator(_PLATFORM))
        return uvloop.run(record(request))
    except RecordError as error:
        print(f"make record: {error}", file=sys.stderr)
        return 1


async def record(request: settings.Request) -> int:
    """Record all venues at once; one that fails does not stop the others."""
    where = f"the simulator at {request.simulator_url}" if request.simulator_url else "the exchanges"
    print(f"recording {', '.join(request.venues)} from {where} for {request.seconds:g} s (Ctrl-C ends it)", flush=True)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    found = await asyncio.gather(
        *(record_venue(request, venue, stop) for venue in request.venues), return_exceptions=True
    )
    for result in found:
        if isinstance(result, RecordError):
            print(f"make record: {result}", file=sys.stderr)
        elif isinstance(result, BaseException):
            raise result
        else:
            print(result)
    return 1 if any(isinstance(result, RecordError) for result in found) else 0


def running_simulator(platform: Path) -> str | None:
    """The simulator of a platform that runs here, by what `make up` has written; None if there is none."""
    if not platform.exists():
        return None
    values = dict(line.split("=", 1) for line in platform.read_text().splitlines() if "=" in line)
    url = values.get("SIMULATOR_URL")
    try:
        return url if url and httpx.get(f"{url}/control/state", timeout=2).is_success else None
    except httpx.TransportError:
        return None


if __name__ == "__main__":
    sys.exit(main())
