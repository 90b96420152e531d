from hypothesis import given, settings
from hypothesis import strategies as st
from users.accounts.username import checked_username


@settings(deadline=None)  # the first call reads the tables of characters
@given(st.text())
def test_a_username_is_kept_as_given_or_refused(text: str) -> None:
    try:
        assert checked_username(text) == text
    except ValueError:
        return
    assert text.isascii()
    assert 3 <= len(text) <= 30
