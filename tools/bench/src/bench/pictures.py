"""Lines as SVG text, for documents: no library, no fonts but the reader's, both axes logarithmic. No I/O."""

import math
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Final

Place = tuple[float, float]
Points = Sequence[Place]

_WIDTH: Final = 720
_HEIGHT: Final = 360
_LEFT: Final = 80
_RIGHT: Final = 180
_TOP: Final = 40
_BOTTOM: Final = 56
_COLORS: Final = ("#0f766e", "#b45309", "#4338ca", "#be123c", "#4d7c0f", "#6b7280")
_LEAST: Final = 1e-9
"""What is drawn for a figure of zero, which has no logarithm."""


def line_chart(title: str, across: str, up: str, lines: Mapping[str, Points]) -> str:
    """A chart of several lines with their names at their ends; every point is a dot with its figures as a tooltip.

    Raises:
        ValueError: there is no point to draw.
    """
    places = [(max(x, _LEAST), max(y, _LEAST)) for points in lines.values() for x, y in points]
    if not places:
        raise ValueError("a chart needs at least one point")
    (left, right), (low, high) = (_decades([place[at] for place in places]) for at in (0, 1))

    def place(x: float, y: float) -> Place:
        share_x = (math.log10(max(x, _LEAST)) - left) / (right - left)
        share_y = (math.log10(max(y, _LEAST)) - low) / (high - low)
        return (
            round(_LEFT + share_x * (_WIDTH - _LEFT - _RIGHT), 1),
            round(_HEIGHT - _BOTTOM - share_y * (_HEIGHT - _TOP - _BOTTOM), 1),
        )

    parts = [*_frame(title, across, up), *_grid((left, right), (low, high), place)]
    for number, (name, points) in enumerate(lines.items()):
        parts += _line(name, points, [place(x, y) for x, y in points], _COLORS[number % len(_COLORS)])
    return "\n".join([*parts, "</svg>", ""])


def _frame(title: str, across: str, up: str) -> list[str]:
    box, fonts = f'viewBox="0 0 {_WIDTH} {_HEIGHT}"', 'font-family="system-ui, sans-serif" font-size="12"'
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" {box} role="img" aria-label="{escape(title)}" {fonts}>',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
        f'<text x="{_LEFT}" y="22" font-size="15" fill="#111">{escape(title)}</text>',
        f'<text x="{_LEFT}" y="{_HEIGHT - 12}" fill="#444">{escape(across)}</text>',
        f'<text x="14" y="{_TOP - 8}" fill="#444">{escape(up)}</text>',
    ]


def _grid(across: tuple[int, int], up: tuple[int, int], place: Callable[[float, float], Place]) -> list[str]:
    """A line and its figure for each power of ten."""
    parts, below = [], _HEIGHT - _BOTTOM
    for decade in range(across[0], across[1] + 1):
        x, _ = place(10**decade, 10 ** up[0])
        parts.append(f'<path d="M{x} {_TOP}V{below}" stroke="#ddd"/>')
        parts.append(f'<text x="{x}" y="{below + 18}" text-anchor="middle" fill="#444">{10**decade:g}</text>')
    for decade in range(up[0], up[1] + 1):
        _, y = place(10 ** across[0], 10**decade)
        parts.append(f'<path d="M{_LEFT} {y}H{_WIDTH - _RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 4}" text-anchor="end" fill="#444">{10**decade:g}</text>')
    return parts


def _line(name: str, points: Points, places: Sequence[tuple[float, float]], color: str) -> list[str]:
    if not places:
        return []
    path = " ".join(f"{x},{y}" for x, y in places)
    dots = [
        f'<circle cx="{x}" cy="{y}" r="3" fill="{color}"><title>{escape(name)}: {across:g}, {up:.3g}</title></circle>'
        for (x, y), (across, up) in zip(places, points, strict=True)
    ]
    x, y = places[-1]
    return [
        f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2"/>',
        *dots,
        f'<text x="{x + 8}" y="{y + 4}" fill="{color}">{escape(name)}</text>',
    ]


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """The whole powers of ten around all values, at least one apart."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)
