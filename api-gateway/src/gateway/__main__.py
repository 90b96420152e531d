"""`python -m gateway`: serve until SIGTERM."""

import gc
from typing import Final

from shared.http.app import run

from gateway.http.serving import options
from gateway.main import Gateway
from gateway.settings import Settings

# Five minutes of candles and trades live in memory; Python's own thresholds walk through all of them again and again
# while they are read in, 80 ms each time, in which no request is answered.
_COLLECT_AFTER: Final = (10_000, 10, 100)


def main() -> None:
    gc.set_threshold(*_COLLECT_AFTER)
    settings = Settings()
    gateway = Gateway(settings)
    run(gateway, settings, gateway.jobs, **options(settings))


if __name__ == "__main__":
    main()
