"""Layouts of public sets, on small samples of our own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fazhi_rag.errors import EvaluationError
from fazhi_rag.evaluation import load_outputs, load_sources, run_outputs
from fazhi_rag.evaluation.converters import convert_set
from fazhi_rag.grounding import verify

UHG = {
    "id": "doc/1",
    "headLine": "调解",
    "newsBeginning": "东镇开展调解。",
    "hallucinatedContinuation": "全年调解纠纷166宗。",
    "realContinuation": "全年调解纠纷155宗。",
    "newsRemainder": "成效明显。",
}
RGB = {
    "id": 3,
    "query": "调解多少宗",
    "answer": [["155宗", "155起"], "东镇"],
    "positive": [["东镇调解155宗。"], "又调解9宗。"],
    "negative": ["西镇调解7宗。"],
}
CRUD = {
    "questanswer_2docs": [
        {"ID": "q1", "news1": "调解155宗。", "news2": "普法9场。", "questions": "几宗", "answers": "155宗"}
    ],
    "event_summary": [{"ID": "s1", "event": "调解", "text": "全年调解155宗。", "summary": "调解155宗。"}],
    "continuing_writing": [{"ID": "c1", "beginning": "东镇：", "continuing": "调解155宗。"}],
    "hallu_modified": [{**UHG, "ID": "h1"}],
}
DOMAIN = {
    "id": 1,
    "question": "几宗",
    "answers": ["155宗"],
    "positive_reference": [{"title": "t", "contents": "155宗"}],
}
LAYOUTS: list[tuple[str, Any, list[str], list[int]]] = [
    ("uhgeval", [UHG], ["doc_1"], [0]),
    ("rgb", RGB, ["rgb-3"], [3]),
    (
        "crud",
        CRUD,
        ["questanswer_2docs-q1", "event_summary-s1", "continuing_writing-c1", "hallu_modified-h1"],
        [1],
    ),
    ("domainrag", DOMAIN, ["domainrag-1"], [1]),
]


@pytest.mark.parametrize("form", ["json", "lines"])
@pytest.mark.parametrize(("layout", "items", "ids", "facts"), LAYOUTS)
def test_a_layout_becomes_rows_and_sources(
    tmp_path: Path, layout: str, items: Any, ids: list[str], facts: list[int], form: str
) -> None:
    path = tmp_path / "set.json"
    lines = items if isinstance(items, list) else [items]
    text = json.dumps(items) if form == "json" or layout == "crud" else "\n".join(map(json.dumps, lines))
    path.write_text(text, encoding="utf-8")
    assert convert_set(layout, path, tmp_path / "out") == len(ids)
    rows = load_outputs(tmp_path / "out" / "outputs.jsonl")
    assert [row.id for row in rows] == ids
    assert len(rows[0].gold_facts or ()) == facts[0]
    named = {source.name for source in load_sources(tmp_path / "out" / "sources")}
    assert all(set(row.sources or ()) <= named for row in rows)


def test_what_was_converted_is_scored(tmp_path: Path) -> None:
    (tmp_path / "uhg.json").write_text(json.dumps([UHG, {**UHG, "id": "doc.1"}]), encoding="utf-8")
    convert_set("uhgeval", tmp_path / "uhg.json", tmp_path)
    rows, sources = load_outputs(tmp_path / "outputs.jsonl"), load_sources(tmp_path / "sources")
    result = run_outputs(rows, sources, verify=verify)
    assert result.metrics["number_grounded"].value == 0.0
    assert result.metrics["number_grounded"].n == 2


BAD = [
    ("uhgeval", '[{"id": 1}]', "item 1: not the layout 'uhgeval': KeyError"),
    ("rgb", '{"query": 1}\n{', "line 2: not JSON"),
    ("crud", "[]", "no item of the layout 'crud'"),
    ("domainrag", "[3]", "item 1: not the layout"),
]


@pytest.mark.parametrize(("layout", "text", "message"), BAD)
def test_another_layout_is_refused(tmp_path: Path, layout: str, text: str, message: str) -> None:
    (tmp_path / "set.json").write_text(text, encoding="utf-8")
    with pytest.raises(EvaluationError, match=message):
        convert_set(layout, tmp_path / "set.json", tmp_path / "out")


def test_a_name_cannot_leave_the_folder(tmp_path: Path) -> None:
    (tmp_path / "set.json").write_text(json.dumps([{**UHG, "id": "../../../x"}]), encoding="utf-8")
    convert_set("uhgeval", tmp_path / "set.json", tmp_path / "out")
    assert [path.name for path in (tmp_path / "out" / "sources").iterdir()] == ["x.txt"]
