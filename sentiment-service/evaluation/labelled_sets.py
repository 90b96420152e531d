"""Reads labelled texts: our corpus and the public parts of sets of others. Needs nothing but the standard library."""

import csv
import os
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LABELS: Final = ("positive", "neutral", "negative")
SERVICE: Final = Path(__file__).resolve().parents[1]
CORPUS: Final = SERVICE / "corpus"
OURS: Final = "corpus"
_BESIDE: Final = SERVICE.parents[1] / "shared" / "data" / "sentiment"
_BLOCK: Final = 20
_ONE_IN: Final = 10


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a set is from. `is_free`: its licence lets us train on it and ship what comes of it."""

    what: str
    licence: str
    is_free: bool


ORIGINS: Final[Mapping[str, Origin]] = {
    OURS: Origin("headlines, posts, comments written and labelled for this project", "Apache-2.0", is_free=True),
    "surge_crypto": Origin("Reddit comments on crypto (Surge AI)", "MIT", is_free=True),
    "surge_stock": Origin("tweets on shares (Surge AI)", "MIT", is_free=True),
    "twitterfin": Origin("tweets of financial news (zeroshot/twitter-financial-news)", "MIT", is_free=True),
    "cryptolin": Origin("crypto headlines (CryptoLin)", "none stated", is_free=False),
    "cryptobertref": Origin("crypto posts and comments (CryptoBERT's reference)", "none stated", is_free=False),
    "fpb50": Origin("sentences of company news (Financial PhraseBank)", "CC BY-NC-SA", is_free=False),
    "fiqa": Origin("financial headlines and posts (FiQA)", "for research", is_free=False),
    "stockemotions": Origin("posts on shares (StockEmotions)", "none stated", is_free=False),
}


@dataclass(frozen=True, slots=True)
class LabelledText:
    """`is_held_out`: never trained on. In our corpus whole blocks of neighbours are, as those are often variants."""

    id: str
    text: str
    label: str
    is_held_out: bool


class CorpusError(Exception):
    """A line that is not `label<TAB>kind<TAB>text`, or a resolved label of no text."""


def corpus(folder: Path = CORPUS) -> list[LabelledText]:
    """Our texts; `resolved.tsv` (id, label) overrules the first label where a second reader disagreed.

    A text's id is its file's name without the ending, a colon, and its line's number from 1.
    """
    resolved = _resolved(folder / "resolved.tsv")
    found = [text for path in sorted((folder / "texts").glob("*.tsv")) for text in _lines(path, resolved)]
    unknown = resolved.keys() - {text.id for text in found}
    if unknown:
        raise CorpusError(f"resolved.tsv names texts that are not there: {', '.join(sorted(unknown)[:5])}")
    return found


def public_set(name: str, folder: Path) -> list[LabelledText]:
    """A set's public part; like texts are held out together."""
    with (folder / f"{name}.public.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["text"], row["label"]) for row in csv.DictReader(file)]
    return [
        LabelledText(f"{name}:{number}", text, _known(label, f"{name}:{number}"), _falls_out(_folded(text)))
        for number, (text, label) in enumerate(rows, 1)
    ]


def public_folder() -> Path:
    """Where the public parts are, if they are: below `SHARED_DATA`, or beside the repository."""
    shared = os.environ.get("SHARED_DATA")
    return Path(shared) / "sentiment" if shared is not None else _BESIDE


def public_names(folder: Path) -> list[str]:
    """The sets that are in the folder, in the order of `ORIGINS`."""
    return [name for name in ORIGINS if (folder / f"{name}.public.csv").exists()]


def held_out(texts: Sequence[LabelledText]) -> list[LabelledText]:
    return [text for text in texts if text.is_held_out]


def _lines(path: Path, resolved: Mapping[str, str]) -> Iterator[LabelledText]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        name = f"{path.stem}:{number}"
        try:
            label, _, text = line.split("\t")
        except ValueError as error:
            raise CorpusError(f"{name} is not label, kind and text with tabs between") from error
        out = _falls_out(f"{path.stem}:{(number - 1) // _BLOCK}")
        yield LabelledText(name, text, _known(resolved.get(name, label), name), out)


def _resolved(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return {row[0]: row[1] for row in rows if row[0] != "id"}


def _known(label: str, where: str) -> str:
    if label not in LABELS:
        raise CorpusError(f"{where}: {label!r} is no label")
    return label


def _falls_out(name: str) -> bool:
    """The same tenth on every machine and in every version of the corpus."""
    return zlib.crc32(name.encode()) % _ONE_IN == 0


def _folded(text: str) -> str:
    return " ".join(word for word in text.lower().split() if not word.startswith("http"))
