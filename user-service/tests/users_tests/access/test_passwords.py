from hypothesis import given, settings
from hypothesis import strategies as st
from users.access.passwords import normalised


@settings(deadline=None)  # the first call reads the tables of characters
@given(st.text(max_size=40))
def test_a_password_has_one_spelling(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)
