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
    "broadcastDate": "2021-02-11 19:46:49",
    "type": "num",
    "newsBeginning": "东镇开展调解。",
    "hallucinatedContinuation": "全年调解纠纷166宗。",
    "generatedBy": "x",
    "realContinuation": "全年调解纠纷155宗。",
    "newsRemainder": "全年调解纠纷155宗。成效明显。",
}
RGB = {
    "id": 3,
    "query": "调解多少宗",
    "answer": [["155宗", "155起"], "东镇"],
    "positive": [["东镇调解155宗。"], ["又调解9宗。"]],
    "negative": ["西镇调解7宗。"],
}
RGB_FACT = {
    "id": 4,
    "query": "调解多少宗",
    "answer": "155宗",
    "fakeanswer": "166宗",
    "positive": ["东镇调解155宗。"],
    "positive_wrong": ["东镇调解166宗。"],
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
    "question": "调解几宗",
    "answers": [["155宗"], ["155", "宗"]],
    "positive_reference": [{"title": "t", "id": "1", "psg_id": "2", "contents": "东镇 调解 155 宗 。"}],
}
STRUCTURED = {**DOMAIN, "id": 5, "positive_reference": DOMAIN["positive_reference"][0]}
TIMED = {**DOMAIN, "id": 6, "date": "2021"}
MANY = {
    "question": "几宗",
    "answer": ["155宗"],
    "positive_references": [{"contents": "东镇 155 宗"}, {"contents": "西镇 7 宗"}],
}
LAYOUTS: list[tuple[str, Any, list[str], list[int]]] = [
    ("uhgeval", [UHG], ["doc_1"], [0]),
    ("rgb", [RGB, RGB_FACT], ["rgb-3", "rgb-4"], [2, 1]),
    (
        "crud",
        CRUD,
        ["questanswer_2docs-q1", "event_summary-s1", "continuing_writing-c1", "hallu_modified-h1"],
        [1, 0, 0, 0],
    ),
    (
        "domainrag",
        [DOMAIN, STRUCTURED, TIMED, MANY],
        ["domainrag-1", "domainrag-5", "domainrag-6", "domainrag-4"],
        [1, 1, 1, 1],
    ),
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
    assert [len(row.gold_facts or ()) for row in rows] == facts
    named = {source.name for source in load_sources(tmp_path / "out" / "sources")}
    assert all(set(row.sources or ()) <= named for row in rows)


def _first(tmp_path: Path, layout: str, item: Any) -> tuple[dict[str, Any], str]:
    (tmp_path / "set.json").write_text(json.dumps([item]), encoding="utf-8")
    convert_set(layout, tmp_path / "set.json", tmp_path)
    row = json.loads((tmp_path / "outputs.jsonl").read_text(encoding="utf-8"))
    return row, (tmp_path / "sources" / row["sources"][0]).read_text(encoding="utf-8")


SOURCES = [
    ("uhgeval", UHG, "东镇开展调解。全年调解纠纷155宗。成效明显。"),
    ("rgb", RGB, "东镇调解155宗。\n\n又调解9宗。\n\n西镇调解7宗。"),
    ("rgb", RGB_FACT, "东镇调解155宗。\n\n西镇调解7宗。"),
    ("domainrag", DOMAIN, "东镇调解155宗。"),
    ("domainrag", STRUCTURED, "东镇调解155宗。"),
    ("domainrag", MANY, "东镇155宗\n\n西镇7宗"),
]


@pytest.mark.parametrize(("layout", "item", "text"), SOURCES)
def test_a_source_is_the_true_text_once(tmp_path: Path, layout: str, item: Any, text: str) -> None:
    assert _first(tmp_path, layout, item)[1] == text


FACTS = [
    ("rgb", RGB, [["155宗", "155起"], ["东镇"]]),
    ("rgb", RGB_FACT, [["155宗"]]),
    ("domainrag", DOMAIN, [["155宗", "155，宗"]]),
    ("domainrag", MANY, [["155宗"]]),
]


@pytest.mark.parametrize(("layout", "item", "facts"), FACTS)
def test_spellings_of_one_answer_are_one_fact(
    tmp_path: Path, layout: str, item: Any, facts: list[list[str]]
) -> None:
    assert _first(tmp_path, layout, item)[0]["gold_facts"] == facts


def test_a_question_that_depends_on_the_year_says_it(tmp_path: Path) -> None:
    assert _first(tmp_path, "domainrag", TIMED)[0]["question"] == "2021年调解几宗"


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
