"""Operations that exchanges write beside plain trades, and what each is in a ledger."""

import pytest
from portfolio.imports.drafts import Parsed
from portfolio.imports.reading import read_file
from portfolio.ledger.transactions import Fee, Kind, Part

BINANCE = "User_ID,UTC_Time,Account,Operation,Coin,Change,Remark\n"
COINBASE = (
    "ID,Timestamp,Transaction Type,Asset,Quantity Transacted,Price Currency,Price,Subtotal,Total,"
    "Fees and/or Spread,Notes\n"
)
KRAKEN = "txid,refid,time,type,subtype,aclass,asset,amount,fee,balance\n"


def binance(*rows: tuple[str, str, str]) -> Parsed:
    lines = [f"1,2024-01-02 03:05:00,Spot,{operation},{coin},{change},\n" for operation, coin, change in rows]
    return read_file((BINANCE + "".join(lines)).encode(), "file.csv").parsed


def kraken(*rows: tuple[str, str, str, str, str]) -> Parsed:
    lines = [
        f"L{at},{refid},2024-01-02 03:05:00,{kind},{subtype},currency,{asset},{amount},0,0\n"
        for at, (refid, kind, subtype, asset, amount) in enumerate(rows)
    ]
    return read_file((KRAKEN + "".join(lines)).encode(), "file.csv").parsed


def coinbase(kind: str, quantity: str, notes: str = "") -> Parsed:
    line = f"a,2025-01-02 03:04:05 UTC,{kind},ETH,{quantity},USD,$2000,$2000,$2010,$10,{notes}\n"
    return read_file((COINBASE + line).encode(), "file.csv").parsed


def shown(part: Part | Fee | None) -> str | None:
    return None if part is None else f"{part.quantity.normalize():f} {part.asset}"


def sides(found: Parsed) -> list[tuple[str, str | None, str | None]]:
    assert found.errors == []
    return [(one.kind.value, shown(one.in_), shown(one.out)) for one in found.drafts]


def test_small_assets_become_bnb_one_by_one() -> None:
    dust = "Small Assets Exchange BNB"
    found = binance((dust, "XRP", "-1"), (dust, "BNB", "0.002"), (dust, "ADA", "-3"), (dust, "BNB", "0.003"))

    assert sides(found) == [("trade", "0.002 BNB", "1 XRP"), ("trade", "0.003 BNB", "3 ADA")]


def test_many_small_assets_for_one_sum_of_bnb_are_named_row_by_row() -> None:
    dust = "Small assets exchange BNB"
    found = binance((dust, "XRP", "-1"), (dust, "ADA", "-3"), (dust, "BNB", "0.005"))

    assert (found.drafts, [error.line for error in found.errors]) == ([], [2, 3, 4])


@pytest.mark.parametrize("operation", ["Buy Crypto With Card", "Binance Convert", "Large OTC trading", "Buy"])
def test_two_sides_of_one_operation_are_a_trade(operation: str) -> None:
    assert sides(binance((operation, "EUR", "-50"), (operation, "BTC", "0.001"))) == [("trade", "0.001 BTC", "50 EUR")]


def test_a_trade_of_the_newer_words_has_its_fee() -> None:
    found = binance(
        ("Transaction Sold", "BTC", "-0.1"), ("Transaction Revenue", "USDT", "900"), ("Transaction Fee", "USDT", "-0.9")
    )

    assert sides(found) == [("trade", "900 USDT", "0.1 BTC")]
    assert shown(found.drafts[0].fee) == "0.9 USDT"


def test_a_last_second_that_is_not_complete_is_no_trade() -> None:
    found = binance(("Buy", "BTC", "0.1"), ("Transaction Related", "USDT", "-900"), ("Buy", "BTC", "0.2"))

    assert (found.drafts, len(found.errors)) == ([], 3)


@pytest.mark.parametrize(
    ("operation", "change", "kind"),
    [
        ("Simple Earn Flexible Interest", "0.1", Kind.INTEREST),
        ("Simple Earn Flexible Airdrop", "0.1", Kind.AIRDROP),
        ("Simple Earn Locked Rewards", "0.1", Kind.STAKING),
        ("Staking Rewards", "0.1", Kind.STAKING),
        ("HODLer Airdrops Distribution", "5", Kind.AIRDROP),
        ("Referral Kickback", "0.1", Kind.CASHBACK),
        ("Fiat Deposit", "100", Kind.DEPOSIT),
        ("Withdraw", "-1", Kind.WITHDRAWAL),
        ("Binance Card Spending", "-1", Kind.PAYMENT),
        ("Simple Earn Flexible Subscription", "-1", None),
        ("Simple Earn Locked Redemption", "1", None),
        ("Transfer Between Main and Funding Wallet", "1", None),
        ("Staking Purchase", "-1", None),
    ],
)
def test_an_operation_of_binance(operation: str, change: str, kind: Kind | None) -> None:
    found = binance((operation, "USDT", change))

    assert ([one.kind for one in found.drafts], found.errors) == ([kind] if kind else [], [])


@pytest.mark.parametrize(
    ("kind", "subtype", "asset", "amount", "expected"),
    [
        ("earn", "reward", "SOL03.S", "0.1", ("staking", "0.1 SOL", None)),
        ("earn", "reward", "USDT.F", "0.1", ("staking", "0.1 USDT", None)),
        ("staking", "", "ETH2.S", "0.1", ("staking", "0.1 ETH", None)),
        ("earn", "autoallocation", "DOT.F", "5", None),
        ("earn", "deallocation", "USDC.M", "-5", None),
        ("transfer", "spottostaking", "DOT", "-5", None),
        ("transfer", "stakingfromspot", "DOT.S", "5", None),
        ("transfer", "spotfromfutures", "XXBT", "0.1", None),
        ("transfer", "", "FLR", "7", ("airdrop", "7 FLR", None)),
        ("custodytransfer", "", "XXBT", "1", None),
        ("deposit", "", "ZEUR", "5", ("deposit", "5 EUR", None)),
        ("deposit", "", "ZEUR", "-5", ("withdrawal", None, "5 EUR")),
        ("withdrawal", "", "XXDG", "-5", ("withdrawal", None, "5 DOGE")),
    ],
)
def test_an_entry_of_kraken(
    kind: str, subtype: str, asset: str, amount: str, expected: tuple[str, str | None, str | None] | None
) -> None:
    assert sides(kraken(("R", kind, subtype, asset, amount))) == ([expected] if expected else [])


def test_a_purchase_by_card_at_kraken_is_two_entries_of_one_refid() -> None:
    found = kraken(
        ("R1", "spend", "", "ZEUR", "-50"), ("R2", "deposit", "", "XETH", "1"), ("R1", "receive", "", "XXBT", "1")
    )

    assert sides(found) == [("trade", "1 BTC", "50 EUR"), ("deposit", "1 ETH", None)]


def test_one_entry_of_a_refid_without_the_other_is_named() -> None:
    found = kraken(("R1", "trade", "", "ZEUR", "-50"))

    assert (found.drafts, [error.line for error in found.errors]) == ([], [2])


@pytest.mark.parametrize(
    ("kind", "quantity", "notes", "expected"),
    [
        ("Advanced Trade Buy", "1", "", ("trade", "1 ETH", "2000 USD")),
        ("Advanced Trade Sell", "-1", "", ("trade", "2000 USD", "1 ETH")),
        ("Convert", "-1", "Converted 1 ETH to 0.05 BTC", ("trade", "0.05 BTC", "1 ETH")),
        ("Staking Income", "0.1", "", ("staking", "0.1 ETH", None)),
        ("Reward Income", "0.1", "", ("interest", "0.1 ETH", None)),
        ("Learning Reward", "0.1", "", ("airdrop", "0.1 ETH", None)),
        ("Subscription Rebate", "0.1", "", ("cashback", "0.1 ETH", None)),
        ("Send", "-1", "", ("withdrawal", None, "1 ETH")),
        ("Receive", "1", "", ("deposit", "1 ETH", None)),
        ("Exchange Deposit", "-1", "", ("withdrawal", None, "1 ETH")),
        ("Exchange Withdrawal", "1", "", ("deposit", "1 ETH", None)),
        ("Retail Staking Transfer", "-1", "", None),
        ("Retail Unstaking Transfer", "1", "", None),
    ],
)
def test_a_transaction_of_coinbase(
    kind: str, quantity: str, notes: str, expected: tuple[str, str | None, str | None] | None
) -> None:
    assert sides(coinbase(kind, quantity, notes)) == ([expected] if expected else [])
