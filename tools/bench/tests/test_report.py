"""The report keeps of each section what was measured last, with its day and commit."""

from bench.figures import Figure
from bench.report import with_figures, with_part


def lines(report: str) -> list[str]:
    return [line for line in report.splitlines() if line.startswith(("## ", "| "))]


def test_a_section_takes_the_place_of_the_older_one_and_of_nothing_else() -> None:
    old = [Figure("load", "rate", 1, "/s"), Figure("load", "gone", 2, "s"), Figure("parse", "rate", 3, "/s")]
    report = with_figures("", old, "2026-11-30", "aaa")
    report = with_figures(report, [Figure("load", "rate", 4, "/s", "≥ 3", True)], "2026-12-01", "bbb")

    head = "| What | Figure | Target | Met |"
    assert lines(report) == [
        "## On 2026-12-01, commit bbb", head, "| load: rate | 4 /s | ≥ 3 | yes |",
        "## On 2026-11-30, commit aaa", head, "| parse: rate | 3 /s |  |  |",
    ]  # fmt: skip
    assert with_figures(report, [], "2026-12-02", "ccc") == report


def test_parts_that_are_measured_by_name_stay_in_their_order() -> None:
    report = with_figures("", [Figure("parse", "rate", 3, "/s")], "2026-11-30", "aaa")
    report = with_part(report, "plans", "Plans.")
    report = with_part(report, "growth", "Old.")
    report = with_part(report, "growth", "It grows.")
    report = with_figures(report, [Figure("parse", "rate", 4, "/s")], "2026-12-01", "bbb")

    assert report.endswith("## How cost grows\n\nIt grows.\n\n## Plans of what is asked all the time\n\nPlans.\n")
    assert "parse: rate | 4 /s" in report
