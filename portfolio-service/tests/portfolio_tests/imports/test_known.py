"""A file again adds nothing, a grown one its new rows, two equal fills are two."""

from collections import Counter

from portfolio.imports.known import sort_out
from portfolio.imports.reading import read_file

HEADER = "Date(UTC),Pair,Side,Price,Executed,Amount,Fee\n"
FILL = "2026-05-01 12:00:00,BTCUSDT,BUY,90000,0.1000000000BTC,9000.00000000USDT,0.0000000000BTC\n"
SECOND = FILL.replace("12:00:00", "12:00:01")
NEXT_DAY = FILL.replace("05-01", "05-02")


class Account:
    def __init__(self) -> None:
        self.keys: Counter[str] = Counter()

    def add(self, text: str) -> int:
        name, _, parsed = read_file(text.encode(), "file.csv")
        assert parsed.errors == []
        new = sort_out(parsed.drafts, name, self.keys).new
        self.keys.update(key for _, key, _ in new)
        return len(new)


def test_equal_fills_are_two_and_the_same_file_again_adds_nothing() -> None:
    account = Account()
    first, grown = HEADER + FILL + FILL + SECOND, HEADER + FILL + FILL + FILL + NEXT_DAY

    assert [account.add(first), account.add(first), account.add(grown), account.add(grown)] == [3, 0, 2, 0]


def test_zeros_at_the_end_of_a_number_make_no_other_row() -> None:
    account = Account()

    assert [account.add(HEADER + FILL), account.add(HEADER + FILL.replace("0.1000000000BTC", "0.1BTC"))] == [1, 0]


def test_an_id_of_the_venue_counts_once_also_within_a_file() -> None:
    account = Account()
    header = "txid,ordertxid,pair,time,type,ordertype,price,cost,fee,vol,margin,misc,ledgers\n"
    trade = "T1,O1,XXBTZUSD,2024-01-02 03:04:05,buy,limit,50000,5000,8,0.1,0,,\n"

    assert [account.add(header + trade + trade), account.add(header + trade)] == [1, 0]


def test_any_table_is_read_by_a_mapping_of_its_columns() -> None:
    mapping = {
        "time": "When",
        "in_quantity": "Got",
        "in_asset": "Coin",
        "value": "Worth",
        "currency": "Cur",
        "kind": "What",
    }
    text = (
        "When;What;Got;Coin;Worth;Cur\n"
        "2026-01-01;deposit;1,5;BTC;100;EUR\n"
        "2026-01-02;reward;0.5;ETH;10;EUR\n"
        "x;gift;1;A;1;EUR\n"
    )

    name, rows, parsed = read_file(text.encode("utf-16"), "x.csv", mapping, "Ledger")

    assert (name, rows) == ("mapped", 3)
    assert [(one.kind, one.wallet) for one in parsed.drafts] == [("staking", "Ledger")]
    assert [one.line for one in parsed.errors] == [2, 4]
