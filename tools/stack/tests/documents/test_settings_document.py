from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import BaseModel, Field, SecretStr
from pydantic_settings import NoDecode
from stack.checks.documents.field_texts import Variable, of_dataclass, of_model
from stack.checks.documents.settings_document import (
    DOCUMENT,
    UnexplainedSettingError,
    _row,
    build,
    settings_of_processes,
)
from stack.machine.places import ROOT
from stack.platform.process_list import read_processes


class Common(BaseModel):
    name: str = "common"
    """What it is called."""
    password: SecretStr | None = None
    """What only
    one knows."""


class Own(Common):
    name: str = "own"
    lasts: timedelta = Field(default=timedelta(days=400), gt=timedelta(0), le=timedelta(days=500))
    """How long."""
    threads: int = Field(ge=1)
    """How many."""
    origins: Annotated[tuple[str, ...], NoDecode] = ()
    """From where."""
    silent: bool = False


@dataclass
class Plain:
    speed: float | None = field(default=1.5, metadata={"variable": "REPLAY_SPEED", "form": "number, or `max`"})
    """How fast."""
    file: Path = Path("capture.jsonl")


def test_a_field_says_name_default_type_and_meaning_also_where_it_is_inherited() -> None:
    found = of_model(Own)

    assert found["name"] == Variable("NAME", "`own`", "text", "What it is called.")
    assert found["password"] == Variable("PASSWORD", "not set", "text", "What only one knows.", is_secret=True)
    assert found["lasts"] == Variable("LASTS", "`P400D`", "duration to P500D", "How long.")
    assert found["threads"] == Variable("THREADS", "**required**", "whole number from 1", "How many.")
    assert found["origins"] == Variable("ORIGINS", "not set", "list, comma separated", "From where.")
    assert found["silent"] == Variable("SILENT", "`false`", "`true` or `false`", "")


def test_a_dataclass_may_name_its_variables_otherwise() -> None:
    assert of_dataclass(Plain) == {
        "speed": Variable("REPLAY_SPEED", "`1.5`", "number, or `max`", "How fast."),
        "file": Variable("FILE", "`capture.jsonl`", "path", ""),
    }


def test_a_field_that_is_not_explained_is_refused_by_name() -> None:
    with pytest.raises(UnexplainedSettingError, match="SILENT"):
        _row("silent", of_model(Own)["silent"], is_checked=False)


def test_every_process_has_its_section() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")

    processes = {process.name for process in read_processes() if process.ingesters == 1}
    assert processes - {"exchange-simulator"} == settings_of_processes().keys()
    assert [name for name in processes if f"\n## {name}\n" not in text] == []


def test_the_committed_document_is_what_the_classes_say() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == build(), "run `python -m stack.checks.documents.settings_document`"


def test_no_path_of_this_machine_is_in_it() -> None:
    assert str(ROOT) not in build()
