"""Each format's own peculiarities, on rows written after the exchanges' public headers."""

from decimal import Decimal

import pytest
from portfolio.imports.drafts import Draft, Parsed
from portfolio.imports.files import UnreadableFileError, table_of
from portfolio.imports.formats import binance_trades, binance_transactions, coinbase, kraken_ledgers, kraken_trades
from portfolio.imports.formats.kraken_assets import asset, pair
from portfolio.ledger.transactions import Kind

FORMATS = (binance_transactions, binance_trades, coinbase, kraken_ledgers, kraken_trades)


def parsed(text: str, filename: str = "file.csv") -> Parsed:
    table = table_of(text.encode(), filename, [header for one in FORMATS for header in one.HEADERS])
    (found,) = [one for one in FORMATS if any(header <= set(table.header) for header in one.HEADERS)]
    made: Parsed = found.parse(table)
    return made


def sides(draft: Draft) -> tuple[str | None, str | None, str | None]:
    def shown(part: object) -> str | None:
        return None if part is None else f"{part.quantity.normalize():f} {part.asset}"  # type: ignore[attr-defined]

    return shown(draft.in_), shown(draft.out), shown(draft.fee)


BINANCE = """User_ID,UTC_Time,Account,Operation,Coin,Change,Remark
1,2024-01-02 03:04:05,Spot,Deposit,USDT,1000,
1,2024-01-02 03:05:00,Spot,Buy,BTC,0.01,
1,2024-01-02 03:05:00,Spot,Transaction Related,USDT,-400,
1,2024-01-02 03:05:00,Spot,Fee,BNB,-0.001,
1,2024-01-02 03:05:00,Spot,Buy,BTC,0.005,
1,2024-01-02 03:05:00,Spot,Transaction Related,USDT,-200,
1,2024-01-02 03:06:00,Spot,Simple Earn Flexible Subscription,USDT,-100,
1,2024-01-03 03:06:00,Earn,Simple Earn Flexible Interest,USDT,0.01,
1,2024-01-03 03:07:00,Spot,Something New,USDT,5,
"""


def test_binance_s_changes_of_one_second_are_one_trade() -> None:
    found = parsed(BINANCE)

    trade = next(one for one in found.drafts if one.kind is Kind.TRADE)
    assert sides(trade) == ("0.015 BTC", "600 USDT", "0.001 BNB")
    assert {one.kind for one in found.drafts} == {Kind.DEPOSIT, Kind.TRADE, Kind.INTEREST}
    assert (found.ignored, [one.line for one in found.errors]) == ([8], [10])


def test_the_zone_of_a_newer_file_is_in_its_name() -> None:
    rows = BINANCE.replace("User_ID,UTC_Time", "User ID,Time").replace("2024-01-02 03:04:05", "24-01-02 05:04:05")

    assert parsed(rows, "Binance-Transactions(UTC+2).csv").drafts[0].time_us == parsed(BINANCE).drafts[0].time_us


def test_binance_glues_units_to_numbers_with_commas() -> None:
    found = parsed(
        "Date(UTC),Pair,Side,Price,Executed,Amount,Fee\n"
        '2026-01-02 03:04:05,BTCUSDT,BUY,"50,000.5",0.5BTC,"25,000.25USDT",0.0005BTC\n'
        "2026-01-02 03:04:05,BTCUSDT,HOLD,1,1BTC,1USDT,0BNB\n"
    )

    assert [sides(one) for one in found.drafts] == [("0.5 BTC", "25000.25 USDT", "0.0005 BTC")]
    assert [one.line for one in found.errors] == [3]


def test_coinbase_writes_lines_before_its_header_and_signs_and_dollars() -> None:
    found = parsed(
        "\nTransactions\nUser,Somebody,0f3a\n"
        "ID,Timestamp,Transaction Type,Asset,Quantity Transacted,Price Currency,Price at Transaction,Subtotal,"
        "Total (inclusive of fees and/or spread),Fees and/or Spread,Notes\n"
        "a1,2025-01-02 03:04:05 UTC,Buy,BTC,0.5,USD,$50000,$25000,$25010.00,$10.00,\n"
        "a2,2025-01-03 03:04:05 UTC,Sell,BTC,-0.1,USD,$60000,$6000,$5990,$10,\n"
        'a3,2025-01-04 03:04:05 UTC,Convert,ETH,-1,USD,$2000,$2000,$2000,$0,"Converted 1 ETH to 0.04 BTC"\n'
        "a4,2025-01-05 03:04:05 UTC,Staking Income,ETH,0.01,USD,$2000,$20,$20,$0,\n"
        "a5,2025-01-06 03:04:05 UTC,Send,BTC,-0.2,USD,$60000,-$12000,-$12000,$0,\n"
        "a6,2025-01-07 03:04:05 UTC,Retail Staking Transfer,ETH,1,USD,$2000,$2000,$2000,$0,\n"
    )

    assert [(one.kind, *sides(one)) for one in found.drafts] == [
        (Kind.TRADE, "0.5 BTC", "25000 USD", "10 USD"),
        (Kind.TRADE, "6000 USD", "0.1 BTC", "10 USD"),
        (Kind.TRADE, "0.04 BTC", "1 ETH", None),
        (Kind.STAKING, "0.01 ETH", None, None),
        (Kind.WITHDRAWAL, None, "0.2 BTC", None),
    ]
    assert [one.external_id for one in found.drafts] == ["a1", "a2", "a3", "a4", "a5"]
    assert found.drafts[3].value is not None
    assert (found.drafts[3].value.amount, found.ignored) == (Decimal(20), [10])


def test_kraken_s_rows_of_one_refid_belong_together() -> None:
    found = parsed(
        '"txid","refid","time","type","subtype","aclass","asset","amount","fee","balance"\n'
        '"","R0","2024-01-02 03:04:05","deposit","","currency","ZEUR","100","0",""\n'
        '"L0","R0","2024-01-02 03:05:05","deposit","","currency","ZEUR","100","0","100"\n'
        '"L1","R1","2024-01-02 03:06:05.1234","trade","","currency","ZEUR","-50.0","0.13","49.87"\n'
        '"L2","R1","2024-01-02 03:06:05.1234","trade","","currency","XXBT","0.001","0","0.001"\n'
        '"L3","R2","2024-01-03 00:00:00","earn","reward","currency","DOT28.S","0.1","0","0.1"\n'
        '"L4","R3","2024-01-03 00:00:00","earn","allocation","currency","DOT","-5","0","0"\n'
        '"L5","R4","2024-01-04 00:00:00","withdrawal","","currency","XXBT","-0.0005","0.0001","0.0004"\n'
    )

    assert [(one.kind, *sides(one)) for one in found.drafts] == [
        (Kind.TRADE, "0.001 BTC", "50 EUR", "0.13 EUR"),
        (Kind.DEPOSIT, "100 EUR", None, None),
        (Kind.STAKING, "0.1 DOT", None, None),
        (Kind.WITHDRAWAL, None, "0.0005 BTC", "0.0001 BTC"),
    ]
    assert (found.ignored, found.errors) == ([2, 7], [])


def test_kraken_s_trades_have_pairs_without_a_separator() -> None:
    found = parsed(
        "txid,ordertxid,pair,time,type,ordertype,price,cost,fee,vol,margin,misc,ledgers\n"
        "T1,O1,XXBTZUSD,2024-01-02 03:04:05,buy,limit,50000,5000,8,0.1,0.00000,,\n"
        "T2,O2,SOL/USD,2024-01-02 03:04:05,sell,limit,100,100,0.2,1,0,,\n"
        "T3,O3,XXBTZUSD,2024-01-02 03:04:05,buy,limit,50000,5000,8,0.1,1000,,\n"
    )

    assert [sides(one) for one in found.drafts] == [
        ("0.1 BTC", "5000 USD", "8 USD"),
        ("100 USD", "1 SOL", "0.2 USD"),
    ]
    assert [one.line for one in found.errors] == [4]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("XXBTZEUR", ("BTC", "EUR")),
        ("XBTUSDT", ("BTC", "USDT")),
        ("XTZUSD", ("XTZ", "USD")),
        ("ETHXBT", ("ETH", "BTC")),
        ("DOTEUR", ("DOT", "EUR")),
        ("XDGUSD", ("DOGE", "USD")),
        ("USDCUSD", ("USDC", "USD")),
        ("BLZUSD", ("BLZ", "USD")),
    ],
)
def test_a_pair_of_kraken(name: str, parts: tuple[str, str]) -> None:
    assert pair(name) == parts


def test_a_staked_asset_is_the_asset() -> None:
    assert [asset(name) for name in ("DOT28.S", "USDC.M", "ETH2.S", "XXBT", "ZEUR")] == [
        "DOT",
        "USDC",
        "ETH",
        "BTC",
        "EUR",
    ]


def test_a_file_that_is_no_table_says_what_to_do() -> None:
    with pytest.raises(UnreadableFileError, match="choose the columns"):
        parsed("hello\nworld\n")
    with pytest.raises(UnreadableFileError, match="Line 2 is not in UTF-8"):
        table_of(b"a,b\n\xff\xe4,1\n", "x.csv", [frozenset({"a"})])


def test_a_truncated_last_row_is_named() -> None:
    table = table_of(BINANCE.encode()[:-20], "x.csv", binance_transactions.HEADERS)

    assert table.damaged == [10]
