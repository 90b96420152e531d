"""Clients of REST that ask all the time and repeat a request by the documented rule, and by nothing else.

The rule stands in the dashboard's API guide: what only reads may be repeated after 502, 503, 504 and a broken
connection, later each time.
"""

import threading
import time
from collections import Counter
from types import TracebackType
from typing import Final, Self

import httpx

from drill.platform import DrillError

_OK: Final = 200
_REPEATED: Final = (502, 503, 504)
_PAUSES: Final = (0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 6.4, 6.4, 6.4, 6.4)
_EVERY: Final = 0.1


class Askers:
    """One thread a path."""

    def __init__(self, gateway: str, paths: dict[str, dict[str, str]]) -> None:
        """`paths`: what is asked for, with its headers."""
        self._gateway = gateway
        self._paths = paths
        self._ended = threading.Event()
        self._failures: list[str] = []
        self.answered = Counter[str]()
        self.repeated = Counter[str]()
        self._threads = [threading.Thread(target=self._ask_on, args=(path,), daemon=True) for path in paths]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join(60)

    def check(self) -> str:
        """Raise if a request failed in spite of the rule; else say how often it was needed."""
        if self._failures:
            raise DrillError(self._failures[0])
        requests, repeated = self.answered.total(), self.repeated.total()
        return f"{requests} requests answered 200, {repeated} times one was repeated by the documented rule"

    def _ask_on(self, path: str) -> None:
        with httpx.Client(base_url=self._gateway, timeout=20, headers=self._paths[path]) as http:
            while not self._ended.is_set():
                if failure := self._ask(http, path):
                    self._failures.append(failure)
                    return
                time.sleep(_EVERY)

    def _ask(self, http: httpx.Client, path: str) -> str | None:
        found = ""
        for pause in (*_PAUSES, None):
            try:
                status = http.get(path).status_code
            except httpx.TransportError as error:
                status, found = 0, repr(error)
            if status == _OK:
                self.answered[path] += 1
                return None
            found = found if status == 0 else f"answered {status}"
            if (status and status not in _REPEATED) or pause is None:
                break
            self.repeated[path] += 1
            time.sleep(pause)
        return f"{path} {found}, which no rule repeats" if pause is not None else f"{path} {found} again and again"
