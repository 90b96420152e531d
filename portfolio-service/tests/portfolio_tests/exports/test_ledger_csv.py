"""What is exported imports to the same ledger, and no spreadsheet runs any of it."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from portfolio.exports.ledger_csv import ledger_csv, safe
from portfolio.imports.drafts import Draft
from portfolio.imports.reading import read_file
from portfolio.ledger.transactions import ChosenLot, Fee, Kind, Money, Part, Transaction

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Z")), max_size=12).map(str.strip)
NAMES = WORDS.filter(bool)
QUANTITIES = st.decimals("0.00000001", "1000000", allow_nan=False, places=8)
PARTS = st.builds(Part, st.sampled_from(["BTC", "ethereum", "USD"]), QUANTITIES)
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
        note=draw(WORDS) or None,
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
    assert parsed.drafts == [draft_of(one, 2 + at) for at, one in enumerate(ledger)]


@pytest.mark.parametrize("text", ["=1+1", " =1+1", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "+1", "-"])
def test_a_formula_is_text(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-2", "-2.5", "-2.5%", "BTC", "", "1e5"])
def test_a_number_stays_one(text: str) -> None:
    assert safe(text) == text
