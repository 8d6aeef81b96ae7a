"""`find_conflicts`: what a text gets wrong on its own, and what only looks like it."""

import os
from pathlib import Path

import pytest

from fazhi_rag.grounding import find_conflicts
from fazhi_rag.types import ConflictKind

CORPUS = Path(os.environ.get("FAZHI_REAL_CORPUS", Path(__file__).parents[2] / "shared")) / "corpus"


@pytest.mark.parametrize(
    ("text", "numbers", "kind"),
    [
        ("排查矛盾纠纷320件。全年共排查各类矛盾纠纷302件。", ["320件", "302件"], "two_values"),
        ("调解纠纷120件，成功118件，成功率99.5%。", ["118件", "99.5%"], "wrong_share"),
        ("公开信息98条，其中财政信息121条。", ["98条", "121条"], "part_over_whole"),
        ("受理信访件60件，办结66件。", ["60件", "66件"], "part_over_whole"),
        ("全年行政诉讼案件0件，负责人出庭应诉率100%。", ["0件", "100%"], "all_of_none"),
        ("提供法律咨询40余人次。全年累计提供法律咨询40余人次。", ["40余人次", "40余人次"], "repeated"),
        ("截至11月底开展普法宣传17场。全年开展普法宣传17场。", ["17场", "17场"], "two_periods"),
        ("全镇法律顾问数占人口总数的12%。", ["12%"], "implausible"),
        ("2023年度法治政府建设报告\n一、2022年工作情况\n内容。", ["2022年"], "wrong_year"),
    ],
)
def test_found(text, numbers, kind):
    told = [([place.text for place in found.places], found.kind) for found in find_conflicts(text)]
    assert told == [(numbers, kind)]


def test_every_kind_is_found():
    (rows,) = [mark.args[1] for mark in test_found.pytestmark if mark.name == "parametrize"]
    assert {row[2] for row in rows} == set(ConflictKind)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("全面排查出矛盾纠纷320件。今年以来，累计排查各类矛盾纠纷、不稳定因素97次。", {"320件", "97次"}),
        ("就法治建设工作4次专题研究讨论。就法治政府建设，年度累计9次召开会议专题研究。", {"4次", "9次"}),
    ],
)
def test_one_claim_in_other_words_is_found(text, numbers):
    assert {place.text for found in find_conflicts(text) for place in found.places} == numbers


@pytest.mark.parametrize(
    "text",
    [
        "受理复议申请6件，调解结案5件，负责人出庭率100%。",
        "受理草场、水源纠纷43起，引导诉讼2起，其中草场28起、水源15起。",
        "书记接访52批次，乡长接访47批次，合起来办结99批次。",
        "开展法治培训3场。另组织网格员培训4场。",
        "每季度学习1次。全年学习4次。",
        "上半年排查纠纷20件。下半年排查纠纷31件。",
        "调解纠纷120件，成功118件，成功率98.3%。",
        "公开信息98条，其中财政信息21条。",
        "聘请法律顾问2名。培养法律明白人20名。",
        "去年化解纠纷80件。今年化解纠纷96件。",
        "计划培训网格员120名。今年培训网格员85名。",
        "东湖村调解纠纷12件。西湖村调解纠纷15件。",
        "镇级调委会调解64件。村级调委会调解143件。",
        "化解矛盾纠纷80件。年底总结：化解矛盾纠纷80件。",
        "调解矛盾纠纷340件。化解其中矛盾纠纷310件。",
        "全年没有行政诉讼案件。信访投诉办结率100%。",
        "2023年度法治政府建设报告\n三、2024年工作计划\n内容。",
    ],
)
def test_not_found(text):
    assert find_conflicts(text) == ()


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the real reports are not here (FAZHI_REAL_CORPUS)")
def test_the_real_ones():
    found = {
        path.stem[:3]: [
            sorted(place.text for place in c.places) for c in find_conflicts(path.read_text("utf-8"))
        ]
        for path in CORPUS.glob("*.txt")
    }
    assert found["松源镇"] == []
    assert found["渠马镇"] == [["10%以上"]]
    assert found["静海镇"] == [["3次", "8次"], ["40余人次", "40余人次"]]
    assert found["高家镇"] == [["195次", "798件"], ["191件", "798件"]]
    assert [places[-1] for places in found["黄垓镇"]] == ["未发生"] or found["黄垓镇"][0][0] == "100%"
