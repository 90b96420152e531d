"""`python -m market_data.recorder.audit [--since 2026-11-01T00:00:00Z] [--coin bitcoin]`: exit code 1 if any differ."""

import argparse
import asyncio
import sys
from datetime import UTC, datetime

from shared.data.engine import is_away, make_engine

from market_data.recorder.audit.audit import Difference, Totals, UnknownCoinGivenError, audit
from market_data.settings import RecorderSettings

_STATEMENT_SECONDS = 300


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m market_data.recorder.audit", description=__doc__)
    parser.add_argument("--since", type=_time, help="RFC 3339; without it everything that is kept")
    parser.add_argument("--coin", help="a coin_id (default: all)")
    given = parser.parse_args()
    try:
        found = asyncio.run(_audit(given.since, given.coin))
    except UnknownCoinGivenError as error:
        sys.exit(str(error))
    except Exception as error:
        if is_away(error):
            sys.exit(f"the database is away: {error}")
        raise
    for what, count in found.compared.items():
        print(f"{what}: {count} compared, {found.differ[what]} differ")
    return 1 if sum(found.differ.values()) else 0


def _time(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


async def _audit(since: datetime | None, coin: str | None) -> Totals:
    engine = make_engine(RecorderSettings(), role="market_data", pool_size=1, timeout=_STATEMENT_SECONDS)
    try:
        return await audit(engine, since=since, coin_id=coin, show=_show)
    finally:
        await engine.dispose()


def _show(one: Difference) -> None:
    print(f"{one.instrument_id} {one.interval} {one.open_time:%Y-%m-%dT%H:%M:%SZ}: {one.reason}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
