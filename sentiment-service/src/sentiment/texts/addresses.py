"""Where URLs, mail addresses, host names and @accounts stand in a text. No I/O; linear in the text's length."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from typing import Final

_CHUNK: Final = re.compile(r"\S+")
_ACCOUNT: Final = re.compile(r"(?<![\w@])@\w+")
_BRACKETS: Final = "()[]{}<>\"'\u201c\u201d\u2018\u2019«»,.;:!?…"
_HOST: Final = re.compile(r"[\w.-]+")
# Endings that texts have in addresses without a scheme; of those of countries (two letters) all count.
_ENDINGS: Final = frozenset(
    {
        "com",
        "org",
        "net",
        "info",
        "edu",
        "gov",
        "app",
        "dev",
        "xyz",
        "finance",
        "exchange",
        "news",
        "blog",
        "tech",
        "online",
        "site",
        "pro",
        "fun",
    }
    # Names of accounts on chains: alice.near, bob.eth.
    | {"near", "eth", "sol", "crypto", "wallet", "ton", "apt", "sui"}
)
_LENGTH_OF_COUNTRY: Final = 2


class Stretches:
    """Stretches of a text, given in any order; those that overlap are one."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def start_of(self, at: int) -> int | None:
        """Where the stretch begins that holds this place, if one does."""
        before = bisect_right(self._starts, at) - 1
        return self._starts[before] if before >= 0 and at < self._ends[before] else None


def addresses(text: str) -> Stretches:
    return Stretches(_spans(text))


def _spans(text: str) -> list[tuple[int, int]]:
    found = [match.span() for match in _ACCOUNT.finditer(text)] if "@" in text else []
    for match in _CHUNK.finditer(text):
        chunk = match.group()
        if "://" in chunk:
            found.append((match.start() + _start_of_scheme(chunk), match.end()))
        elif "." in chunk and (_is_mail(chunk) or _is_host(chunk.strip(_BRACKETS))):
            found.append(match.span())
    return found


def _start_of_scheme(chunk: str) -> int:
    end = start = chunk.index("://")
    while start and chunk[start - 1].isalpha() and end - start < len("https"):
        start -= 1
    return start


def _is_mail(chunk: str) -> bool:
    before, sign, after = chunk.partition("@")
    return bool(sign) and before[-1:].isalnum() and after[:1].isalpha() and "." in after


def _is_host(chunk: str) -> bool:
    """near.me/hairdresser is one; BTC.D, "sold.Bitcoin" and 3.5 are not."""
    host = _HOST.match(chunk)
    if host is None:
        return False
    name, dot, ending = host.group().rpartition(".")
    is_ending = ending in _ENDINGS or (len(ending) == _LENGTH_OF_COUNTRY and ending.isascii() and ending.isalpha())
    return bool(dot) and name[-1:].isalnum() and is_ending and ending.islower()
