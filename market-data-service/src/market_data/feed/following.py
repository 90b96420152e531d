"""Which instruments a venue's stream delivers, and why others are not followed. By native names; no I/O, no clock."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from shared.events import NotFollowed

SILENT_AFTER: Final = 15.0
"""Seconds after which an instrument that was acknowledged, trades and sends nothing counts as refused."""
_RESUMED_AFTER_US: Final = 5_000_000
"""A halted instrument trades again when a trade is so much later than the list that says it is halted."""


class Following:
    """`acknowledges_anything`: the venue does so, and an instrument is followed only when its first frame has come.

    `awaited` holds those of which a frame would change something: looked up for every trade.
    """

    def __init__(self, *, acknowledges_anything: bool) -> None:
        self.awaited: set[str] = set()
        self._acknowledges_anything = acknowledges_anything
        self._trading: dict[str, bool] = {}
        self._listed_us = 0
        self._was_none_listed = False
        self._requested: set[str] = set()
        self._accepted: dict[str, float] = {}
        self._delivered: set[str] = set()
        self._refused: set[str] = set()

    def on_listing(self, trading: Mapping[str, bool], at_us: int) -> None:
        """The venue's list of our instruments, with whether each is trading; what is not in it is not listed.

        What is listed or trades again is subscribed to anew: the venue may have ended its subscription.
        """
        for native, is_trading in trading.items():
            if native not in self._trading or (is_trading and not self._trading[native]):
                self._requested.discard(native)
                self._accepted.pop(native, None)
                self._delivered.discard(native)
        self._trading, self._listed_us = dict(trading), at_us
        self._was_none_listed = False
        self._await()

    def on_none_listed(self) -> bool:
        """A list of other instruments names none of ours; True, to be believed, if the list before did not either."""
        was_so, self._was_none_listed = self._was_none_listed, True
        return was_so

    def on_connected(self) -> None:
        """A new connection: nothing is subscribed to."""
        self._requested.clear()
        self._accepted.clear()
        self._delivered.clear()
        self._await()

    def on_taken_over(self, accepted: Collection[str], delivered: Collection[str], now: float) -> set[str]:
        """Another connection goes on, which was subscribed to and has delivered these; returns what it lacks."""
        before = self.followed
        self._requested = set(accepted)
        self._accepted = dict.fromkeys(accepted, now)
        self._delivered = set(delivered) & self._requested
        self._await()
        return before - self.followed

    def needs_frame(self, native: str) -> bool:
        """Whether only a frame proves that the subscription to an instrument works."""
        return self._acknowledges_anything and not self.is_halted(native)

    def on_requested(self, natives: Iterable[str]) -> None:
        self._requested.update(natives)

    def on_accepted(self, natives: Iterable[str], now: float) -> list[str]:
        """The venue has acknowledged these, at `now` (s); returns those that are followed from here on."""
        new = [native for native in natives if native not in self._accepted]
        self._accepted.update(dict.fromkeys(new, now))
        if not self._acknowledges_anything:
            self._refused.difference_update(new)
        self._await()
        return [native for native in new if self.is_followed(native)]

    def on_refused(self, natives: Iterable[str]) -> list[str]:
        """The venue has refused these; returns those of which that is news."""
        new = [native for native in natives if native not in self._refused]
        self._refused.update(new)
        return new

    def on_frame(self, native: str, event_us: int | None) -> bool:
        """A frame of an awaited instrument, with its time if it is a trade; whether it is followed from here on."""
        if event_us is not None and event_us > self._listed_us + _RESUMED_AFTER_US and native in self._trading:
            self._trading[native] = True
        is_first = native in self._accepted and native not in self._delivered
        if native in self._accepted:
            self._delivered.add(native)
            self._refused.discard(native)
        self._await()
        return is_first and self._acknowledges_anything

    def silent(self, now: float) -> list[str]:
        """What was acknowledged `SILENT_AFTER` seconds ago, trades, and has not sent anything yet."""
        if not self._acknowledges_anything:
            return []
        return [
            native
            for native, at in self._accepted.items()
            if native not in self._delivered and self._trading.get(native) and now - at > SILENT_AFTER
        ]

    @property
    def has_listed(self) -> bool:
        """Whether the venue lists anything to follow."""
        return bool(self._trading)

    def is_listed(self, native: str) -> bool:
        return native in self._trading

    def is_halted(self, native: str) -> bool:
        return not self._trading.get(native, True)

    @property
    def followed(self) -> set[str]:
        return {native for native in self._accepted if self.is_followed(native)}

    def is_followed(self, native: str) -> bool:
        """Whether this connection brings its trades, as far as can be known."""
        return native in self._accepted and (native in self._delivered or not self.needs_frame(native))

    def to_request(self, natives: Iterable[str]) -> list[str]:
        """Those of `natives` that are listed and were not asked for on this connection."""
        return [native for native in natives if native in self._trading and native not in self._requested]

    def to_request_again(self, natives: Collection[str]) -> list[str]:
        """Those that were asked for in vain."""
        return [
            native
            for native in natives
            if native in self._requested and native in self._trading and not self._is_promising(native)
        ]

    def _is_promising(self, native: str) -> bool:
        return native in self._accepted and native not in self._refused

    def reason(self, native: str) -> NotFollowed | None:
        """Why an instrument is not followed; None if it is."""
        if native not in self._trading:
            return NotFollowed.NOT_LISTED
        if not self._trading[native]:
            return NotFollowed.HALTED
        if self.is_followed(native) and native not in self._refused:
            return None
        return NotFollowed.REFUSED if native in self._refused else NotFollowed.UNANSWERED

    def _await(self) -> None:
        halted = {native for native, is_trading in self._trading.items() if not is_trading}
        unproven = self._accepted.keys() - self._delivered if self._acknowledges_anything else set()
        self.awaited = halted | unproven
