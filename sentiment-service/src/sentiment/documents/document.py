"""A fetched item made plain: its text, language, coins, and which texts are to be scored. No I/O and no clock."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from shared.events import DocumentKind

from sentiment.sources.fetched import FetchedDocument
from sentiment.texts.coin_tags import CoinTagger
from sentiment.texts.language import language_of
from sentiment.texts.links import canonical_url
from sentiment.texts.plain_text import plain
from sentiment.texts.sentences import sentence_about

TITLE_MOST: Final = 1_000
BODY_MOST: Final = 20_000
_SCORED_MOST: Final = 600
_TAGGED_MOST: Final = 500
_SHORT_TITLE: Final = 4
"""A title of fewer words says too little by itself."""
_SURE_LANGUAGE: Final = 0.6
_CLOCKS_APART: Final = timedelta(minutes=10)
THE_WHOLE: Final = ""
"""In place of a coin: the text as a whole."""


class DocumentState(StrEnum):
    NEW = "new"
    SCORED = "scored"
    LEFT_OUT = "left_out"
    PARKED = "parked"
    DELETED = "deleted"


class LeftOut(StrEnum):
    LANGUAGE = "language"
    OFF_TOPIC = "off_topic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What is stored of a fetched item. `reason` says why it is left out, None if it is not."""

    source: str
    native_id: str
    kind: DocumentKind
    author: str | None
    title: str
    body: str
    url: str | None
    language: str
    coins: tuple[str, ...]
    reason: LeftOut | None
    published_at: datetime

    @property
    def text(self) -> str:
        return f"{self.title}\n{self.body}" if self.title else self.body

    @property
    def text_hash(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()[:32]

    @property
    def story_text(self) -> str:
        return story_text(self.title, self.body)


def document_of(fetched: FetchedDocument, tagger: CoinTagger, received_at: datetime) -> Document:
    """The item in plain text, tagged. A time in the future is taken for the source's wrong clock."""
    title, body = plain(fetched.title, TITLE_MOST), plain(fetched.body, BODY_MOST)
    language = _language(f"{title} {body[:_TAGGED_MOST]}", fetched.language)
    coins = coins_of(title, body, tagger)
    published_at = min(fetched.published_at, received_at + _CLOCKS_APART)
    return Document(
        source=fetched.source,
        native_id=fetched.native_id,
        kind=fetched.kind,
        author=fetched.author,
        title=title,
        body=body,
        url=canonical_url(fetched.url) if fetched.url else None,
        language=language,
        coins=coins,
        reason=_why_left_out(language, f"{title} {body}", coins, tagger),
        published_at=published_at,
    )


def _language(text: str, said: str | None) -> str:
    """A short text is English, or what its source says, unless the detector is sure of another."""
    found, certainty = language_of(text)
    if certainty >= _SURE_LANGUAGE:
        return found
    return said.split("-")[0].lower() if said else "en"


def _why_left_out(language: str, text: str, coins: tuple[str, ...], tagger: CoinTagger) -> LeftOut | None:
    if language != "en":
        return LeftOut.LANGUAGE
    return None if coins or tagger.is_about_crypto(text) else LeftOut.OFF_TOPIC


def coins_of(title: str, body: str, tagger: CoinTagger) -> tuple[str, ...]:
    """Those of the title; of a title without any, those that the text begins with."""
    mentions = tagger.tags(title) if title else ()
    mentions = mentions or tagger.tags(body[:_TAGGED_MOST])
    return tuple(dict.fromkeys(mention.coin_id for mention in mentions))


def texts_to_score(title: str, body: str, tagger: CoinTagger) -> Mapping[str, str]:
    """By coin what the document says of it, and as `THE_WHOLE` what it says at all."""
    whole = _scored_text(title, body)
    mentions = tagger.tags(whole)
    coins = coins_of(title, body, tagger)
    texts = {THE_WHOLE: whole}
    for coin_id in coins:
        several = len(coins) > 1
        texts[coin_id] = sentence_about(whole, mentions, coin_id) if several else whole
    return texts


def story_text(title: str, body: str) -> str:
    """What tells one story from another: an article's title, a post's text. Bodies differ from site to site."""
    if len(title.split()) >= _SHORT_TITLE:
        return title
    return f"{title} {body[:_TAGGED_MOST]}".strip()


def _scored_text(title: str, body: str) -> str:
    if len(title.split()) >= _SHORT_TITLE:
        return title[:_SCORED_MOST]
    return f"{title} {body}".strip()[:_SCORED_MOST]
