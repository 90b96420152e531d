"""`python -m simulator`: serve until SIGTERM."""

import asyncio
import logging
import os
import signal
import sys

import uvloop
from aiohttp import web

from simulator.logs import configure
from simulator.main import MAX_LINE, create_app
from simulator.replayed.capture import CaptureError
from simulator.settings import Settings, SettingsError

log = logging.getLogger("simulator")


async def serve(app: web.Application, settings: Settings) -> None:
    """Until SIGTERM or SIGINT."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2.0, max_line_size=MAX_LINE, max_field_size=MAX_LINE)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
        log.info("serving", extra={"host": settings.host, "port": settings.port, "mode": settings.mode})
        await stop.wait()
    finally:
        await runner.cleanup()
    log.info("stopped")


def main() -> int:
    """Exit status 2 for settings or captures that make no sense, 1 for a port that is taken."""
    configure(os.environ.get("LOG_LEVEL") or "INFO")
    try:
        settings = Settings.from_environment(os.environ)
        app = create_app(settings)
    except (SettingsError, CaptureError) as error:
        log.error("cannot start: %s", error)  # noqa: TRY400 - the text says it all
        return 2
    try:
        uvloop.run(serve(app, settings))
    except OSError as error:
        log.error("cannot serve: %s", error)  # noqa: TRY400 - the text says it all
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
