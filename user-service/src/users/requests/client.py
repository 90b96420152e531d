"""The client of a request: its address and, in short words, its device. No I/O."""

import re
from dataclasses import dataclass
from typing import Final

_LONGEST: Final = 60
# The first that matches names it: Edge and Opera say Chrome too, Chrome says Safari too.
_BROWSERS: Final = (
    (re.compile(r"\bEdgA?(?:iOS)?/"), "Edge"),
    (re.compile(r"\bOPR/|\bOpera\b"), "Opera"),
    (re.compile(r"\bFirefox/|\bFxiOS/"), "Firefox"),
    (re.compile(r"\bHeadlessChrome/|\bChrome/|\bChromium/|\bCriOS/"), "Chrome"),
    (re.compile(r"\bSafari/"), "Safari"),
)
_SYSTEMS: Final = (
    (re.compile(r"\biPhone\b"), "iPhone"),
    (re.compile(r"\biPad\b"), "iPad"),
    (re.compile(r"\bAndroid\b"), "Android"),
    (re.compile(r"\bWindows\b"), "Windows"),
    (re.compile(r"\bMac OS X\b|\bMacintosh\b"), "macOS"),
    (re.compile(r"\bCrOS\b"), "ChromeOS"),
    (re.compile(r"\bLinux\b|\bX11\b"), "Linux"),
)
_PROGRAM: Final = re.compile(r"[A-Za-z][\w.+-]{0,30}(?:/[\w.+-]{1,20})?")


@dataclass(frozen=True, slots=True)
class RequestClient:
    address: str
    device: str


def device_of(user_agent: str) -> str:
    """`Firefox on Linux`, `curl/8.5`, or `Unknown device`: nothing of the header is repeated but a program's name."""
    browser = _first(_BROWSERS, user_agent)
    system = _first(_SYSTEMS, user_agent)
    if browser:
        return f"{browser} on {system}" if system else browser
    program = _PROGRAM.match(user_agent)
    if program and not user_agent.startswith("Mozilla/"):
        return program[0][:_LONGEST]
    return system or "Unknown device"


def _first(names: tuple[tuple[re.Pattern[str], str], ...], user_agent: str) -> str | None:
    return next((name for pattern, name in names if pattern.search(user_agent)), None)
