import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentiment.texts.language import UNKNOWN, language_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bitcoin rises above sixty thousand dollars as funds buy again", "en"),
        ("Der Kurs des Bitcoin ist gestern wieder deutlich gestiegen, sagen Händler", "de"),
        ("El precio de bitcoin sube otra vez después de la decisión del banco central", "es"),
        ("ビットコインの価格が再び上昇し、投資家の関心が高まっていると報じられた", "ja"),
    ],
)
def test_a_sentence_tells_its_language(text: str, expected: str) -> None:
    language, certainty = language_of(text)

    assert language == expected
    assert certainty > 0.9


@pytest.mark.parametrize("text", ["", "gm", "$BTC 🚀🚀🚀 #Bitcoin https://t.co/abcdefghijklmnopqrstuvwxyz", "64,200"])
def test_of_few_letters_nothing_is_said(text: str) -> None:
    assert language_of(text) == (UNKNOWN, 0.0)


@given(st.text(max_size=200))
def test_any_text_has_an_answer(text: str) -> None:
    _, certainty = language_of(text)

    assert 0 <= certainty <= 1
