"""Claims of none: which clauses deny; what is denied is an answer, what nobody says is silence."""

from pathlib import Path

import pytest

from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.types import Abstention
from fazhi_rag.writing import ask
from fazhi_rag.writing.asking.matching import Matcher
from fazhi_rag.writing.asking.zeros import denied, zero_clauses

HEAD = "{town}2023年法治政府建设情况报告\n一、主要举措和成效\n"
BODIES = {
    "青石镇": "（一）信访工作。收到群众来信31件，没有遗留的信访积案。\n（二）应诉工作。未发生行政复议案件。",
    "白沙镇": "（一）信访工作。收到群众来信42件，化解积案3件。\n（二）应诉工作。办理行政复议案件2件。",
    "黑水镇": "（一）普法工作。举办普法讲座9场。",
}


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """Three townships: one denies, one counts, one is silent."""
    folder = tmp_path_factory.mktemp("zeros")
    for town, body in BODIES.items():
        tail = f"\n云溪县{town}人民政府\n2024年1月5日\n"
        (folder / f"云溪县{town}_2023.txt").write_text(f"云溪县{HEAD.format(town=town)}{body}{tail}", "utf-8")
    opened = KnowledgeBase.open(Path(folder) / "kb", embed=lambda texts: [[1.0]] * len(texts))
    assert opened.ingest(sorted(folder.glob("*.txt"))).ok
    return opened


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("一年来，没有遗留的信访积案；接访107件。", ["没有遗留的信访积案"]),
        ("没有被申请行政复议，行政诉讼案件8起。", ["没有被申请行政复议"]),
        ("全年未发生重大安全事故。", ["全年未发生重大安全事故"]),
        ("全年实现零上访。", ["全年实现零上访"]),
        ("信访积案清零。", ["信访积案清零"]),
        ("没有立案查处案件5起以上的村。", []),
        ("未经审查的文件一律不得印发。", []),
        ("遇到清单上没有的任务先会商。", []),
        ("这一条没有例外。", []),
        ("服务群众零距离。", []),
        ("未整改的隐患正在跟进。", []),
    ],
)
def test_clauses_that_deny(text: str, clauses: list[str]) -> None:
    assert [clause.of(text) for clause in zero_clauses(text)] == clauses


@pytest.mark.parametrize(
    "question", ["青石镇2023年发生了多少起行政复议？", "青石镇2023年有没有行政复议案件？"]
)
def test_a_denial_is_answered_and_cited(kb: KnowledgeBase, question: str) -> None:
    answer = ask(question, kb=kb)
    assert answer.status == "answered"
    assert "不是未提及" in answer.text
    assert "未发生行政复议案件" in answer.citations[0].text


@pytest.mark.parametrize(
    ("question", "text", "clause"),
    [
        ("　有没有行政复议", "行政复议案件2件，行政复议均未发生败诉情况。", None),
        ("　有没有行政复议败诉", "行政复议案件2件，行政复议均未发生败诉情况。", "行政复议均未发生败诉情况"),
        ("　行政复议几件", "行政复议案件未发生。", "行政复议案件未发生"),
    ],
)
def test_what_a_clause_denies_stands_behind_the_denial(question: str, text: str, clause: str | None) -> None:
    found = denied(Matcher(question, [text]), text)
    assert (found.of(text) if found else None) == clause


def test_silence_is_no_denial(kb: KnowledgeBase) -> None:
    answer = ask("黑水镇2023年有没有行政复议案件？", kb=kb)
    assert (answer.status, answer.reason) == ("abstained", Abstention.NOT_MENTIONED)


def test_a_wrong_premise_is_set_right_by_a_denial(kb: KnowledgeBase) -> None:
    answer = ask("青石镇2023年那3件行政复议案件是怎么处理的？", kb=kb)
    assert "问题中的“3件”与报告不符" in answer.text


def test_a_denial_is_a_row_of_nought_and_silence_is_not(kb: KnowledgeBase) -> None:
    answer = ask("各镇2023年行政复议案件一共多少件？", kb=kb)
    figures = {row.township: row.figure for row in answer.rows}
    assert figures == {"青石镇": "0件", "白沙镇": "2件", "黑水镇": None}
    assert "合计2件" in answer.text
    assert [finding for finding in answer.findings if not finding.ok] == []
