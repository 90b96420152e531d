"""The coins of the catalogue that ships, and a tagger that knows them."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Final

from sentiment.texts.coin_tags import CoinName, CoinTagger

REPOSITORY: Final = Path(__file__).parents[4]


@cache
def tagger() -> CoinTagger:
    catalogue = tomllib.loads((REPOSITORY / "market-data-service" / "catalogue.toml").read_text(encoding="utf-8"))
    return CoinTagger(CoinName(coin["coin_id"], coin["symbol"], coin["name"]) for coin in catalogue["coins"])


def coins_in(text: str, *, is_crypto_source: bool = False) -> set[str]:
    return {mention.coin_id for mention in tagger().tags(text, is_crypto_source=is_crypto_source)}
