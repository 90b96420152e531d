"""Whether a password may be chosen: long enough and not easily guessed; no rules of composition. No I/O."""

from typing import Final

from zxcvbn import zxcvbn

_PART: Final = 16
"""How much is judged at once: the estimate's time explodes with the length of what looks like 1337."""
_SHORTEST_NAME: Final = 4
_GUESSABLE: Final = 1
"""zxcvbn's score of what falls within a million guesses, such as `password1234` or `abcabcabcabc`."""

_OURS: Final = (
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
"""Words that stand for this place: what somebody who guesses at it tries first."""


def weakness(password: str, *, username: str, email: str, shortest: int, longest: int) -> str | None:
    """Why this password (NFC) cannot be chosen, None if it can. Takes up to 0.1 s: not on the event loop."""
    if len(password) < shortest:
        return f"Use at least {shortest} characters"
    if len(password) > longest:
        return f"Use at most {longest} characters"
    folded, names = password.casefold(), _names(username, email)
    if any(name in folded for name in names if len(name) >= _SHORTEST_NAME):
        return "Do not use your username or email in it"
    guessed = [*names, *_OURS]
    # The whole is at least as hard to guess as its beginning or its end.
    if all(zxcvbn(part, guessed)["score"] <= _GUESSABLE for part in {password[:_PART], password[-_PART:]}):
        return "This is easily guessed. Use something less common, such as several unrelated words"
    return None


def _names(username: str, email: str) -> list[str]:
    return [username.casefold(), email.casefold(), email.partition("@")[0].casefold()]
