"""A real classifier of Hugging Face, made here with random weights, behind the service's interface."""

from pathlib import Path

import pytest
from sentiment.models.hugging_face import HuggingFace
from sentiment.models.model import ModelError
from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

from .tiny_base import SPECIAL, WORDS, tiny_base


def write_classifier(folder: Path, labels: tuple[str, ...]) -> str:
    size = len(SPECIAL) + len(WORDS)
    config = BertConfig(
        vocab_size=size,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        id2label=dict(enumerate(labels)),
        label2id={label: index for index, label in enumerate(labels)},
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    (folder / "raw.json").write_text(tiny_base().tokenizer)
    PreTrainedTokenizerFast(  # type: ignore[no-untyped-call] # transformers declares none
        tokenizer_file=str(folder / "raw.json"), pad_token="[PAD]", unk_token="[UNK]"
    ).save_pretrained(folder)
    return str(folder)


def test_a_classifier_is_loaded_by_its_path_and_its_labels_are_mapped(tmp_path: Path) -> None:
    straight = HuggingFace.load(write_classifier(tmp_path, ("positive", "neutral", "negative")))
    (tmp_path / "config.json").write_text(
        (tmp_path / "config.json")
        .read_text()
        .replace("positive", "x")
        .replace("negative", "Bullish")
        .replace("x", "Bearish")
    )
    turned = HuggingFace.load(str(tmp_path))

    (one,), (other,) = straight.score(["bitcoin rises"]), turned.score(["bitcoin rises"])
    assert (one.positive, one.negative) == pytest.approx((other.negative, other.positive))
    assert straight.version == "local"


def test_a_text_gets_the_same_score_in_any_batch(tmp_path: Path) -> None:
    model = HuggingFace.load(write_classifier(tmp_path, ("negative", "positive")))
    texts = ["bitcoin " * length + "rises" for length in (1, 40, 7, 300, 2)] * 5

    together = model.score(texts)

    alone = [model.score([text])[0] for text in texts]
    assert [one.positive for one in together] == pytest.approx([one.positive for one in alone], abs=1e-5)


def test_words_are_weighed(tmp_path: Path) -> None:
    model = HuggingFace.load(write_classifier(tmp_path, ("negative", "positive")))

    assert [word.text for word in model.words("Bitcoin rises today")] == ["Bitcoin", "rises", "today"]


def test_labels_of_something_else_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="'joy'"):
        HuggingFace.load(write_classifier(tmp_path, ("joy", "anger")))


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"No sequence classifier of Hugging Face can be loaded as"):
        HuggingFace.load(str(tmp_path))
