"""The documents name what the code has: processes and ports, topics, groups, tables, settings, drills, metrics."""

import re
from pathlib import Path
from typing import Final

from bench.__main__ import SECTIONS
from drill.drills import DRILLS
from shared.kafka.topics import TOPICS
from stack.platform.process_list import read_processes

from migrations.owners import METADATA, ROLES

ROOT: Final = Path(__file__).parents[1]
DOCS: Final = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").glob("*.md"))}
ARCHITECTURE: Final = DOCS["architecture.md"]
SOURCES: Final = "\n".join(
    path.read_text(encoding="utf-8") for folder in ROOT.glob("*/src") for path in folder.rglob("*.py")
)
READMES: Final = [path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("*/README.md"))]
_CODE: Final = re.compile(r"`([^`\n]+)`")


def codes(text: str) -> list[str]:
    return _CODE.findall(text)


def section(title: str) -> str:
    """The part of the architecture below a heading."""
    return ARCHITECTURE.split(f"\n## {title}")[1].split("\n## ")[0]


def rows(text: str) -> list[list[str]]:
    """The cells of the first table, without its head."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_the_containers_are_the_processes_with_their_ports() -> None:
    drawn = dict(re.findall(r'"([a-z-]+) :(\d+)', section("Containers")))

    processes = {one.name: str(one.port) for one in read_processes() if one.ingesters == 1}
    assert drawn == {name: port for name, port in processes.items() if name != "exchange-simulator"}


def test_every_topic_is_drawn_and_none_that_there_is_not() -> None:
    known = {topic.name for topic in TOPICS if topic.event}
    named = {name for text in DOCS.values() for name in re.findall(r"\b[a-z]+\.[a-z]+\.v\d\b", text)}

    assert named == known
    assert {name for name in known if name not in section("Data flow")} == set()


def test_the_consumer_groups_are_those_of_the_code() -> None:
    named = {row[0].strip("`") for row in rows(section("Data flow"))}

    assert named == set(re.findall(r'^_?GROUP: Final = "([\w-]+)"', SOURCES, re.MULTILINE))


def test_the_tables_are_those_of_the_services() -> None:
    table = rows(section("Tables"))

    assert {row[0].strip("`") for row in table} == set(ROLES)
    assert sorted(name for row in table for name in codes(row[1])) == sorted(METADATA.tables)


def test_every_setting_that_a_document_names_there_is() -> None:
    commands = [
        ROOT / "Makefile",
        *(ROOT / ".github" / "workflows").glob("*.yml"),
        *ROOT.glob("tools/deploy/src/**/*.py"),
    ]
    places = [ROOT / "docs" / "settings.md", ROOT / "processes.toml", *commands]
    known = {name for path in places for name in re.findall(r"[A-Z][A-Z0-9_]+", path.read_text(encoding="utf-8"))}
    named = {
        (document, name)
        for document, text in DOCS.items()
        for code in codes(text)
        for name in re.findall(r"^\$?([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:=.*)?$", code)
    }

    assert named
    assert sorted((document, name) for document, name in named if name not in known) == []


def test_every_drill_and_section_that_a_document_names_there_is() -> None:
    known = {"drill": DRILLS.keys(), "bench": {*SECTIONS, "plans"}}
    named = [
        (command, name)
        for text in [*DOCS.values(), (ROOT / "README.md").read_text(encoding="utf-8")]
        for command, names in re.findall(r"make (drill|bench) ONLY=([\w,-]+)", text)
        for name in names.split(",")
    ]

    assert named
    assert [one for one in named if one[1] not in known[one[0]]] == []


def test_every_metric_that_a_table_names_is_one_of_the_code() -> None:
    watched = DOCS["operations.md"].split("\n## What to watch")[1].split("\n## ")[0]
    own = [text.split("\n## Metrics")[1].split("\n## ")[0] for text in READMES if "\n## Metrics" in text]
    named = {code.split("{")[0] for table in [watched, *own] for row in rows(table) for code in codes(row[0])}

    assert len(named) > 30
    assert [name for name in sorted(named) if f'"{name}"' not in SOURCES] == []
