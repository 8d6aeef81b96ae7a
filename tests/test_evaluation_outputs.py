"""Stored outputs scored: ten answers written by hand, five of them wrong, and what a row may get wrong."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from fazhi_rag.errors import EvaluationError
from fazhi_rag.evaluation import OutputRow, SuiteResult, load_outputs, load_sources, run_outputs
from fazhi_rag.evaluation.containment import score_citations
from fazhi_rag.grounding import verify
from fazhi_rag.types import Source

QUMA = {"township": "渠马镇", "year": 2022}
SONG = {"township": "松源镇", "year": 2021}
QUOTED = "截至目前，全镇共有调解小组12个、配有调解人员12名，已成功调处社会矛盾20余次。"
ROWS: list[tuple[str, dict[str, Any], str]] = [
    ("渠马镇2022年共有调解小组12个、调解人员12名，已成功调处社会矛盾20余次。", QUMA, ""),
    ("全年张贴宣传海报200余张，悬挂标语横幅100条。", QUMA, ""),
    ("2021年松源镇调解各类民事纠纷156宗，其中成功155宗。", SONG, ""),
    ("纪委书记同各科室负责人谈话30次。", QUMA, ""),
    ("松源镇组织矛盾纠纷排查10次，预防纠纷8件。", SONG, ""),
    ("渠马镇成功调处社会矛盾30余次。", QUMA, "30余次"),
    ("渠马镇调解各类民事纠纷156宗。", QUMA, "156宗"),
    ("全年张贴宣传海报200张。", QUMA, "200张"),
    ("松源镇组织矛盾纠纷排查8次，预防纠纷10件。", SONG, "8次"),
    ("受教育群众3000余人次。", QUMA, "3000余人次"),
]


@pytest.fixture(scope="module")
def reports(own_corpus: Path) -> tuple[Source, ...]:
    return load_sources(own_corpus / "reports")


def _row(text: str, **fields: Any) -> OutputRow:
    return OutputRow.model_validate({"id": fields.pop("id", "a"), "text": text, **fields})


def _run(rows: Sequence[OutputRow], sources: Sequence[Source], **given: Any) -> SuiteResult:
    return run_outputs(rows, sources, verify=verify, **given)


def test_of_ten_answers_the_five_wrong_ones_are_found(reports: tuple[Source, ...]) -> None:
    rows = [_row(text, id=f"a{at}", **whose) for at, (text, whose, _) in enumerate(ROWS)]
    result = _run(rows, reports)
    clean = {score.case for score in result.scores if score.value == 1.0}
    assert clean == {f"a{at}" for at, (_, _, wrong) in enumerate(ROWS) if not wrong}
    for at, (_, _, wrong) in enumerate(ROWS):
        assert not wrong or any(miss.case == f"a{at}" and wrong in miss.what for miss in result.failures)
    grounded = result.metrics["number_grounded"]
    assert grounded.low is not None
    assert grounded.high is not None
    assert grounded.low < (grounded.value or 0) < grounded.high
    assert result.metrics["clean_outputs"].value == 0.5
    assert result.metrics["citation_recall"].value is None
    assert result.metrics["citation_recall"].reason == "no row gives citations"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[\n {"id": "a", "text": "调解12件"}\n]', "a JSON list; write one object a line"),
        ('{"id": "a", "answer": "调解12件"}', "line 1: text: Field required"),
        ('{"id": "a", "text": "调解12件", "gold_facts": [""]}', "line 1: gold_facts: .* without any wording"),
        ('{"id": "a", "text": "调解12件", "gold_facts": [[]]}', "line 1: gold_facts: .* without any wording"),
    ],
)
def test_a_malformed_file_says_what_to_do(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "rows.jsonl").write_text(text, encoding="utf-8")
    with pytest.raises(EvaluationError, match=message):
        load_outputs(tmp_path / "rows.jsonl")


def test_an_id_may_be_a_number(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text('{"id": 7, "text": "调解12件"}', encoding="utf-8")
    assert load_outputs(tmp_path / "rows.jsonl")[0].id == "7"


def test_the_source_line_stands_beside_a_failure(reports: tuple[Source, ...]) -> None:
    (miss,) = _run([_row("全年张贴宣传海报200张。", **QUMA)], reports).failures
    assert "渠马镇_2022.md：" in miss.what
    assert "张贴宣传海报200余张" in miss.what


def test_a_text_without_a_number_is_not_scored_and_not_zero(reports: tuple[Source, ...]) -> None:
    result = _run([_row("扎实推进各项工作。", **QUMA)], reports)
    assert [(score.value, score.reason) for score in result.scores] == [(None, "no number to check")]
    assert result.metrics["number_grounded"].value is None


def test_a_figure_the_verifier_passes_over_is_counted(reports: tuple[Source, ...]) -> None:
    from fazhi_rag.types import Grounding

    result = run_outputs([_row(ROWS[0][0])], reports, verify=lambda *a, **k: Grounding(()))
    assert result.metrics["figures_passed_over"].value == 1.0


SOURCES = (Source("全年调解纠纷155宗。发放资料1万余份。", "松源镇", None, 2021, "a.txt"),)
CITED = [
    # text, citations, (statements, recalled, pointed, precise, quoted, found)
    ("调解纠纷155宗[1]。", ["全年调解纠纷155宗。"], (1, 1, 1, 1, 1, 1)),
    ("调解纠纷155宗。[1]", ["全年调解纠纷155宗。"], (1, 1, 1, 1, 1, 1)),
    ("松源镇2021年调解纠纷155宗[1]。", ["全年调解纠纷155宗。"], (1, 1, 1, 1, 1, 1)),
    ("松源镇2020年调解纠纷155宗[1]。", ["全年调解纠纷155宗。"], (1, 0, 1, 0, 1, 1)),
    ("调解纠纷156宗[1]。", ["全年调解纠纷155宗。"], (1, 0, 1, 0, 1, 1)),
    ("调解纠纷155宗[1]。", ["调解纠纷155宗，成效好"], (1, 1, 1, 1, 1, 0)),
    # Two citations that hold it together are both of use; one that adds nothing is not.
    (
        "调解155宗、发放1万余份[1][2]。",
        ["全年调解纠纷155宗。", "发放资料1万余份。"],
        (1, 1, 2, 2, 2, 2),
    ),
    ("调解155宗[1][2]。", ["全年调解纠纷155宗。", "发放资料1万余份。"], (1, 1, 2, 1, 2, 2)),
    ("调解155宗。发放1万余份[1]。", ["全年调解纠纷155宗。"], (2, 0, 1, 0, 1, 1)),
    ("调解155宗[1]。", [{"source": "a.txt"}], (1, 1, 1, 1, 0, 0)),
    ("调解155宗[1]。", [{"source": "b.txt"}], (1, 0, 1, 0, 0, 0)),
    ("调解155宗[7]。", [{"text": "全年调解纠纷155宗。", "key": 7}], (1, 1, 1, 1, 1, 1)),
    ("调解155宗[2]。", ["全年调解纠纷155宗。"], (1, 0, 0, 0, 1, 1)),
    ("调解155宗。", [], (1, 0, 0, 0, 0, 0)),
    ("依据《宪法》办理[1]。", ["依据《宪法》"], (1, 1, 1, 1, 1, 0)),
]


@pytest.mark.parametrize(("text", "citations", "expected"), CITED)
def test_citations_are_scored_as_in_alce(text: str, citations: list[Any], expected: tuple[int, ...]) -> None:
    score = score_citations(_row(text, citations=citations), SOURCES)
    assert score is not None
    assert tuple(score.to_dict().values()) == expected


def test_rows_without_citations_are_left_out() -> None:
    assert score_citations(_row("调解155宗。"), SOURCES) is None
    assert score_citations(_row("扎实推进。", citations=[]), SOURCES) is None


FACTS: list[tuple[str | list[str], bool]] = [
    ("全年调解纠纷155宗", True),
    ("全年调解纠纷156宗", False),
    ("推进普法", True),
    ("推进执法", False),
    ("155", True),
    ("55", False),
    ("15", False),
    ("成功率1.5", True),
    ("成功率15", False),
    ("纠纷155宗，推进普法", True),
    (["推进执法", "推进普法"], True),
    (["推进执法", "推进守法"], False),
]


@pytest.mark.parametrize(("fact", "stated"), FACTS)
def test_a_gold_fact_is_covered_where_it_is_stated(fact: Any, stated: bool) -> None:
    text = "本年共调解纠纷155宗，推进普法，成功率1.5。"
    result = _run([_row(text, gold_facts=[fact])], SOURCES)
    assert result.metrics["fact_coverage"].value == float(stated)


def test_a_figure_of_an_exemplar_is_a_leak_and_one_of_a_source_is_not() -> None:
    exemplar = Source("全年调解纠纷888宗，发放资料1万余份。", "东镇", None, 2020)
    rows = [
        _row("调解纠纷888宗。", id="leak"),
        _row("发放资料1万余份。", id="own"),
        _row("调解9宗。", id="odd"),
    ]
    result = _run(rows, SOURCES, exemplars=[exemplar])
    assert [miss.case for miss in result.failures if "leaked" in miss.what] == ["leak"]
    assert result.metrics["exemplar_leakage"].value == pytest.approx(1 / 3)


def test_boilerplate_sees_through_changed_figures() -> None:
    copied = _run([_row("全年调解纠纷999宗。发放资料3万余份。")], SOURCES).metrics["boilerplate"]
    own = _run([_row("干部走村入户听取意见并逐条答复。")], SOURCES).metrics["boilerplate"]
    assert (copied.value, own.value) == (1.0, 0.0)


def test_a_township_without_a_source_is_pointed_out() -> None:
    notes = _run([_row("调解155宗。", township="西镇")], SOURCES).notes
    assert notes == ("row 'a': no source is of 西镇; the sources are of 松源镇",)


def test_a_row_may_name_its_sources_and_must_name_what_exists() -> None:
    other = Source("调解纠纷200宗。", name="b.txt")
    row = _row("调解纠纷200宗。", sources=["a.txt"])
    assert _run([row], [*SOURCES, other]).metrics["number_grounded"].value == 0.0
    with pytest.raises(EvaluationError, match=r"row 'a' names sources that are not there: c\.txt"):
        _run([_row("调解200宗。", sources=["c.txt"])], SOURCES)


BAD_LINES = [
    ('{"id": "a"}', "line 2: text: Field required"),
    ('{"id": "a", "text": "x", "yaer": 2021}', "line 2: yaer: Extra inputs"),
    ('{"id": "a", "text": "x", "year": "二〇"}', "line 2: year"),
    ('{"id": "first", "text": "x"}', "line 2: id 'first' was used on line 1"),
    ('{"id": "a", "text": "x"', "line 2: Invalid JSON"),
    ('{"id": "a", "text": "x", "citations": "abc"}', "line 2: citations"),
]


@pytest.mark.parametrize(("line", "message"), BAD_LINES)
def test_a_bad_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "drafts.jsonl"
    path.write_text(json.dumps({"id": "first", "text": "调解1宗"}) + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match=message) as raised:
        load_outputs(path)
    assert str(path) in str(raised.value)


@pytest.mark.parametrize(
    ("content", "message"), [(b"", "empty"), (b"\xff\xfe\x00", "not UTF-8"), (None, "cannot be read")]
)
def test_a_bad_file_is_named(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "drafts.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(EvaluationError, match=message):
        load_outputs(path)


def test_a_folder_without_reports_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="no file ends in"):
        load_sources(tmp_path)
    with pytest.raises(EvaluationError, match="no such folder"):
        load_sources(tmp_path / "nowhere")
