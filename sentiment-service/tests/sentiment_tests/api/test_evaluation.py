import json
from pathlib import Path
from typing import Any

from .visitor import Visitor

TABLE: dict[str, Any] = {
    "made_on": "2026-03-01",
    "machine": "2 cores",
    "labels": ["negative", "neutral", "positive"],
    "models": [
        {
            "name": "words",
            "version": "1",
            "training": "none",
            "bytes": None,
            "texts_per_second": "24000",
            "texts_per_second_one_by_one": "9000",
        }
    ],
    "sets": [
        {
            "name": "ours",
            "part": "held-out tenth",
            "what": "headlines",
            "licence": "Apache-2.0",
            "labels": {"negative": 1, "neutral": 2, "positive": 1},
            "texts": 4,
        }
    ],
    "results": [
        {
            "model": "words",
            "set": "ours",
            "part": "held-out tenth",
            "texts": 4,
            "accuracy": "0.750",
            "macro_f1": "0.700",
            "calibration_error": None,
            "confusion": [[1, 0, 0], [0, 2, 0], [0, 1, 0]],
            "was_trained_on": False,
        }
    ],
}


async def test_the_committed_table_is_served_with_the_model_in_use(visitor: Visitor, tmp_path: Path) -> None:
    path = tmp_path / "table.json"
    path.write_text(json.dumps(TABLE), encoding="utf-8")
    visitor.have(evaluation=path)

    assert await visitor.get("/evaluation") == {**TABLE, "in_use": "words"}


async def test_before_there_is_a_table_it_is_not_found(visitor: Visitor) -> None:
    assert await visitor.refusal("/evaluation") == (404, "no_evaluation")
