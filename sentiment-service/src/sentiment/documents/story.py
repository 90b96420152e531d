"""A story from its documents: what the topic, the page and REST show of it. No I/O and no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from shared.clock import to_us
from shared.events import DocumentKind, DocumentV1, Label, Probabilities, StoryDocument

from sentiment.documents.document import DocumentState
from sentiment.models.model import likeliest

_SHOWN: Final = (DocumentState.NEW, DocumentState.SCORED)
_MOST_LISTED: Final = 50
"""Of a story's documents; its reach counts all of them."""


@dataclass(frozen=True, slots=True)
class ScoredText:
    positive: Decimal
    neutral: Decimal
    negative: Decimal

    @property
    def score(self) -> Decimal:
        return self.positive - self.negative

    @property
    def label(self) -> Label:
        return likeliest(self.positive, self.neutral, self.negative)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldDocument:
    document_id: UUID
    source: str
    state: DocumentState
    title: str
    url: str | None
    coins: tuple[str, ...]
    published_at: datetime
    received_at: datetime
    scored: ScoredText | None


@dataclass(frozen=True, slots=True)
class StoryState:
    """`documents` oldest first. `was_published`: readers of the topic know it."""

    story_id: UUID
    kind: DocumentKind
    revision: int
    was_published: bool
    documents: Sequence[ToldDocument]

    @property
    def shown(self) -> Sequence[ToldDocument]:
        return [document for document in self.documents if document.state in _SHOWN]

    @property
    def waits(self) -> bool:
        """Whether one of its documents is still to be scored."""
        return any(document.state is DocumentState.NEW for document in self.documents)

    def event(self, model: str, model_version: str) -> DocumentV1 | None:
        """The story's state; None when there is nothing to tell of it."""
        shown = self.shown
        if not shown:
            return self._deleted(model, model_version) if self.was_published else None
        first = shown[0]
        scored = next((document.scored for document in shown if document.scored), None)
        return DocumentV1(
            story_id=self.story_id,
            kind=self.kind,
            title=first.title,
            url=first.url,
            source=first.source,
            published_at_us=to_us(first.published_at),
            as_of_us=to_us(max(document.received_at for document in shown)),
            label=scored.label if scored else None,
            score=scored.score if scored else None,
            probabilities=_probabilities(scored),
            coins=tuple(dict.fromkeys(coin for document in shown for coin in document.coins)),
            reach=len({document.source for document in shown}),
            documents=tuple(
                StoryDocument(document_id=document.document_id, source=document.source, url=document.url)
                for document in shown[:_MOST_LISTED]
            ),
            model=model,
            model_version=model_version,
            revision=self.revision,
        )

    def _deleted(self, model: str, model_version: str) -> DocumentV1:
        last = self.documents[0]
        return DocumentV1(
            story_id=self.story_id,
            kind=self.kind,
            title="",
            url=None,
            source=last.source,
            published_at_us=to_us(last.published_at),
            as_of_us=to_us(last.received_at),
            label=None,
            score=None,
            probabilities=None,
            coins=(),
            reach=0,
            documents=(),
            model=model,
            model_version=model_version,
            revision=self.revision,
        )


def _probabilities(scored: ScoredText | None) -> Probabilities | None:
    if scored is None:
        return None
    return Probabilities(positive=scored.positive, neutral=scored.neutral, negative=scored.negative)
