"""What is exported imports to the same ledger, and no spreadsheet runs any of it."""

import csv
import io

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from portfolio.exports.disposals_csv import disposals_csv
from portfolio.exports.ledger_csv import ledger_csv
from portfolio.imports.drafts import Draft
from portfolio.imports.formats.tidemark import safe, unsafe
from portfolio.imports.reading import read_file
from portfolio.ledger.fold import Rules, outcome_of
from portfolio.ledger.transactions import ChosenLot, Fee, Kind, Money, Part, Transaction

from ..ledger.rows import buy, sell

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Z")), max_size=12).map(str.strip)
NAMES = WORDS.filter(bool)
QUANTITIES = st.decimals("0.00000001", "1000000", allow_nan=False, places=8)
ASSETS = st.sampled_from(["BTC", "ethereum", "USD", "=CMD", "'X", "-1"])
PARTS = st.builds(Part, ASSETS, QUANTITIES)
NOTES = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\t\n"), max_size=12)
MONEY = st.builds(Money, QUANTITIES, st.sampled_from(["USD", "EUR"]))
FEES = st.builds(Fee, st.just("BNB"), QUANTITIES, st.none() | MONEY)


@st.composite
def transactions(draw: st.DrawFn) -> Transaction:
    kind = draw(st.sampled_from(Kind))
    into = draw(PARTS) if kind not in (Kind.WITHDRAWAL, Kind.TRANSFER, Kind.PAYMENT, Kind.LOST, Kind.FEE) else None
    out = Part("SOL", draw(QUANTITIES)) if (into is None and kind is not Kind.FEE) or kind is Kind.TRADE else None
    lots = (ChosenLot("row-1/0", out.quantity),) if out and draw(st.booleans()) else ()
    return Transaction(
        transaction_id="row",
        kind=kind,
        time_us=draw(st.integers(1_300_000_000_000_000, 1_800_000_000_000_000)),
        entered=1,
        wallet="Kraken",
        to_wallet=draw(NAMES.filter(lambda name: name != "Kraken")) if kind is Kind.TRANSFER else None,
        in_=into,
        out=out,
        fee=draw(FEES) if kind is Kind.FEE else draw(st.none() | FEES),
        value=draw(st.none() | MONEY),
        lots=lots,
        note=draw(NOTES) or None,
        external_id=draw(WORDS) or None,
    )


def draft_of(one: Transaction, line: int) -> Draft:
    facts = msgspec.structs.asdict(one)
    del facts["entered"]
    return Draft(exported_id=facts.pop("transaction_id"), lines=(line,), **facts)


@given(st.lists(transactions(), max_size=5))
def test_export_and_import_is_the_identity(ledger: list[Transaction]) -> None:
    name, rows, parsed = read_file(ledger_csv(ledger).encode(), "export.csv")

    assert (name, rows, parsed.errors) == ("tidemark", len(ledger), [])
    assert [msgspec.structs.replace(draft, lines=(0,)) for draft in parsed.drafts] == [
        draft_of(one, 0) for one in ledger
    ]


@given(st.text() | st.from_regex(r"[=+\-@'\s]{1,4}[a-z0-9(]{0,3}"))
def test_what_is_made_safe_is_read_back_as_it_was(text: str) -> None:
    assert unsafe(safe(text)) == text
    assert safe(text)[:1] not in ("=", "+", "@", "\t", "\r", "\n")


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        " =1+1",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(A1)",
        "\t=1",
        "+1",
        "-",
        "\n=1+1",
        "-1+HYPERLINK(1)",
        "\uff1d1",
        "-1-1",
        "--1",
    ],
)
def test_a_formula_is_text(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-2", "-2.5", "-2.5%", "-0.000000000000000001", "BTC", "", "1e5", "a=1"])
def test_a_number_stays_one(text: str) -> None:
    assert safe(text) == text


def test_no_cell_of_any_file_is_a_formula_and_negative_gains_are_numbers() -> None:
    evil = "=HYPERLINK(1)"
    made = outcome_of(
        [
            buy(1, evil, "1", "300", wallet="@Kraken", note="-2+3+cmd|' /C calc'!A0", external_id="+1", name="=a"),
            sell(2, evil, "1", "100", wallet="\tKraken"),
        ],
        Rules(currencies=frozenset({"USD"})),
    )

    lines = list(csv.reader(io.StringIO(disposals_csv(made.disposals, "USD"))))

    assert [cells[8] for cells in lines[1:]] == ["-200"]
    assert [cells[11] for cells in lines[1:]] == ["'=a"]
    assert not [cell for cells in lines for cell in cells if cell[:1] in ("=", "+", "@", "\t", "\r")]
