"""Gives answers and texts to what reads them, and raises where one is not read as it must be, or too slowly."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Final

from sentiment.sources.definition import SourceKind
from sentiment.sources.fetched import FetchedDocument
from sentiment.sources.source import SourceError

from drill.fuzz.texts.answers import NOW
from drill.fuzz.texts.bounds import check_fetch, check_refusal
from drill.fuzz.texts.reading import Readers
from drill.fuzz.texts.sources import Sources
from drill.platform import DrillError

MOST_SECONDS: Final = 10.0
"""Of the processor, for whatever it is."""
_READ_ON: Final = 5
"""So many of an answer's items are read on, as far as to their scores."""
_SHOWN: Final = 300


@dataclass(slots=True)
class Trial:
    """`slowest`: the seconds of what took longest; `most_seconds`: what anything may take of the processor."""

    sources: Sources = field(default_factory=Sources)
    readers: Readers = field(default_factory=Readers)
    slowest: float = 0.0
    read: Counter[SourceKind] = field(default_factory=Counter)
    refused: Counter[SourceKind] = field(default_factory=Counter)
    items: Counter[SourceKind] = field(default_factory=Counter)
    most_seconds: float = MOST_SECONDS

    async def answer(self, random: Random, kind: SourceKind, body: bytes, name: str) -> None:
        """Read an answer and some of its items, or see it refused in words.

        Raises:
            DrillError: it was not read as it must be.
        """
        with self._bounded(f"{name} of {kind}, {len(body)} bytes, {body[:_SHOWN]!r}"):
            try:
                fetch = await self.sources.read(random, kind, body)
            except SourceError as error:
                check_refusal(error)
                self.refused[kind] += 1
                return
            self.read[kind] += 1
            if fetch is None:
                return
            check_fetch(fetch, NOW)
            self.items[kind] += len(fetch.items)
            for item in fetch.items[:_READ_ON]:
                if isinstance(item, FetchedDocument):
                    self.readers.read_document(item)

    def text(self, text: str, name: str) -> None:
        """Read a raw text.

        Raises:
            DrillError: it was not read as it must be.
        """
        with self._bounded(f"{name}, {len(text)} characters, {text[:_SHOWN]!a}"):
            self.readers.read(text)

    @contextmanager
    def _bounded(self, what: str) -> Iterator[None]:
        started = time.process_time()
        try:
            yield
        except Exception as error:
            raise DrillError(f"{type(error).__name__}: {str(error)[:_SHOWN]!a} at {what}") from error
        took = time.process_time() - started
        self.slowest = max(self.slowest, took)
        if took > self.most_seconds:
            raise DrillError(f"{took:.1f} s for {what}")
