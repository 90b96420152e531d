"""Subscribe on a new connection to all that the one before delivers, and find out when it delivers that, too."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Final

from shared.events.values import Mode

from market_data.feed.following import Following
from market_data.feed.rotation.link import Link
from market_data.feed.subscriber import Answers
from market_data.venues.adapters import Adapter
from market_data.venues.types import Acknowledged, RefusedRequest, VenueAwayError

_ANSWERED_WITHIN: Final = 5.0
_PROVEN_WITHIN: Final = 10.0
"""Seconds for which first frames are waited for, where only a frame proves a subscription."""
_LOOK_EVERY: Final = 0.05


class NextIsEndingError(VenueAwayError):
    """The venue will close the next connection, too: it said so to all that were open."""


class NextLink:
    """A connection that is to take over from the one whose state `following` has. Instruments by their native names.

    What is refused or stays unanswered is not in `accepted`: the venue's subscriber asks for it again after the change.
    """

    def __init__(
        self,
        adapter: Adapter,
        link: Link,
        following: Following,
        ids: Iterator[int],
        *,
        mode: Mode,
    ) -> None:
        self.link = link
        self.accepted: set[str] = set()
        self.quoted: set[str] = set()
        """Of which the venue has acknowledged the quotes, where it does so apart from the trades."""
        self.framed: set[str] = set()
        """Of which a frame has come."""
        self.is_answered = False
        """Whether the venue has answered for everything: from then on this connection may take over."""
        self._adapter = adapter
        self._following = following
        self._ids = ids
        self._is_replay = mode is Mode.REPLAY
        self._answers = Answers((), 0)
        link.on_answer = self._on_answer
        link.on_frame_of = self.framed.add

    async def subscribe(self) -> None:
        """Ask for all that the connection before delivers, then wait for the frames that prove it.

        Raises:
            VenueAwayError: the connection ended or is about to, or the venue accepted nothing.
        """
        asked: set[str] = set()
        while new := [native for native in self._following.followed if native not in asked]:
            asked.update(new)
            await self._request(new)
        if asked and not self.accepted:
            raise VenueAwayError("the venue accepted no subscription on the next connection")
        self.is_answered = True
        loop = asyncio.get_running_loop()
        ends = loop.time() + _PROVEN_WITHIN
        while self._are_unproven() and loop.time() < ends:
            await self._pause(_LOOK_EVERY)

    def _are_unproven(self) -> bool:
        """Whether something may not be delivered: only a frame would prove it, and none has come."""
        return any(self._following.needs_frame(native) for native in self.accepted - self.framed)

    async def overlap(self, seconds: float) -> None:
        """Let both connections deliver.

        Raises:
            VenueAwayError: this one ended meanwhile, or is about to.
        """
        await self._pause(seconds)

    async def _request(self, natives: Sequence[str]) -> None:
        parts: list[Sequence[str]] = list(reversed(self._adapter.requests(natives)))
        while parts:
            part = parts.pop()
            answers = self._answers = Answers(part, next(self._ids))
            for message in self._adapter.subscribe(part, answers.request_id):
                self.link.send(message)
                await self._pause(self._adapter.pause)
            await self._answered(answers)
            if self._is_replay:  # a capture holds what it holds, whatever was asked for and answered
                self.accepted.update(part)
            elif len(part) > 1:
                parts += answers.to_repeat()

    async def _answered(self, answers: Answers) -> None:
        loop = asyncio.get_running_loop()
        ends = loop.time() + _ANSWERED_WITHIN
        while not answers.complete.is_set() and loop.time() < ends:
            await self._pause(_LOOK_EVERY)

    async def _pause(self, seconds: float) -> None:
        """Sleep; raises VenueAwayError as soon as the connection has ended, or the venue says that it will."""
        ended = asyncio.ensure_future(self.link.ended())
        announced = asyncio.ensure_future(self.link.shutting_down.wait())
        try:
            await asyncio.wait((ended, announced), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if ended.done():
                raise VenueAwayError("the next connection ended before it took over")
            if announced.done():
                raise NextIsEndingError("the venue will close the next connection, too")
        finally:
            ended.cancel()
            announced.cancel()

    def _on_answer(self, message: Acknowledged | RefusedRequest) -> None:
        if isinstance(message, RefusedRequest):
            if not message.of_quotes:
                self._answers.on_refused(message)
        elif message.of_quotes:
            self.quoted.update(message.natives or ())
        else:
            self.accepted |= self._answers.on_acknowledged(message)
