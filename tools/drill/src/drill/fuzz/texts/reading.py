"""Everything that sentiment-service does with a text, done with one text after the other. No I/O but shipped files."""

import tomllib
from collections import deque
from collections.abc import Callable
from typing import Final

from sentiment.documents.document import BODY_MOST, TITLE_MOST, document_of, story_text, texts_to_score
from sentiment.models.vader import Vader
from sentiment.sources.fetched import FetchedDocument
from sentiment.texts.coin_tags import CoinName, CoinTagger
from sentiment.texts.language import language_of
from sentiment.texts.links import canonical_url
from sentiment.texts.near_duplicates import StoryIndex, stems_of
from sentiment.texts.plain_text import plain
from sentiment.texts.sentences import sentence_about

from drill.fuzz.texts import bounds
from drill.fuzz.texts.answers import NOW
from drill.platform import ROOT

_CATALOGUE: Final = ROOT / "market-data-service" / "catalogue.toml"
_MOST_IN_INDEX: Final = 2_000
_MOST_COINS: Final = 3
_ENGLISH: Final = "A text of some words in the language of the press"


class Readers:
    """`parts`: each function by itself, to be timed."""

    def __init__(self) -> None:
        coins = tomllib.loads(_CATALOGUE.read_text(encoding="utf-8"))["coins"]
        self._tagger = CoinTagger(CoinName(coin["coin_id"], coin["symbol"], coin["name"]) for coin in coins)
        self._vader = Vader.load()
        self._index = StoryIndex[int]()
        self._numbers = deque[int]()
        self._next = 0
        language_of(_ENGLISH)  # loads what it knows, which is not to count for the first text
        self.parts: dict[str, Callable[[str], object]] = {
            "plain": lambda text: plain(text, BODY_MOST),
            "canonical_url": lambda text: canonical_url(f"https://news.example/{text}"),
            "language_of": language_of,
            "tags": self._tagger.tags,
            "is_about_crypto": self._tagger.is_about_crypto,
            "sentence_about": self._read_sentences,
            "stems_of": stems_of,
            "score": lambda text: self._vader.score([text]),
            "words": self._vader.words,
        }

    def read(self, text: str) -> None:
        """Do with a raw text all that is done with one.

        Raises:
            DrillError: what comes out is not as it must be.
        """
        bounds.check_plain(plain(text, BODY_MOST), BODY_MOST)
        line = plain(text, TITLE_MOST)
        bounds.check_plain(line, TITLE_MOST)
        for url in (text, f"https://news.example/{text}", f"https://{text}/", f"http://a:1/?{text}"):
            bounds.check_link(canonical_url(url))
        for one in {text, line}:
            self._read_plain(one)
        self._keep(line)

    def read_document(self, fetched: FetchedDocument) -> None:
        """Do with an item all that is done before and while it is stored, and when it is scored.

        Raises:
            DrillError: what comes out is not as it must be.
        """
        document = document_of(fetched, self._tagger, NOW)
        bounds.check_document(document)
        texts = texts_to_score(document.title, document.body, self._tagger)
        for scored in self._vader.score(list(texts.values())):
            bounds.check_scored(scored)
        self._keep(story_text(document.title, document.body))
        bounds.require(document.text_hash, "no hash")

    def _read_plain(self, text: str) -> None:
        bounds.check_language(language_of(text))
        self._tagger.is_about_crypto(text)
        self._read_sentences(text)
        bounds.check_stems(stems_of(text))
        bounds.check_scored(*self._vader.score([text]))
        bounds.check_words(text, self._vader.words(text), self._vader.compound(text))

    def _read_sentences(self, text: str) -> None:
        mentions = self._tagger.tags(text)
        bounds.check_mentions(text, mentions)
        for mention in mentions[:_MOST_COINS]:
            about = sentence_about(text, mentions, mention.coin_id)
            bounds.require(about and len(about) <= 2 * len(text), f"{len(about)} characters about {mention.coin_id}")

    def _keep(self, text: str) -> None:
        """Look for the text's story, as grouping does, and put it beside the others, of which the oldest goes."""
        alike = self._index.find(text)
        bounds.require(len(alike) <= len(self._index), "more alike than there are")
        self._index.add(self._next, text)
        self._numbers.append(self._next)
        self._next += 1
        if len(self._numbers) > _MOST_IN_INDEX:
            self._index.remove(self._numbers.popleft())
