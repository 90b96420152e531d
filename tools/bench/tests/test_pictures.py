"""A chart is well-formed, has a dot for each point, and puts greater figures further right and higher up."""

from xml.etree import ElementTree as ET

import pytest
from bench.pictures import line_chart

SVG = "{http://www.w3.org/2000/svg}"


def test_each_point_is_a_dot_and_greater_figures_lie_further_right_and_higher() -> None:
    chart = ET.fromstring(line_chart("A & B", "trades/s", "µs", {"one": [(1_000, 5), (20_000, 60)], "<none>": []}))  # noqa: S314 - made here

    dots = [(float(dot.attrib["cx"]), float(dot.attrib["cy"])) for dot in chart.iter(f"{SVG}circle")]
    assert len(dots) == 2
    assert dots[0][0] < dots[1][0]
    assert dots[0][1] > dots[1][1]


def test_a_figure_of_zero_is_drawn_at_the_bottom() -> None:
    assert "<circle" in line_chart("zero", "x", "y", {"one": [(1, 0.0), (10, 1)]})


def test_a_chart_without_points_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one point"):
        line_chart("none", "x", "y", {"one": []})
