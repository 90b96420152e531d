"""The dashboards' files are what the program writes, and lie on Grafana's grid."""

from monitoring.dashboards.panels import Dashboard, one
from monitoring.dashboards.writing import DASHBOARDS, texts
from monitoring.files import DASHBOARDS as FOLDER


def test_each_file_is_what_the_program_writes() -> None:
    wanted = texts()

    assert {path: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")} == wanted, (
        "python -m monitoring dashboards writes them anew"
    )


def test_dashboards_have_ids_of_their_own_and_panels_titles_of_their_own() -> None:
    assert len({each.uid for each in DASHBOARDS}) == len(DASHBOARDS)
    for each in DASHBOARDS:
        titles = [panel.title for panel in each.panels]
        assert len(set(titles)) == len(titles), each.title


def test_panels_stand_in_rows_of_three_and_wide_ones_alone() -> None:
    narrow, wide = one("a", "s", "up"), one("b", "s", "up", wide=True)
    placed = Dashboard("x", "X", "", (narrow, narrow, narrow, narrow, wide)).json()["panels"]

    assert [(at["gridPos"]["x"], at["gridPos"]["y"], at["gridPos"]["w"]) for at in placed] == [
        (0, 0, 8),
        (8, 0, 8),
        (16, 0, 8),
        (0, 8, 8),
        (0, 16, 24),
    ]
