"""`python -m drill.fuzz.texts`: the drill `texts` in a process of its own, whose memory and crashes are its own."""

import asyncio
import sys
from typing import Final

from drill.fuzz.texts.stages import stages
from drill.platform import DrillError

_SEED: Final = 11
_ANSWERS: Final = 8_000
"""Of each kind of source."""
_TEXTS: Final = 60_000
_PATTERNS: Final = 200


async def main() -> int:
    try:
        async for line in stages(_SEED, _ANSWERS, _TEXTS, _PATTERNS):
            print(line, flush=True)
    except DrillError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
