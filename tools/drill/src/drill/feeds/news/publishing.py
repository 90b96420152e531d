"""Stories and posts without a pause, on a thread of its own, whatever is killed meanwhile."""

import threading
import time
from collections.abc import Callable, Collection
from types import TracebackType
from typing import Final, Self

from drill.feeds.news.press import ItemKey, Post, Press
from drill.platform import DrillError

_EVERY: Final = 1.5
"""Seconds."""
_KEPT_BACK: Final = 2
"""Posts that wait to be deleted until they have been read."""
_CORRECTED: Final = 4
"""One story of so many gets another title."""
_REMOVED: Final = 7
"""After so many posts an account is removed."""


class Publishing:
    """`are_stored` says whether items are in the table: only then can another title show what it should."""

    def __init__(self, press: Press, are_stored: Callable[[Collection[ItemKey]], bool]) -> None:
        self._press = press
        self._are_stored = are_stored
        self._ended = threading.Event()
        self._failed: Exception | None = None
        self._later: list[Post] = []
        self._made = 0
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._ended.set()
        self._thread.join(30)
        if self._failed is not None and error is None:
            raise DrillError(f"the simulator publishes no more: {self._failed}")

    def go_on(self, seconds: float) -> None:
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            if self._failed is not None:
                raise DrillError(f"the simulator publishes no more: {self._failed}")
            time.sleep(0.1)

    def _run(self) -> None:
        try:
            while not self._ended.wait(_EVERY):
                self._step()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is raised where the drill goes on
            self._failed = error

    def _step(self) -> None:
        """A story on two sites and a post; one post of three is deleted at once, one some seconds later."""
        self._made += 1
        self._press.tell()
        post = self._press.post()
        if self._made % _REMOVED == 0:
            self._press.remove_author(post)
        elif self._made % 3 == 0:
            self._press.delete(post)
        elif self._made % 3 == 1:
            self._later.append(post)
        if len(self._later) > _KEPT_BACK:
            self._press.delete(self._later.pop(0))
        self._correct()

    def _correct(self) -> None:
        """Give the oldest story that waits for it its other title, once both of its items are stored."""
        chosen = self._press.told[::_CORRECTED]
        waiting = next((one for one in chosen if not one.is_corrected), None)
        if waiting is not None and self._are_stored(waiting.titles):
            self._press.correct(waiting)
