"""Whether a password may be chosen: long enough and not easily guessed; no rules of composition. No I/O."""

from typing import Final

from zxcvbn import zxcvbn

_JUDGED_AT_ONCE: Final = 16
"""Characters judged at once: zxcvbn's time explodes with length where digits stand for letters, as in 1337."""
_SHORTEST_NAME: Final = 4
_GUESSABLE: Final = 1
"""zxcvbn's score of what falls within a million guesses, such as `password1234` or `abcabcabcabc`."""

_PLATFORM_WORDS: Final = (
    "tidemark",
    "binance",
    "coinbase",
    "kraken",
    "bitcoin",
    "ethereum",
    "crypto",
    "trader",
    "wallet",
    "hodl",
)
"""Words about this platform, which somebody who guesses passwords would try first."""


def weakness(password: str, *, username: str, email: str, shortest: int, longest: int) -> str | None:
    """Why this password (NFC) cannot be chosen, None if it can. Takes up to 0.1 s: not on the event loop."""
    if len(password) < shortest:
        return f"Use at least {shortest} characters"
    if len(password) > longest:
        return f"Use at most {longest} characters"
    folded, names = password.casefold(), _names(username, email)
    if any(name in folded for name in names if len(name) >= _SHORTEST_NAME):
        return "Do not use your username or email in it"
    guessed = [*names, *_PLATFORM_WORDS]
    # The whole is at least as hard to guess as its beginning or its end.
    if all(
        zxcvbn(part, guessed)["score"] <= _GUESSABLE
        for part in {password[:_JUDGED_AT_ONCE], password[-_JUDGED_AT_ONCE:]}
    ):
        return "This is easily guessed. Use something less common, such as several unrelated words"
    return None


def _names(username: str, email: str) -> list[str]:
    return [username.casefold(), email.casefold(), email.partition("@")[0].casefold()]
