"""Files as people send them: twice, grown, cut off, in other encodings, and no CSV at all; by every format."""

import contextlib
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from portfolio.imports.drafts import UnreadableRowError
from portfolio.imports.fields import number, zone_of
from portfolio.imports.files import UnreadableFileError
from portfolio.imports.known import sort_out
from portfolio.imports.reading import ReadFile, read_file

MAPPING = {"time": "When", "in_quantity": "Got", "in_asset": "Coin", "out_quantity": "Paid", "out_asset": "With"}
FILES = {
    "tidemark": """transaction_id,time,kind,wallet,in_quantity,in_asset,out_quantity,out_asset,note
a,2025-01-01T00:00:00+00:00,trade,Main,1,BTC,100,USD,"two
lines"
b,2025-01-02T00:00:00+00:00,deposit,Main,1,ETH,,,
c,2025-01-03T00:00:00+00:00,withdrawal,Main,,,1,ETH,end
""",
    "binance_transactions": """User_ID,UTC_Time,Account,Operation,Coin,Change,Remark
1,2024-01-02 03:04:05,Spot,Deposit,USDT,1000,x
1,2024-01-02 03:05:00,Spot,Buy,BTC,0.01,x
1,2024-01-02 03:05:00,Spot,Transaction Related,USDT,-400,x
1,2024-01-02 03:05:00,Spot,Fee,BNB,-0.001,x
1,2024-01-02 03:06:00,Spot,Buy,BTC,0.01,x
1,2024-01-02 03:06:00,Spot,Transaction Related,USDT,-400,x
1,2024-01-02 03:06:00,Spot,Buy,BTC,0.02,x
1,2024-01-02 03:06:00,Spot,Transaction Related,USDT,-800,x
""",
    "binance_trades": """Date(UTC),Pair,Side,Price,Executed,Amount,Fee
2026-05-01 12:00:00,BTCUSDT,BUY,"90,000",0.1BTC,"9,000.00USDT",0.0001BTC
2026-05-01 12:00:00,BTCUSDT,BUY,"90,000",0.1BTC,"9,000.00USDT",0.0001BTC
2026-05-02 12:00:00,BTCUSDT,SELL,"90,000",0.1BTC,"9,000.00USDT",1BNB
""",
    "coinbase": """Transactions
User,Somebody,0f3a
ID,Timestamp,Transaction Type,Asset,Quantity Transacted,Price Currency,Price,Subtotal,Total,Fees and/or Spread,Notes
a1,2025-01-02 03:04:05 UTC,Advanced Trade Buy,BTC,0.5,USD,$50000,"$25,000.00",$25010,$10.00,x
a3,2025-01-04 03:04:05 UTC,Convert,ETH,-1,USD,$2000,$2000,$2000,$0,Converted 1 ETH to 0.04 BTC
a6,2025-01-07 03:04:05 UTC,Retail Staking Transfer,ETH,1,USD,$2000,$2000,$2000,$0,x
""",
    "kraken_ledgers": """"txid","refid","time","type","subtype","aclass","asset","amount","fee","balance"
"L0","R0","2024-01-02 03:05:05","deposit","","currency","ZEUR","100","0","100"
"L1","R1","2024-01-02 03:06:05.1","trade","","currency","ZEUR","-50.0","0.13","49.87"
"L2","R1","2024-01-02 03:06:05.1","trade","","currency","XXBT","0.001","0","0.001"
"L5","R4","2024-01-04 00:00:00","withdrawal","","currency","XXBT","-0.0005","0.0001","0.0004"
""",
    "kraken_trades": """"txid","ordertxid","pair","time","type","ordertype","price","cost","fee","vol","margin","misc"
"T1","O1","XXBTZUSD","2024-01-02 03:04:05","buy","limit","50000","5000","8","0.1","0","x"
"T2","O2","SOL/USD","2024-01-02 03:04:06","sell","limit","100","100","0.2","1","0","x"
""",
    "mapped": """When,Got,Coin,Paid,With
2026-01-01,1,BTC,100,USD
2026-01-02,5,ETH,,
""",
}
every_format = pytest.mark.parametrize("name", FILES)


def read(name: str, data: bytes) -> ReadFile:
    return read_file(data, "file.csv", MAPPING if name == "mapped" else None)


def content(found: ReadFile) -> list[object]:
    return [found.format_name, found.rows, found.parsed]


def added(found: ReadFile, there: Counter[str]) -> int:
    new = sort_out(found.parsed.drafts, found.format_name, there).new
    there.update(key for _, key, _ in new)
    return len(new)


@every_format
def test_a_file_is_read_whole_as_its_format(name: str) -> None:
    found = read(name, FILES[name].encode())

    assert (found.format_name, found.parsed.errors) == (name, [])
    assert found.parsed.drafts


@every_format
def test_a_file_that_comes_twice_adds_nothing_and_a_grown_one_its_new_rows(name: str) -> None:
    whole, there = read(name, FILES[name].encode()), Counter[str]()
    first = len(whole.parsed.drafts)
    lines = FILES[name].splitlines(keepends=True)
    # Without its last row: of Binance's transactions without its last second.
    shorter = read(name, "".join(lines[: -4 if name == "binance_transactions" else -1]).encode())

    had = added(shorter, there)

    assert [had + added(whole, there), added(whole, there), added(shorter, there)] == [first, 0, 0]


@every_format
def test_a_file_that_is_cut_anywhere_says_so_or_says_less_and_never_something_else(name: str) -> None:
    data = FILES[name].encode()
    whole = {draft.lines: draft for draft in read(name, data).parsed.drafts}
    begins = next(at for at in range(len(data)) if at and _reads(name, data[:at]))
    for end in range(begins, len(data)):
        found = read(name, data[:end])
        if found.parsed.errors:
            continue  # named by its row: nothing of the file is saved
        # The last row may have lost the end of a note, and the last second or refid a fee that stood below.
        last = data[:end].rstrip(b"\n").count(b"\n") + 1
        others = [draft for draft in found.parsed.drafts if last not in draft.lines]
        assert all(whole[draft.lines] == draft for draft in others), data[:end]


def _reads(name: str, data: bytes) -> bool:
    try:
        read(name, data)
    except UnreadableFileError:
        return False
    return True


@every_format
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_encodings_and_ends_of_lines_change_nothing(name: str, encoding: str, ends: str) -> None:
    text = FILES[name]
    other = read(name, text.replace("\n", ends).encode(encoding))

    if name == "tidemark" and ends == "\r\n":
        assert [draft.lines for draft in other.parsed.drafts] == [(2,), (4,), (5,)]
    else:
        assert content(other) == content(read(name, text.encode()))


@every_format
def test_semicolons_between_fields_are_read_and_a_comma_that_may_mean_two_things_is_named(name: str) -> None:
    rows = [line for line in FILES[name].splitlines() if '"' not in line or name.startswith("kraken")]
    other = read(name, "\n".join(line.replace(",", ";") for line in rows).encode())

    assert (other.format_name, other.parsed.errors) == (name, [])
    found = read("mapped", b"When;Got;Coin;Paid;With\n2026-01-01;1,500;BTC;100;USD\n2026-01-01;1,5;BTC;100;USD\n")
    assert [error.line for error in found.parsed.errors] == [2, 3]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "^"])
@pytest.mark.parametrize("quote", ['"', "'"])
def test_what_separates_and_quotes_the_fields_of_a_mapped_file_is_found(separator: str, quote: str) -> None:
    rows = [["When", "Got", "Coin", "Paid", "With"]]
    rows += [[f"2026-01-{day:02}", f"{day}.5", "BTC", f"{quote}{day}00{quote}", "USD"] for day in range(1, 20)]

    found = read("mapped", "\n".join(separator.join(cells) for cells in rows).encode())

    assert (found.rows, found.parsed.errors) == (19, [])
    assert [draft.out and draft.out.quantity for draft in found.parsed.drafts] == [day * 100 for day in range(1, 20)]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x03\x04rest", "Excel"),
        (b"\xd0\xcf\x11\xe0rest", "old Excel"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x1f\x8b\x08rest", "unpack"),
        ("Überweisung,1\n".encode("latin-1"), "Line 1 is not in UTF-8: save the file as CSV in UTF-8"),
        (b"a,b\n1,\x00\n", "Line 2 holds a NUL"),
        (b"", "choose the columns by hand"),
        (b"<html><body>Sign in</body></html>", "choose the columns by hand"),
        (b'"a' + b"x" * 200_000, "cannot be read"),
    ],
)
def test_what_is_no_csv_is_refused_and_the_message_says_what_to_do(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableFileError, match=says):
        read_file(data, "file.csv")


@given(st.binary(max_size=300))
def test_no_bytes_are_read_otherwise_than_as_a_table_or_an_error(data: bytes) -> None:
    head = FILES["binance_trades"].splitlines()[0].encode()
    for some in (data, head + b"\n" + data):
        with contextlib.suppress(UnreadableFileError):
            assert read_file(some, "file.csv").rows >= 0


@pytest.mark.parametrize("text", ["1e99", "9" * 41, "0,500", "1,50", "1e18", "١٢", "nan", "inf", "", "--1", "1,234,56"])
def test_a_number_that_may_mean_something_else_is_none(text: str) -> None:
    with pytest.raises(UnreadableRowError):
        number(text, "x")


def test_a_zone_that_there_is_not_is_none() -> None:
    assert str(zone_of("x(UTC+99).csv")) == "UTC"


def test_a_hundred_thousand_rows_are_read_and_known_again() -> None:
    line = "2026-05-01 12:00:00,BTCUSDT,BUY,90000,0.1BTC,9000USDT,0.{:06}BTC\n"
    text = FILES["binance_trades"].splitlines()[0] + "\n" + "".join(line.format(at + 1) for at in range(100_000))
    there = Counter[str]()
    found = read("binance_trades", text.encode())

    assert [added(found, there), added(found, there)] == [100_000, 0]
    assert all(one.lines < other.lines for one, other in pairwise(found.parsed.drafts))
