"""References in documents that `make lint` refuses."""

import subprocess
from pathlib import Path

import pytest
from stack.checks.documents import references
from stack.machine.places import ROOT


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / "Makefile").write_text("up: env ## Start\n\t@true\n\nlint:\n")
    (tmp_path / "docs").mkdir()
    (tmp_path / ".gitignore").write_text("docs/built/\n")
    (tmp_path / "docs" / "other.md").write_text("# Other\n\n## What `make up` does, and why\n\n## Twice\n\n## Twice\n")
    return tmp_path


def found(repository: Path, text: str) -> list[str]:
    (repository / "docs" / "page.md").write_text(text)
    return references.problems(repository)


@pytest.mark.parametrize(
    "text",
    [
        "[a](other.md), [b](../Makefile), [c](other.md#what-make-up-does-and-why), [d](other.md#twice-1), ![e](.)",
        "[a](https://example.org/x.md), [b](mailto:a@b.example)",
        "# Here\n\n[a](#here)",
        "`[a](nowhere.md)` and\n\n```text\n[b](nowhere.md)\n# No heading\n```\n",
        "`make up RATE=5`, `make lint`, you make sure of it",
        "```sh\nmake up\nRATE=5 make lint\nmaker x\n```",
        "`docs/other.md`, `docs/built/x.js`, `docs/built`, `elsewhere/x.py`, `docs/<name>.md`",
    ],
)
def test_what_is_there_may_be_named(repository: Path, text: str) -> None:
    assert found(repository, text) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[a](nowhere.md)", "nowhere.md leads nowhere"),
        ("![a](images/none.png)", "images/none.png leads nowhere"),
        ("[a](other.md#thrice)", "other.md#thrice: other.md has no such heading"),
        ("# Here\n\n[a](#there)", "#there: page.md has no such heading"),
        ("`make down`", "there is no `make down`"),
        ("```sh\nRATE=5 make down\n```", "there is no `make down`"),
        ("`docs/none.md`", "there is no docs/none.md"),
    ],
)
def test_what_leads_nowhere_is_named_with_its_document(repository: Path, text: str, problem: str) -> None:
    assert found(repository, text) == [f"docs/page.md: {problem}"]


def test_history_may_name_what_is_gone_but_its_links_lead_somewhere(repository: Path) -> None:
    (repository / "CHANGELOG.md").write_text("`docs/gone.md`, `make gone`, [a](gone.md)")

    assert references.problems(repository) == ["CHANGELOG.md: gone.md leads nowhere"]


def test_the_documents_of_this_repository_lead_somewhere() -> None:
    assert references.problems(ROOT) == []
