"""Our classifier's files, batches and words, on a tiny model that is made here."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentiment.models.model import ModelError, Scored
from sentiment.models.transformer import Transformer
from shared.events import Label

from .tiny_model import WORDS, write_model


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Transformer:
    return Transformer.load(write_model(tmp_path_factory.mktemp("tiny")))


def same(one: Scored, other: Scored) -> bool:
    return (one.positive, one.neutral) == pytest.approx((other.positive, other.neutral), abs=1e-6)


def test_texts_are_scored_with_the_name_and_version_of_the_card(model: Transformer) -> None:
    good, table, bad = model.score(["Good coin", "table", "bad coin"])

    assert (good.label, table.label, bad.label) == (Label.POSITIVE, Label.NEUTRAL, Label.NEGATIVE)
    assert good.positive + good.neutral + good.negative == pytest.approx(1)
    assert (model.name, model.version) == ("transformer", "tiny-1")


@given(st.lists(st.lists(st.sampled_from([*WORDS, "unknown"]), max_size=60).map(" ".join), max_size=80))
def test_a_text_gets_the_same_score_in_any_batch(model: Transformer, texts: list[str]) -> None:
    together = model.score(texts)

    assert len(together) == len(texts)
    assert all(same(one, model.score([text])[0]) for text, one in zip(texts, together, strict=True))


def test_only_the_beginning_of_a_long_text_is_read(model: Transformer) -> None:
    (long,) = model.score(["table " * 126 + "bad " * 100_000])
    (short,) = model.score(["table " * 126])

    assert same(long, short)


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ufeff\u200b", "🚀" * 5_000, "\ud800", "a" * 100_000])
def test_any_text_has_a_score(model: Transformer, text: str) -> None:
    (found,) = model.score([text])

    assert found.positive + found.neutral + found.negative == pytest.approx(1)


def test_the_words_that_make_the_score_are_named(model: Transformer) -> None:
    good, coin = model.words("Good coin")

    assert (good.text, good.start, good.end) == ("Good", 0, 4)
    assert good.weight > abs(coin.weight)


def test_temperature_softens_and_a_bias_shifts(tmp_path: Path, model: Transformer) -> None:
    card = {"temperature": 2.0, "bias": [0.0, 0.0, 1.0]}
    calibrated = Transformer.load(write_model(tmp_path, card={"calibration": card}))

    (before,), (after,) = model.score(["good"]), calibrated.score(["good"])
    assert after.positive < before.positive
    assert after.negative / after.neutral == pytest.approx(2.718281828 * (before.negative / before.neutral) ** 0.5)


def test_labels_may_stand_in_any_order(tmp_path: Path) -> None:
    swapped = {word: tuple(reversed(row)) for word, row in WORDS.items()}
    model = Transformer.load(write_model(tmp_path, swapped, ("negative", "neutral", "positive")))

    assert model.score(["good"])[0].label is Label.POSITIVE


@pytest.mark.parametrize("name", ["card.json", "model.onnx", "tokenizer.json"])
def test_a_missing_file_is_named_with_what_to_do(tmp_path: Path, name: str) -> None:
    write_model(tmp_path)
    (tmp_path / name).unlink()

    with pytest.raises(ModelError, match=rf"{name} of the model cannot be read .*make train-sentiment.*vader"):
        Transformer.load(tmp_path)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_file_that_is_not_the_cards_is_refused(tmp_path: Path, name: str) -> None:
    path = write_model(tmp_path) / name
    path.write_bytes(path.read_bytes() + b" ")

    with pytest.raises(ModelError, match=rf"{name} is not the file of the card"):
        Transformer.load(tmp_path)


@pytest.mark.parametrize(
    "card",
    [
        {"calibration": {"temperature": 0, "bias": [0, 0, 0]}},
        {"calibration": {"temperature": 1, "bias": [0, 0]}},
        {"sha256": {}},
        {"calibration": None},
    ],
)
def test_a_card_that_says_nonsense_is_refused(tmp_path: Path, card: dict[str, object]) -> None:
    write_model(tmp_path, card=card)

    with pytest.raises(ModelError, match=r"card\.json is no card of a model"):
        Transformer.load(tmp_path)


def test_a_card_without_its_json_is_refused(tmp_path: Path) -> None:
    write_model(tmp_path)
    (tmp_path / "card.json").write_text("<html>")

    with pytest.raises(ModelError, match="is no card of a model"):
        Transformer.load(tmp_path)


def test_a_file_that_is_no_model_is_named(tmp_path: Path) -> None:
    write_model(tmp_path)
    (tmp_path / "model.onnx").write_bytes(b"not onnx")
    hashes = {name: sha256((tmp_path / name).read_bytes()).hexdigest() for name in ("model.onnx", "tokenizer.json")}
    card = json.loads((tmp_path / "card.json").read_text())
    (tmp_path / "card.json").write_text(json.dumps({**card, "sha256": hashes}))

    with pytest.raises(ModelError, match="does not load"):
        Transformer.load(tmp_path)
