"""docs/security.md promises tests by name: each of them exists, and no row of the standard is there twice."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "security.md").read_text()
IGNORED = {".venv", "node_modules", ".local"}


def test_every_test_that_the_document_names_exists() -> None:
    sources = [path for path in ROOT.glob("**/tests/**/test_*.py") if not IGNORED & set(path.parts)]
    known = {name for path in sources for name in re.findall(r"def (test_\w+)", path.read_text())}

    named = set(re.findall(r"`(test_\w+)`", TEXT))

    assert named
    assert sorted(named - known) == []


def test_every_file_that_the_document_names_exists() -> None:
    named = re.findall(r"`((?:frontend|user-service|api-gateway|shared|tests)/[\w./-]+)`", TEXT)

    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_row_of_the_standard_is_told_once() -> None:
    rows = Counter(re.findall(r"^\| (\d+\.\d+\.\d+)", TEXT, re.MULTILINE))

    assert len(rows) > 60
    assert [row for row, count in rows.items() if count > 1] == []


def test_no_page_makes_markup_of_text() -> None:
    sources = [path for path in (ROOT / "frontend" / "src").rglob("*.ts*") if ".test." not in path.name]

    assert sources
    found = [path.name for path in sources if re.search(r"[iI]nnerHTML|outerHTML|document\.write", path.read_text())]
    assert found == []
