"""Subscribe on one venue's connection to all that is listed, and again to what the venue did not accept."""

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import count
from typing import Final, NoReturn

from shared.data.retry import Backoff
from shared.events import NotFollowed
from shared.events.values import Instrument
from shared.logging import get_logger

from market_data.feed.instruments import VenueInstruments
from market_data.feed.rotation.link import Link
from market_data.venues.adapters import Adapter
from market_data.venues.types import Acknowledged, RefusedRequest

log = get_logger(__name__)

_ANSWERED_WITHIN: Final = 5.0
_LOOK_EVERY: Final = 1.0


class Answers:
    """What the venue has answered to one request. `complete` is set when nothing of it is waiting any more."""

    def __init__(self, natives: Iterable[str], request_id: int) -> None:
        self.request_id = request_id
        self.waiting = set(natives)
        self.refused: set[str] = set()
        self.ignored: set[str] = set()
        """Nothing is wrong with these, but the venue ignored the request that they were in."""
        self.complete = asyncio.Event()

    def on_acknowledged(self, message: Acknowledged) -> set[str]:
        """Returns what is accepted: also of earlier requests, where the message names instruments."""
        if message.natives is not None:
            accepted = set(message.natives)
        else:
            accepted = set(self.waiting) if message.request_id in {None, self.request_id} else set()
        self._answered(accepted)
        return accepted

    def on_refused(self, message: RefusedRequest) -> None:
        if message.request_id not in {None, self.request_id}:
            return
        named = self.waiting & set(message.natives)
        self.refused |= named
        self._answered(named)
        # A name that is not of this request is of an earlier one.
        if message.is_whole and (named or not message.natives):
            self.ignored |= self.waiting
            self._answered(self.waiting)

    def to_repeat(self) -> list[list[str]]:
        """What was ignored, to be requested anew: without the refused ones, or in halves until they are alone."""
        ignored = sorted(self.ignored)
        if not ignored:
            return []
        if self.refused:
            return [ignored]
        middle = len(ignored) // 2
        return [ignored[:middle], ignored[middle:]]

    def _answered(self, natives: set[str]) -> None:
        self.waiting = self.waiting - natives
        if not self.waiting:
            self.complete.set()


class RetryTimes:
    """When to ask again for what was asked for in vain: at first after about 15 s, then less and less often."""

    def __init__(self) -> None:
        self._backoff = Backoff(first=15, cap=180)
        self._at: float | None = None

    def restart(self) -> None:
        """Begin a new connection."""
        self._at = None

    def is_due(self, *, is_any_in_vain: bool) -> bool:
        if not is_any_in_vain:
            self._at = None
            self._backoff.reset()
            return False
        is_due = self._at is not None and time.monotonic() >= self._at
        if self._at is None or is_due:
            self._at = time.monotonic() + self._backoff.next()
        return is_due


class Subscriber:
    """`run` and `take_over` are one connection's; what they find out goes to `on_followed` and `on_unfollowed`."""

    def __init__(self, adapter: Adapter, instruments: VenueInstruments, rates_wait: float, *, is_replay: bool) -> None:
        self.on_answered: Callable[[], None] = lambda: None
        """Called when a request has been answered, or will not be."""
        self.on_followed: Callable[[Instrument], None] = lambda _one: None
        self.on_unfollowed: Callable[[Instrument, NotFollowed], None] = lambda _one, _why: None
        self.is_through = False
        """Whether everything that is listed was asked for once on this connection."""
        self._adapter = adapter
        self._instruments = instruments
        self._rates_wait = rates_wait
        self._is_replay = is_replay
        self._following = instruments.following
        self._answers = Answers((), 0)
        self.ids = count(1)
        self._retry, self._quotes_retry = RetryTimes(), RetryTimes()
        self._quoted: set[str] = set()
        """Of which the venue has acknowledged the quotes, where it does so apart from the trades."""
        self._refusals: dict[tuple[str, bool], str] = {}
        """What the venue said last when it refused an instrument's trades or (True) quotes."""

    async def run(self, link: Link) -> NoReturn:
        """Rate instruments first, so that the trades of the others can be stamped with a USD rate.

        From then on once a second: what is new, what is silent, and from time to time what was refused.
        """
        self.is_through = False
        self._begin(link, set())
        self._following.on_connected()
        await self._request_new(link, self._instruments.give_rates())
        await self._instruments.wait_for_rates(self._rates_wait)
        await self._keep(link)

    async def take_over(self, link: Link, quoted: set[str]) -> NoReturn:
        """Go on with a connection that is subscribed to already; `quoted`: also to the quotes of these."""
        self._begin(link, quoted)
        await self._keep(link)

    def _begin(self, link: Link, quoted: set[str]) -> None:
        self._retry.restart()
        self._quotes_retry.restart()
        self._quoted = quoted
        link.on_answer = self.on_answer

    async def _keep(self, link: Link) -> NoReturn:
        """Once a second: what is new, what is silent, and from time to time what was refused."""
        while True:
            await self._request_new(link, self._instruments.ready())
            self.is_through = not self._instruments.is_starting
            await asyncio.sleep(_LOOK_EVERY)
            self._name_silent()
            await self._request_again(link)
            await self._request_quotes_again(link)

    def on_answer(self, message: Acknowledged | RefusedRequest) -> None:
        """Take in what the venue says to a request."""
        if isinstance(message, RefusedRequest):
            self._log_refusal(message)
            if not message.of_quotes:
                self._answers.on_refused(message)
        elif message.of_quotes:
            self._quoted.update(message.natives or ())
        else:
            self._accept(self._answers.on_acknowledged(message))

    def _log_refusal(self, message: RefusedRequest) -> None:
        """Say what the venue says, in one line for each instrument until it says something else."""
        known = [native for native in message.natives if native in self._instruments.by_native]
        about = [(native, message.of_quotes) for native in known or [""]]
        if any(self._refusals.get(one) != message.detail for one in about):
            what = "quotes" if message.of_quotes else "trades"
            log.warning(
                "venue refused a request",
                venue=self._adapter.venue,
                what=what,
                instruments=known,
                detail=message.detail,
            )
        self._refusals |= dict.fromkeys(about, message.detail)

    async def _request_new(self, link: Link, natives: Sequence[str]) -> None:
        """Those that were refused before go last and apart, so that the others do not wait for them."""
        new = self._following.to_request(natives)
        refused = [native for native in new if self._following.reason(native) is NotFollowed.REFUSED]
        await self._request(link, [native for native in new if native not in refused])
        await self._request(link, refused)

    async def _request_again(self, link: Link) -> None:
        """What was asked for in vain."""
        vain = self._following.to_request_again(self._instruments.ready())
        if self._retry.is_due(is_any_in_vain=bool(vain)):
            await self._request(link, vain)

    async def _request_quotes_again(self, link: Link) -> None:
        """The quotes of instruments whose trades come, and whose quotes were refused or not answered."""
        subscribe = self._adapter.subscribe_quotes
        if subscribe is None or self._is_replay:
            return
        followed = [native for native in self._instruments.ready() if self._following.is_followed(native)]
        missing = [native for native in followed if native not in self._quoted]
        if self._quotes_retry.is_due(is_any_in_vain=bool(missing)):
            for part in self._adapter.requests(missing):
                for message in subscribe(part, next(self.ids)):
                    link.send(message)
                    await asyncio.sleep(self._adapter.pause)

    async def _request(self, link: Link, natives: Sequence[str]) -> None:
        """Ask for these, and again for what the venue ignored, until each is accepted, refused or unanswered."""
        parts: list[Sequence[str]] = list(reversed(self._adapter.requests(natives)))
        while parts:
            part = parts.pop()
            answers = await self._answers_to(link, part)
            self.on_answered()
            if self._is_replay:  # a capture holds what it holds, whatever was asked for and answered
                self._accept(part)
                continue
            if answers.ignored == set(part) and len(part) == 1:
                answers.refused, answers.ignored = answers.ignored, set()
            self._tell_unfollowed(answers)
            parts += answers.to_repeat()

    async def _answers_to(self, link: Link, natives: Sequence[str]) -> Answers:
        self._following.on_requested(natives)
        answers = self._answers = Answers(natives, next(self.ids))
        for message in self._adapter.subscribe(natives, answers.request_id):
            link.send(message)
            await asyncio.sleep(self._adapter.pause)
        try:
            async with asyncio.timeout(_ANSWERED_WITHIN):
                await answers.complete.wait()
        except TimeoutError:
            log.warning("subscription not answered", venue=self._adapter.venue, instruments=len(answers.waiting))
        return answers

    def _accept(self, natives: Iterable[str]) -> None:
        sequences = self._instruments.sequences
        known = [native for native in natives if native in sequences and self._following.is_listed(native)]
        for native in self._following.on_accepted(known, time.monotonic()):
            self.on_followed(self._instruments.by_native[native])

    def _tell_unfollowed(self, answers: Answers) -> None:
        for native in self._following.on_refused(answers.refused):
            self._on_refused(native, "the venue refused the subscription")
        for native in answers.waiting:
            self.on_unfollowed(self._instruments.by_native[native], NotFollowed.UNANSWERED)

    def _name_silent(self) -> None:
        for native in self._following.on_refused(self._following.silent(time.monotonic())):
            self._on_refused(native, "the venue acknowledged the subscription and sends nothing")

    def _on_refused(self, native: str, detail: str) -> None:
        one = self._instruments.by_native[native]
        log.warning("not followed", venue=one.venue, instrument=one.instrument_id, why=detail)
        self._instruments.list_again()
        self.on_unfollowed(one, NotFollowed.REFUSED)
