"""Whether a post may speak of crypto: one cheap look, so that of fifty posts a second few go on. No I/O.

It lets too much through rather than too little: coin tags decide later.
"""

import re
from typing import Final

_TOKEN: Final = re.compile(r"\$?\w+")
_WORDS: Final = """
    bitcoin bitcoins btc xbt sats satoshi satoshis ethereum ether eth solana dogecoin doge xrp ripple cardano litecoin
    ltc polkadot chainlink uniswap aave shib pepecoin monero xmr zcash tron trx toncoin bnb avax matic hyperliquid
    tether usdt usdc stablecoin stablecoins crypto cryptos cryptocurrency cryptocurrencies cryptocoin cryptocoins
    blockchain blockchains altcoin altcoins altseason memecoin memecoins shitcoin shitcoins defi nft nfts web3 onchain
    hodl binance coinbase bitfinex bybit okx kucoin metamask mtgox microstrategy tokenization tokenisation halving
    airdrop airdrops dao rugpull rugpulled
"""
# These are words of the language, too, or names of other things: with a dollar only.
_TAGS: Final = """
    ada algo apt arb atom bch bonk btc cro doge dot etc eth fet fil floki ftm grt hbar hype icp imx inj jup kas ldo link
    ltc mkr near ondo op pepe pol qnt render rndr rune sand sei shib sol stx sui tao tia ton trx uni vet wif wld xlm xrp
    xtz
"""
_PHRASES: Final = (
    "on-chain",
    "mt. gox",
    "mt gox",
    "shiba inu",
    "meme coin",
    "proof of stake",
    "proof of work",
    "rug pull",
)
_ANY: Final = frozenset([*_WORDS.split(), *(f"${tag}" for tag in _TAGS.split())])


def mentions_crypto(text: str) -> bool:
    """Words and names that stand alone; symbols that are words of the language as well, only as `$NEAR`."""
    lower = text.lower()
    return not _ANY.isdisjoint(_TOKEN.findall(lower)) or any(phrase in lower for phrase in _PHRASES)
