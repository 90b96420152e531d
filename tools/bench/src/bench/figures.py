"""A measured figure, and the table of several. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """`target` says in words what was promised, `met` whether it held; None where nothing was promised."""

    section: str
    name: str
    value: float
    unit: str
    target: str | None = None
    met: bool | None = None


def at_least(section: str, name: str, value: float, unit: str, target: float) -> Figure:
    return Figure(section, name, value, unit, f"≥ {_shown(target)}", value >= target)


def at_most(section: str, name: str, value: float, unit: str, target: float) -> Figure:
    return Figure(section, name, value, unit, f"≤ {_shown(target)}", value <= target)


def table(figures: Sequence[Figure]) -> str:
    """A Markdown table, one row a figure."""
    lines = ["| What | Figure | Target | Met |", "|---|---:|---|---|"]
    for figure in figures:
        met = {True: "yes", False: "**no**", None: ""}[figure.met]
        value = f"{_shown(figure.value)} {figure.unit}".strip()
        lines.append(f"| {figure.section}: {figure.name} | {value} | {figure.target or ''} | {met} |")
    return "\n".join(lines)


def exit_code(figures: Sequence[Figure]) -> int:
    """1 if anything that was promised did not hold."""
    return int(any(figure.met is False for figure in figures))


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the values do not exceed; values need not be sorted.

    Raises:
        ValueError: there are none.
    """
    if not values:
        raise ValueError("a percentile needs at least one value")
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def _shown(value: float) -> str:
    if abs(value) >= 1_000:  # noqa: PLR2004 - from here up digits, not decimals, are read
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.3g}"
