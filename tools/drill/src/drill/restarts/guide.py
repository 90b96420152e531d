"""The drill of the deployment guide: what it says to type on this machine, typed literally in a bare clone."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import httpx

from drill.platform import LOCAL, ROOT, DrillError, make, wait

_GUIDE: Final = "docs/deployment.md"
_SECTION: Final = "## On this machine"
_DASHBOARD: Final = "http://127.0.0.1:8100/"
_CLONE: Final = LOCAL / "guide"
_WITHIN: Final = 900
"""Seconds a command may take: the first one installs everything."""
_OURS: Final = ("VIRTUAL_ENV", "PYTHONPATH", "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "ONLY")
"""Variables of this drill's own `make` that a stranger's shell does not have."""


def guide(_platform: object) -> Iterator[str]:
    """The commands of docs/deployment.md, "On this machine", in a bare clone: each one's whole output is kept."""
    make("down")
    shutil.rmtree(_CLONE, ignore_errors=True)
    _type(f"git clone --quiet file://{ROOT} {_CLONE}", ROOT)
    try:
        for command in _commands((_CLONE / _GUIDE).read_text()):
            yield f"`{command}`\n\n{_indented(_type(command, _CLONE))}"
            if command.startswith("make up"):
                took = wait(_shows_prices, "a price from the dashboard's address", 60, every=1)
                yield f"{_DASHBOARD} serves the dashboard, and prices after another {took:.0f} s"
    finally:
        make("down", at=str(_CLONE))
        shutil.rmtree(_CLONE, ignore_errors=True)


def _commands(text: str) -> list[str]:
    section = text.partition(f"{_SECTION}\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    found = [line.partition("  # ")[0].strip() for block in blocks for line in block.splitlines()]
    if not (commands := [line for line in found if line and not line.startswith("#")]):
        raise DrillError(f"{_GUIDE} has no commands under {_SECTION}")
    return commands


def _type(command: str, folder: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if name not in _OURS}
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=_WITHIN,
        check=False,
    )
    if done.returncode:
        raise DrillError(f"{command} ended with {done.returncode}:\n{done.stdout[-3000:]}")
    return done.stdout.replace(str(_CLONE), ".")


def _shows_prices() -> bool:
    page = httpx.get(_DASHBOARD, timeout=10, follow_redirects=True)
    price = httpx.get(f"{_DASHBOARD}api/market/prices/bitcoin", timeout=10)
    return page.is_success and "<html" in page.text and price.is_success and price.json()["price"] is not None


def _indented(output: str) -> str:
    return "\n".join(f"      {line}".rstrip() for line in output.splitlines())
