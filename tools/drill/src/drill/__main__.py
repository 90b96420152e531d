"""`make drill [ONLY=faults,twins]`: run the drills one after the other and write their sections of docs/drills.md."""

import os
import platform as machine
import re
import sys
import time
from datetime import UTC, datetime
from decimal import getcontext

from stack.checks import commit

from drill.drills import DRILLS
from drill.platform import ROOT, DrillError, Platform

REPORT = ROOT / "docs" / "drills.md"
# PostgreSQL adds exactly; so must the checks.
PRECISION = 60
_SECTION = re.compile(r"^## ([a-z-]+):.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def main() -> int:
    getcontext().prec = PRECISION
    names = os.environ.get("ONLY", "").split(",") if os.environ.get("ONLY") else list(DRILLS)
    if unknown := [name for name in names if name not in DRILLS]:
        print(f"no drill is called {', '.join(unknown)}; there are {', '.join(DRILLS)}")
        return 2
    platform, failed = Platform(), 0
    sections, build = _earlier_sections(), commit.current()
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
        when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
        head = f"## {name}: {verdict} ({when}, commit {build}, {took:.0f} s)"
        sections[name] = f"{head}\n\n{about}\n\n" + "\n".join(lines) + "\n"
    platform.stop()
    REPORT.write_text(_head() + "\n".join(sections[name] for name in DRILLS if name in sections))
    print(f"{len(names) - failed} passed, {failed} failed")
    return 1 if failed else 0


def _earlier_sections() -> dict[str, str]:
    """The report's sections by drill: those that do not run now stay as they are."""
    text = REPORT.read_text() if REPORT.exists() else ""
    return {match[1]: match[0].rstrip() + "\n" for match in _SECTION.finditer(text)}


def _head() -> str:
    return (
        f"# Failure drills\n\nWritten by `make drill`: {machine.system()} {machine.machine()}, {os.cpu_count()} cores. "
        "Each drill starts from empty data and names the commit it ran on.\n\n"
    )


if __name__ == "__main__":
    sys.exit(main())
