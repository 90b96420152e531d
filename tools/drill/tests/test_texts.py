"""The drill of texts finds what it is there to find, and finds nothing in a few hundred of its own."""

import json
import sys
from dataclasses import replace
from datetime import timedelta
from math import inf
from random import Random

import pytest
from drill.fuzz.texts.answers import NOW, sound_answer
from drill.fuzz.texts.bounds import check_fetch, check_link, check_plain, check_refusal
from drill.fuzz.texts.characters import fuzzed_text
from drill.fuzz.texts.growth import LONG, SHORT, grown
from drill.fuzz.texts.large import large_answers
from drill.fuzz.texts.mutations import spoilt
from drill.fuzz.texts.reading import Readers
from drill.fuzz.texts.sources import Sources
from drill.fuzz.texts.stages import stages
from drill.fuzz.texts.texts import lines_of
from drill.fuzz.texts.trial import Trial
from drill.platform import DrillError
from sentiment.sources.definition import SourceKind
from sentiment.sources.fetched import FetchedDocument
from sentiment.sources.source import Fetch, SourceError
from sentiment.sources.web.body import LARGEST_BODY
from shared.events import DocumentKind

DOCUMENT = FetchedDocument(source="a", native_id="1", kind=DocumentKind.NEWS, title="Bitcoin rises", published_at=NOW)
SEED = 7


class Stumbling(Readers):
    """Reads nothing."""

    def read(self, text: str) -> None:
        raise KeyError(text)


async def test_a_few_of_all_are_read_or_refused() -> None:
    lines = [line async for line in stages(SEED, answers=60, texts=60, patterns=2, most_seconds=inf)]

    assert len(lines) == len(Readers().parts) + 1 + len(SourceKind) + 2


@pytest.mark.parametrize("kind", SourceKind)
def test_a_seed_gives_the_same_answers_again(kind: SourceKind) -> None:
    once, again = (spoilt(random, sound_answer(random, kind)) for random in (Random(SEED), Random(SEED)))

    assert once == again


def test_texts_are_of_all_sorts() -> None:
    texts = [fuzzed_text(Random(f"{SEED}:{number}")) for number in range(500)]

    for sign in ("\x00", "\ud800", "\u202e", "\u200d", "\u0301", "\U0001f600", "<script>", "bitcoin"):
        assert any(sign in text for text in texts)


def test_the_largest_answers_are_as_large_as_one_may_be() -> None:
    sizes = [len(body) for _, body in large_answers("a")]

    assert LARGEST_BODY * 0.9 < max(sizes) <= LARGEST_BODY


def test_what_fails_is_said_with_what_was_read() -> None:
    trial = Trial(Sources(), Stumbling())

    with pytest.raises(DrillError, match=r"KeyError: .* at text 5, 7 characters, 'bitcoin'"):
        trial.text("bitcoin", "text 5")


def test_what_grows_by_the_square_is_found_and_what_is_quick_is_not() -> None:
    times = LONG / SHORT

    assert grown(0.01, 0.01 * times).is_bounded
    assert not grown(0.01, 0.01 * times**2).is_bounded
    assert grown(0.00001, 0.00001 * times**2).is_bounded


@pytest.mark.parametrize(
    "document",
    [
        replace(DOCUMENT, title=""),
        replace(DOCUMENT, title="a\x00b"),
        replace(DOCUMENT, body="\ud800"),
        replace(DOCUMENT, body="x" * 100_000),
        replace(DOCUMENT, native_id="x" * 10_000),
        replace(DOCUMENT, published_at=NOW + timedelta(seconds=1)),
    ],
)
def test_a_document_that_cannot_be_stored_is_found(document: FetchedDocument) -> None:
    check_fetch(Fetch((DOCUMENT,), {}), NOW)

    with pytest.raises(DrillError):
        check_fetch(Fetch((document,), {}), NOW)


@pytest.mark.parametrize("position", [{"a": "\x00"}, {"a": [["\ud800"]]}, {"\x00": 1}, {"a": "x" * 2_000_000}])
def test_a_position_that_cannot_be_stored_is_found(position: dict[str, object]) -> None:
    check_fetch(Fetch((), {"a": json.loads('"\\\\u0000"')}), NOW)

    with pytest.raises(DrillError):
        check_fetch(Fetch((), position), NOW)


@pytest.mark.parametrize("reason", ["", "a\nb", "x" * 1_000])
def test_a_reason_that_cannot_be_shown_is_found(reason: str) -> None:
    with pytest.raises(DrillError):
        check_refusal(SourceError(reason))


def test_a_text_of_two_lines_and_a_link_to_nothing_are_found() -> None:
    for text in ("a\nb", " a", "a\x1b"):
        with pytest.raises(DrillError):
            check_plain(text, 10)
    for url in ("javascript:alert(1)", "https://b\u00fccher.example/"):
        with pytest.raises(DrillError):
            check_link(url)


def test_lines_come_before_the_failure_of_what_says_them() -> None:
    lines = lines_of([sys.executable, "-c", "print('one'); raise SystemExit('two')"])

    assert next(lines) == "one"
    with pytest.raises(DrillError, match="ended with 1: two"):
        next(lines)
