"""`make drill [ONLY=faults,twins]`: run the drills one after the other and write docs/drills.md."""

import os
import platform as machine
import sys
import time
from datetime import UTC, datetime
from decimal import getcontext

from drill.drills import DRILLS
from drill.platform import ROOT, DrillError, Platform

REPORT = ROOT / "docs" / "drills.md"
# PostgreSQL adds exactly; so must the checks.
PRECISION = 60


def main() -> int:
    getcontext().prec = PRECISION
    names = os.environ.get("ONLY", "").split(",") if os.environ.get("ONLY") else list(DRILLS)
    if unknown := [name for name in names if name not in DRILLS]:
        print(f"no drill is called {', '.join(unknown)}; there are {', '.join(DRILLS)}")
        return 2
    platform, sections, failed = Platform(), [], 0
    for name in names:
        print(f"== {name}", flush=True)
        lines, started = [], time.monotonic()
        try:
            for line in DRILLS[name](platform):
                print("  ", line, flush=True)
                lines.append(f"- {line}")
            verdict = "held"
        except DrillError as error:
            failed += 1
            verdict = "FAILED"
            print("   FAILED:", error, flush=True)
            lines.append(f"- **{error}**")
        took = time.monotonic() - started
        about = (DRILLS[name].__doc__ or "").strip()
        sections.append(f"## {name}: {verdict} ({took:.0f} s)\n\n{about}\n\n" + "\n".join(lines) + "\n")
    platform.stop()
    if len(names) == len(DRILLS):
        REPORT.write_text(_head() + "\n".join(sections))
    print(f"{len(names) - failed} passed, {failed} failed")
    return 1 if failed else 0


def _head() -> str:
    when = datetime.now(UTC).strftime("%Y-%m-%d")
    return (
        f"# Failure drills\n\nWritten by `make drill` on {when}, {machine.system()} {machine.machine()}, "
        f"{os.cpu_count()} cores. Each drill starts from empty data.\n\n"
    )


if __name__ == "__main__":
    sys.exit(main())
