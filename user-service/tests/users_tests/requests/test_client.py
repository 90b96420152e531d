import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from users.requests.client import device_of

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/138.0 Safari/537.36 Edg/138.0", "Edge on Windows"),
        (
            f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) {WEBKIT} Version/18.0 Safari/604.1",
            "Safari on iPhone",
        ),
        ("curl/8.5.0", "curl/8.5.0"),
        ("python-httpx/0.28.1", "python-httpx/0.28.1"),
        ("", "Unknown device"),
        ("<script>alert(1)</script>", "Unknown device"),
        ("Mozilla/5.0 (something else)", "Unknown device"),
    ],
)
def test_a_device_is_told_in_short_words(user_agent: str, device: str) -> None:
    assert device_of(user_agent) == device


@settings(deadline=None)  # the first call reads the tables of characters
@given(st.text(max_size=300))
def test_no_user_agent_makes_a_long_or_strange_device(user_agent: str) -> None:
    found = device_of(user_agent)

    assert len(found) <= 60
    assert found.isprintable()
    assert not set(found) & set("<>\"'&\0")
