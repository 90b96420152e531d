"""Stories and posts of the drill: no two stories alike, each as two sites tell it. No I/O and no clock."""

from dataclasses import dataclass
from typing import Final

COINS: Final = {"bitcoin": "Bitcoin", "ethereum": "Ethereum", "solana": "Solana"}
_IDS: Final = tuple(COINS)
# Lists whose lengths have no common divisor: the same words do not come together again for a thousand stories.
_FIRST: Final = (
    "Amber Anchor Arbor Beacon Birch Cobalt Copper Coral Crimson Drift Falcon Garnet Granite Harvest Heron Indigo "
    "Juniper Lantern Linden Marble Meadow Orchid Otter"
)
_SECOND: Final = (
    "Advisors Brothers Capital Carriers Chambers Collective Couriers Foundry Gardens Holdings Industries Keepers "
    "Laboratories Mercantile Mutual Outfitters Partners Railways Reserve Securities Stores Vaults Ventures Workshop "
    "Yards"
)
_PLACES: Final = (
    "Ankara Bergen Bilbao Cardiff Dakar Denver Geneva Havana Jakarta Kingston Lagos Lima Lisbon Malmo Montreal Nairobi "
    "Oslo Perth Quito Riga Seville Tampa Tunis Utrecht Vilnius Warsaw"
)
_TELLINGS: Final = (
    (
        "{firm} buys {number} {coin} for its treasury in {place}",
        "{place}: {firm} adds {number} {coin} to its treasury",
    ),
    (
        "Court in {place} clears {firm} of {coin} fraud after {number} days",
        "After {number} days, {place} court clears {firm} of {coin} fraud",
    ),
    (
        "Hackers drain ${number} million from {coin} bridge run by {firm} of {place}",
        "{firm} of {place} loses ${number} million as hackers drain its {coin} bridge",
    ),
    (
        "{firm} opens {coin} futures to {number} brokers from {place}",
        "{number} brokers from {place} may trade {coin} futures at {firm}",
    ),
    (
        "{firm} cuts {number} jobs at its {coin} business near {place}",
        "{coin} business near {place}: {firm} cuts {number} jobs",
    ),
    (
        "Pension fund of {place} puts {number} million euros into {coin} through {firm}",
        "{firm} takes {number} million euros from pension fund of {place} into {coin}",
    ),
    (
        "{firm} delays {coin} wallet for {place} until {number} bugs are fixed",
        "{coin} wallet for {place} is late: {firm} still has {number} bugs to fix",
    ),
    (
        "Mayor of {place} takes taxes in {coin}, {firm} counts {number} payments",
        "{firm} counts {number} payments of taxes in {coin} to mayor of {place}",
    ),
    (
        "{firm} freezes {number} {coin} accounts on orders from {place}",
        "Orders from {place}: {firm} freezes {number} accounts with {coin}",
    ),
    (
        "Survey by {firm} finds {number} shops in {place} that accept {coin}",
        "{number} shops in {place} accept {coin}, survey by {firm} finds",
    ),
    (
        "{firm} raises ${number} million to keep {coin} safe for banks in {place}",
        "To keep {coin} safe for banks in {place}, {firm} raises ${number} million",
    ),
)
_CORRECTED: Final = "Correction number {number}: what we first wrote about {coin} today was not true"
_POSTS: Final = (
    "just moved {number} dollars into {coin} from a cafe in {place} and I feel great about it",
    "lost {number} dollars on {coin} today, never again, goodbye from {place}",
    "anyone in {place} paying rent with {coin}? mine is {number} a month",
    "{coin} at {number} looks weak to me, selling the rest before {place} wakes up",
)


@dataclass(frozen=True, slots=True)
class MadeUpStory:
    """`first` and `second` are how two sites tell it; `corrected` is a title that has no more to do with them."""

    coin_id: str
    first: str
    second: str
    corrected: str


@dataclass(frozen=True, slots=True)
class MadeUpPost:
    coin_id: str
    text: str


def story(number: int) -> MadeUpStory:
    """The story of a number from 0 on; all below a thousand are different."""
    coin_id = _IDS[number % len(_IDS)]
    words = {
        "firm": f"{_word(_FIRST, number)} {_word(_SECOND, number)}",
        "place": _word(_PLACES, number),
        "number": str(107 + 13 * number),
        "coin": COINS[coin_id],
    }
    first, second = (telling.format(**words) for telling in _TELLINGS[number % len(_TELLINGS)])
    return MadeUpStory(coin_id, first, second, _CORRECTED.format(**words))


def post(number: int) -> MadeUpPost:
    coin_id = _IDS[number % len(_IDS)]
    words = {"number": 100 + 17 * number, "coin": COINS[coin_id], "place": _word(_PLACES, number)}
    return MadeUpPost(coin_id, _POSTS[number % len(_POSTS)].format(**words))


def _word(words: str, number: int) -> str:
    listed = words.split()
    return listed[number % len(listed)]
