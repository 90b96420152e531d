"""The language of a text, as far as its letters tell. No I/O beyond the detector's own model."""

import re
from functools import cache
from typing import Final

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_LONGEST: Final = 1_000
_FEWEST_LETTERS: Final = 25
_NO_LANGUAGE: Final = re.compile(r"https?://\S+|[@#$]\w+|[\d_]+")
# Those that most is published in: among all that it knows, it takes English full of tickers for a rare one.
_LANGUAGES: Final = [
    "en",
    "ar",
    "cs",
    "da",
    "de",
    "el",
    "es",
    "fa",
    "fi",
    "fr",
    "he",
    "hi",
    "hu",
    "id",
    "it",
    "ja",
    "ko",
    "nl",
    "no",
    "pl",
    "pt",
    "ro",
    "ru",
    "sv",
    "th",
    "tr",
    "uk",
    "vi",
    "zh",
]
UNKNOWN: Final = "und"


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_LANGUAGES)
    return identifier


def language_of(text: str) -> tuple[str, float]:
    """Its ISO 639-1 code and how sure that is, from 0 to 1. Links, tags and numbers are of no language.

    Of a text with few letters nothing is said: (`und`, 0).
    """
    words = _NO_LANGUAGE.sub(" ", text[:_LONGEST])
    if sum(map(str.isalpha, words)) < _FEWEST_LETTERS:
        return UNKNOWN, 0.0
    language, certainty = _identifier().classify(words)
    return str(language), float(certainty)
