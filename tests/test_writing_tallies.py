"""Amounts over many reports: rows, sums, ranks, counts and changes, and what is never added."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.types import Abstention, Answer, Status
from fazhi_rag.writing import Intent, ask, plan_question
from tests.knowledge_reports import report_text

HELD = [
    # county, township, year, disputes
    ("青川县", "云溪镇", 2021, 31),
    ("青川县", "云溪镇", 2022, 37),
    ("青川县", "云溪镇", 2023, 35),
    ("青川县", "白石镇", 2022, 52),
    ("白水县", "云溪镇", 2022, 64),
]
UNLIKE = """白水县大河镇人民政府
2022年法治政府建设情况的报告
2022年，大河镇推进依法行政。现将有关情况报告如下：
一、主要工作
（一）抓好纠纷化解
全年排查邻里纠纷98件。
二、存在的不足
法治宣传形式不多。
三、下一年打算
计划化解邻里纠纷300件。
"""


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    folder = tmp_path_factory.mktemp("tallies")
    for county, township, year, disputes in HELD:
        text = report_text(township, year, county=county, disputes=disputes)
        (folder / f"{county}{township}_{year}.txt").write_text(text, encoding="utf-8")
    (folder / "大河镇.txt").write_text(UNLIKE, encoding="utf-8")
    with KnowledgeBase.open(tmp_path_factory.mktemp("kb") / "kb") as base:
        assert base.ingest([folder]).ok
        yield base


CASES = [
    # question, in the answer, not in the answer
    ("2022年各镇化解邻里纠纷多少件？", ["37件", "52件", "64件"], ["31件", "300件", "合计1"]),
    ("青川县各镇2022年一共化解邻里纠纷多少件？", ["合计89件", "37件 + 52件"], ["64件", "98件"]),
    (
        "2022年各镇一共化解邻里纠纷多少件？",
        ["合计153件", "98件，说的是受理、排查的数量", "口径不同"],
        ["合计251件"],
    ),
    ("2022年青川县各镇平均每个镇化解邻里纠纷多少件？", ["平均44.5件", "(37件 + 52件) / 2"], ["64件"]),
    (
        "2022年青川县云溪镇和白石镇化解邻里纠纷差几件",
        ["白石镇（2022年度）比", "多15件", "52件 - 37件"],
        ["64件"],
    ),
    ("青川县云溪镇2022年化解邻里纠纷，比上一年多了几件", ["增加6件", "37件 - 31件"], ["35件"]),
    ("青川县云溪镇2021、2022、2023三年化解邻里纠纷各几件", ["31件", "37件", "35件"], ["52件"]),
    ("2022年化解邻里纠纷最多的是哪个镇？", ["白水县云溪镇（2022年度）最多，为64件"], ["300件"]),
    ("2022年化解邻里纠纷最少的是哪个镇？", ["青川县云溪镇（2022年度）最少，为37件"], []),
    ("2022年哪些镇化解邻里纠纷超过50件？", ["52件", "64件"], ["37件"]),
    ("2022年哪些镇化解邻里纠纷超过5000件？", ["没有报告符合这一条件"], ["52件"]),
    ("青川县云溪镇近三年化解邻里纠纷的变化趋势", ["增加6件", "减少2件", "37件 - 31件"], ["64件"]),
    ("青川县云溪镇2021年至2023年一共化解邻里纠纷多少件？", ["合计103件"], ["52件"]),
    ("2022年有几个镇发放了折页？", ["三个乡镇（三份报告）", "未提及：白水县大河镇"], []),
    ("2022年有几个镇写到了民法典？", ["的有三份报告", "未见该词：白水县大河镇"], []),
]


@pytest.mark.parametrize(("question", "held", "absent"), CASES, ids=[case[0] for case in CASES])
def test_amounts_over_reports(kb: KnowledgeBase, question: str, held: list[str], absent: list[str]) -> None:
    answer = ask(question, kb=kb)
    assert answer.status == "answered", answer.text
    assert [text for text in held if text not in answer.text] == [], answer.text
    assert [text for text in absent if text in answer.text] == [], answer.text
    assert [finding.text for finding in answer.findings if not finding.ok] == []


def test_every_report_in_scope_has_a_row(kb: KnowledgeBase) -> None:
    answer = ask("2022年各镇选聘调解员多少名？", kb=kb)
    assert {(row.county, row.township, row.figure) for row in answer.rows} == {
        ("青川县", "云溪镇", "11名"),
        ("青川县", "白石镇", "11名"),
        ("白水县", "云溪镇", "11名"),
        ("白水县", "大河镇", None),
    }


def test_a_computed_figure_is_derived_and_shows_its_expression(kb: KnowledgeBase) -> None:
    answer = ask("青川县各镇2022年一共化解邻里纠纷多少件？", kb=kb)
    total = next(f for f in answer.findings if f.status is Status.DERIVED)
    assert (total.value, total.unit, total.message) == (Decimal(89), "件", "37件 + 52件")
    assert total.span.of(answer.text) == "89件"
    assert {evidence.text for evidence in total.evidence} == {"37件", "52件"}


def test_each_finding_stands_where_it_says(kb: KnowledgeBase) -> None:
    for question, *_ in CASES:
        answer = ask(question, kb=kb)
        assert all(finding.span.of(answer.text) == finding.text for finding in answer.findings), question


def test_the_rows_are_a_table_excel_does_not_run(kb: KnowledgeBase) -> None:
    from fazhi_rag.console import csv_text

    answer = ask("2022年各镇化解邻里纠纷多少件？", kb=kb)
    read = list(csv.DictReader(io.StringIO(csv_text(answer.to_table()).removeprefix("\ufeff"))))
    assert [row["数值"] for row in read if row["乡镇"] == "白石镇"] == ["52"]
    assert csv_text([["=1+1", "-2", "正常"]]) == "\ufeff'=1+1,'-2,正常\r\n"
    assert tuple(read[0]) == Answer.COLUMNS


ABSTAINED = [
    ("宁海县各镇化解纠纷多少件？", Abstention.NO_SUCH_TOWNSHIP),
    ("云溪镇2022年化解邻里纠纷多少件？", Abstention.AMBIGUOUS_NAME),
    ("白石镇近三年化解纠纷的变化趋势", Abstention.NO_SUCH_YEAR),
    ("2022年各镇植树多少棵？", Abstention.NOT_MENTIONED),
]


@pytest.mark.parametrize(("question", "reason"), ABSTAINED)
def test_what_cannot_be_tallied_is_an_abstention(
    kb: KnowledgeBase, question: str, reason: Abstention
) -> None:
    answer = ask(question, kb=kb)
    assert (answer.status, answer.reason) == ("abstained", reason), answer.text
    assert answer.rows == ()


def test_last_year_counts_from_today(kb: KnowledgeBase) -> None:
    records = kb.documents()
    plan = plan_question("去年白石镇化解纠纷多少件？", records, today=date(2023, 2, 1))
    assert [record.identity.year for record in plan.scope.records] == [2022]
    late = plan_question("去年白石镇化解纠纷多少件？", records, today=date(2026, 2, 1))
    assert late.scope.abstention is Abstention.NO_SUCH_YEAR


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("各镇一共接访多少次？", Intent.SUM),
        ("哪个镇的调解员最多？", Intent.RANK),
        ("有几个镇开展了演练？", Intent.COUNT),
        ("哪几个镇提到了枫桥经验？", Intent.MENTIONS),
        ("各镇调解了多少件纠纷？", Intent.COMPARE),
        ("白石镇一共调解了多少件？", Intent.FIGURE),
    ],
)
def test_intents(kb: KnowledgeBase, question: str, intent: Intent) -> None:
    assert plan_question(question, kb.documents()).intent is intent
