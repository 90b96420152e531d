"""The corpus and the sets of others as they are read."""

from itertools import pairwise
from pathlib import Path

import pytest
from evaluation.labelled_sets import LABELS, CorpusError, corpus, held_out, public_names, public_set


def write(folder: Path, lines: str, resolved: str | None = None) -> Path:
    (folder / "texts").mkdir()
    (folder / "texts" / "some.tsv").write_text(lines, encoding="utf-8")
    if resolved is not None:
        (folder / "resolved.tsv").write_text(resolved, encoding="utf-8")
    return folder


def test_a_resolved_label_overrules_the_first(tmp_path: Path) -> None:
    lines = "positive\tpost\tto the moon\nneutral\theadline\tWhat is gas?\n"

    one, other = corpus(write(tmp_path, lines, "id\tlabel\tfirst\nsome:1\tnegative\tpositive\n"))

    assert (one.id, one.text, one.label) == ("some:1", "to the moon", "negative")
    assert other.label == "neutral"


@pytest.mark.parametrize(
    ("lines", "resolved", "words"),
    [
        ("positive\tonly two\n", None, "some:1 is not label, kind and text"),
        ("bullish\tpost\ttext\n", None, "'bullish' is no label"),
        ("positive\tpost\ttext\n", "some:2\tneutral\n", "names texts that are not there: some:2"),
        ("positive\tpost\ttext\n", "some:1\tmaybe\n", "'maybe' is no label"),
    ],
)
def test_what_is_wrong_in_the_corpus_is_named(tmp_path: Path, lines: str, resolved: str | None, words: str) -> None:
    with pytest.raises(CorpusError, match=words):
        corpus(write(tmp_path, lines, resolved))


def test_our_corpus_is_large_enough_and_mostly_neutral() -> None:
    texts = corpus()

    shares = {label: sum(text.label == label for text in texts) / len(texts) for label in LABELS}
    assert len(texts) >= 6_000
    assert shares["neutral"] >= 0.4
    assert min(shares.values()) >= 0.2


def test_a_tenth_is_held_out_in_whole_blocks_of_neighbours() -> None:
    texts = corpus()
    out = held_out(texts)

    assert 0.05 < len(out) / len(texts) < 0.15
    changes = sum(one.is_held_out != other.is_held_out for one, other in pairwise(texts))
    assert changes <= 2 * len(out) / 15


def test_variants_of_a_text_are_held_out_together(tmp_path: Path) -> None:
    rows = "".join(
        f'"$A{number} rises https://t.co/{link}",positive\n' for number in range(60) for link in ("abc", "xyz")
    )
    (tmp_path / "twitterfin.public.csv").write_text("text,label\n" + rows, encoding="utf-8")

    texts = public_set("twitterfin", tmp_path)

    assert public_names(tmp_path) == ["twitterfin"]
    assert {text.is_held_out for text in texts} == {True, False}
    assert all(one.is_held_out == other.is_held_out for one, other in zip(texts[::2], texts[1::2], strict=True))
