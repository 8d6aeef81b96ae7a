"""Claims told falsely of a number: what each operator writes, where it holds back, and what stands alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from fazhi_rag.evaluation.edits import CLOSE, OPEN, mark, marked_edit
from fazhi_rag.evaluation.operators import CLAIMS
from fazhi_rag.evaluation.perturb import Probe, perturb
from fazhi_rag.evaluation.suites import GroundingCase, Label, load_cases
from fazhi_rag.evaluation.told_facts import named, told_facts
from fazhi_rag.types import Approx, Kind

CASES = load_cases("grounding", GroundingCase)


def _case(text: str, *labels: str | dict[str, Any], **more: Any) -> GroundingCase:
    """A case whose labels are numbers of its text: 12件 is a quantity of 件, 12."""
    mentions, at = [], 0
    for given in labels:
        own: dict[str, Any] = {"text": given} if isinstance(given, str) else given
        start = text.index(own["text"], at)
        at = start + len(own["text"])
        digits = "".join(char for char in own["text"] if char.isdigit())
        unit = own["text"].removeprefix(digits)
        given_anyway = {
            "kind": Kind.QUANTITY,
            "value": digits,
            "unit": unit,
            "subject": f"主题{'甲乙丙'[len(mentions)]}",
        }
        mentions.append(Label(**({"start": start, "end": at} | given_anyway | own)))
    scope: dict[str, Any] = {"township": "静水镇", "county": "甲县", "year": 2023}
    return GroundingCase(
        **({"id": "t", "half": "dev", "text": text, "mentions": tuple(mentions)} | scope | more)
    )


def _told(op: str, case: GroundingCase, *others: GroundingCase) -> set[str]:
    """What an operator writes, the wrong number in 【】."""
    home = [case, *(other.model_copy(update={"id": f"t{i}"}) for i, other in enumerate(others))]
    return {text.replace(OPEN, "【").replace(CLOSE, "】") for text in CLAIMS[op](case, home)}


PAIR = ("受理纠纷148件，化解141件。", "148件", "141件")
PART = ("公开信息98条，其中惠农信息21条。", "98条", "21条")
GROWN: tuple[Any, ...] = (
    "书屋由4间增加到14间。",
    {"text": "4间", "role": "before"},
    {"text": "14间", "role": "after"},
)
RATE = {"text": "1次", "kind": Kind.RATE, "per": "季度"}
MONTHLY = {"text": "2次", "kind": Kind.RATE, "per": "月", "approx": Approx.AT_LEAST}
RATIO = {"text": "96%", "kind": Kind.PERCENT, "unit": "%", "value": "96"}
TERM = {"text": "三会一课", "kind": Kind.NAMED_TERM, "unit": None, "value": None}

EXAMPLES: list[tuple[str, tuple[Any, ...], set[str]]] = [
    ("S3", PART, {"公开信息【21条】。", "公开信息98条，其中惠农信息【98条】。", "静水镇主题乙【98条】。"}),
    ("S4", ("主要领导批示8件。", "8件"), {"分管领导批示【8件】。"}),
    ("S7", PAIR, {"化解纠纷【148件】。", "受理纠纷【141件】。"}),
    ("T1", ("上半年开展宣讲9场，组织培训3期。", "9场", "3期"),
     {"全年开展宣讲【9场】。", "下半年开展宣讲【9场】。"}),
    ("T1", ("截至11月底，办理许可247件。", "247件"),
     {"全年，办理许可【247件】。", "截至8月底，办理许可【247件】。"}),
    ("T1", ("“法治宣传月”期间悬挂横幅18条。", "18条"), {"全年悬挂横幅【18条】。"}),
    ("R1", ("每季度集中学法1次。", RATE), {"全年集中学法【1次】。", "全年共集中学法【1次】。"}),
    ("R1", ("每村配备网格员3名。", {"text": "3名", "kind": Kind.RATE, "per": "村"}),
     {"全镇共配备网格员【3名】。"}),
    ("R2", ("全年举办法治讲座12场。", "12场"),
     {"每月举办法治讲座【12场】。", "每季度举办法治讲座【12场】。"}),
    ("R3", ("每季度集中学法1次。", RATE), {"每月集中学法【1次】。", "每年集中学法【1次】。"}),
    ("R3", ("每月走访至少2次。", MONTHLY | {"text": "至少2次"}), {"每周走访【至少2次】。"}),
    ("Y2", ("2024年计划开展培训6期。", "6期"), {"已开展培训【6期】。"}),
    ("Y2", ("力争办结率达96%。", RATIO), {"办结率已达【96%】。"}),
    # not 多6件: the text prints 6件
    ("C1", ("代表建议13件、政协提案6件，均已办结。", "13件", "6件"),
     {"代表建议13件、政协提案6件，两项共【21件】，均已办结。",
      "代表建议13件、政协提案6件，两项共【17件】，均已办结。",
      "代表建议13件、政协提案6件，前者比后者多【8件】，均已办结。", "静水镇主题甲和主题乙共【21件】。",
      "静水镇主题甲和主题乙共【17件】。"}),
    ("C2", PAIR, {"受理纠纷148件，化解141件，化解率【89.3%】。"}),
    ("C2", PART, {"公开信息98条，其中惠农信息21条，占【27.4%】。",
                  "公开信息98条，其中惠农信息21条，占【15.4%】。",
                  "静水镇主题乙占主题甲的【27.4%】。", "静水镇主题乙占主题甲的【15.4%】。"}),
    ("C3", GROWN, {"书屋由4间增加到14间，增长【280.0%】。", "书屋由4间增加到14间，增长【220.0%】。",
                   "书屋由4间增加到14间，增加【11间】。", "书屋由4间增加到14间，增加【9间】。"}),
    ("C4", PART, {"公开信息98条，其中惠农信息21条，共【119条】。", "静水镇主题甲和主题乙共【119条】。"}),
    ("Z2", PAIR, {"受理纠纷148件，【全部化解】。"}),
    ("Z2", ("多数村完成申报。",), {"【全部村完成申报】。"}),
    ("Z2", ("工单按期办结率达96%。", RATIO), {"工单【全部按期办结】。"}),
    ("Z2", ("法律顾问覆盖率96%。", RATIO), {"法律顾问【全覆盖】。"}),
    ("N3", ("落实“三会一课”制度。", TERM), {"落实“三会一课”制度，全年召开会议【3次】。"}),
]  # fmt: skip


@pytest.mark.parametrize(("op", "made", "results"), EXAMPLES)
def test_what_is_told_falsely(op: str, made: tuple[Any, ...], results: set[str]) -> None:
    assert _told(op, _case(*made)) == results


NEGATIVES: list[tuple[str, tuple[Any, ...]]] = [
    ("S3", ("公开信息98条，其中惠农信息98条。", "98条", "98条")),  # the part is the whole
    ("S3", ("27个村建成阵地，其中广场9个。", "27个", "9个")),  # villages are no whole of squares
    ("S4", ("主要领导、分管领导批示8件。", "8件")),  # both did
    ("S4", ("主要领导会同办公室批示8件。", "8件")),
    ("S7", ("受理纠纷148件，化解148件。", "148件", "148件")),  # all came out
    # true of the year as well
    ("T1", ("上半年累计投保超300户。", {"text": "超300户", "value": "300", "approx": Approx.MORE_THAN})),
    ("T1", ("截至12月20日化解11件。", "11件")),  # nearly the year
    ("R1", ("每月走访至少2次。", MONTHLY | {"text": "至少2次"})),  # then at least twice in the year
    ("R1", ("顾问由每月坐班1次增加到每月2次。", RATE | {"per": "月", "role": "before"})),
    ("R2", ("每季度举办讲座12场。", "12场")),
    ("R2", ("12月4日当天举办讲座12场。", {"text": "12场"})),
    ("R2", ("抽查企业不少于40家。", {"text": "不少于40家", "value": "40", "approx": Approx.AT_LEAST})),
    ("Y2", ("原计划举办演出4场。", "4场")),
    ("Y2", ("将36项任务分解到站所。", "36项")),  # 将 that takes an object
    ("C1", ("受理纠纷148件，其中邻里9件。", "148件", "9件")),  # that is C4
    ("C1", ("出动车辆13辆，走访群众6人。", "13辆", "6人")),
    ("C3", ("书屋4间，展厅14间。", "4间", "14间")),
    ("Z2", ("持证人员21人，持证率96%。", "21人", RATIO)),  # 持证人员 all hold one
    ("Z2", ("办结率100%。", RATIO | {"text": "100%", "value": "100"})),
    ("Z2", ("超过600户的部分用气。",)),
    ("N3", ("落实“三会一课”制度，召开会议3次。", TERM, "3次")),  # said
]  # fmt: skip


@pytest.mark.parametrize(("op", "made"), NEGATIVES)
def test_what_could_be_true_is_not_told(op: str, made: tuple[Any, ...]) -> None:
    assert _told(op, _case(*made)) == set()


def test_a_number_is_told_of_a_subject_with_another_number_of_its_own() -> None:
    here = _case("全年举办法治讲座12场。", "12场")
    there = _case("全年组织模拟法庭20场。", {"text": "20场", "subject": "法庭"})
    assert _told("S1", here, there) == {"全年组织模拟法庭【12场】。"}
    assert _told("S1", here, _case("全年组织模拟法庭12场。", {"text": "12场", "subject": "法庭"})) == set()
    assert _told("S1", here, _case("全年组织模拟法庭900场。", {"text": "900场", "subject": "法庭"})) == set()
    assert _told("S1", here, there, there) == set(), "which of the two is not said"


def test_two_subjects_of_one_text_are_told_by_their_labels() -> None:
    case = _case(
        "废止规范性文件9件，村规民约修改4件。",
        {"text": "9件", "subject": "废止规范性文件"}, {"text": "4件", "subject": "修改村规民约"},
    )  # fmt: skip
    assert _told("S1", case) == {"静水镇废止规范性文件【4件】。", "静水镇修改村规民约【9件】。"}


def test_a_modifier_is_dropped_where_the_report_counts_more_of_the_head() -> None:
    here = _case("全年受理涉企纠纷12件。", {"text": "12件", "subject": "受理涉企纠纷"})
    more = _case("全年受理邻里纠纷90件。", {"text": "90件", "subject": "受理邻里纠纷"})
    assert _told("S6", here, more) == {"全年受理各类纠纷【12件】。", "静水镇受理各类纠纷共【12件】。"}
    assert _told("S6", here) == set()
    assert _told("S6", more, here) == set()


def test_none_is_claimed_only_of_what_no_paragraph_of_the_report_names() -> None:
    case = _case("开展讲座12场。", "12场")
    claims = {told.partition("【")[2] for told in _told("Z1", case)}
    assert "未发生国家赔偿案件】。" in claims
    named_once = _told("Z1", case, _case("没有赔偿。"))
    assert not any("赔偿" in told for told in named_once)
    assert _told("Z1", case.model_copy(update={"township": None})) == set()


def test_a_fact_stands_in_its_sentence_and_clause() -> None:
    first, second, third = told_facts(
        _case("一是整改。建议13件、提案6件，8场活动收官。", "13件", "6件", "8场")
    )
    assert (first.zone, second.zone, third.zone) == ("建议", "提案", "")
    assert (first.alone, second.alone, second.own, third.ends) == (True, False, True, False)
    assert second.sentence == "建议13件、提案6件，8场活动收官"


@pytest.mark.parametrize(
    ("township", "claim", "said"),
    [
        ("静水镇", "我镇举办讲座", "静水镇举办讲座"),
        ("静水镇", "镇司法所举办讲座", "静水镇司法所举办讲座"),
        ("静水镇", "镇级补助", "静水镇镇级补助"),
        ("静水镇", "静水镇举办讲座", "静水镇举办讲座"),
        ("东门街道", "街道举办讲座", "东门街道举办讲座"),
    ],
)
def test_the_township_is_named_once(township: str, claim: str, said: str) -> None:
    assert named(_case("无。", township=township), claim) == said


def test_a_marked_text_is_an_edit_at_the_mark() -> None:
    case = _case("办12件。", "12件")
    edit = marked_edit(case, f"共办{mark('13件')}。")
    assert edit is not None
    text = edit.apply(case.text)
    assert (text, edit.wrong.of(text)) == ("共办13件。", "13件")
    assert marked_edit(case, f"办{mark('12件')}。") is None


def _alone(case: GroundingCase, op: str, peers: Sequence[GroundingCase] = ()) -> set[str]:
    made = [probe for probe in perturb(case, peers=[case, *peers]) if probe.label == op]
    return {probe.text for probe in made if "alone" in probe.id}


def test_a_clause_stands_alone_with_its_township_where_it_says_what_it_counts() -> None:
    assert _alone(_case("镇司法所走访群众12次，召开会议3次。", "12次", "3次"), "V2") & {
        "静水镇司法所走访群众120次。", "静水镇召开会议30次。",
    }  # fmt: skip
    assert _alone(_case("走访群众，其中入户12次。", "12次"), "V2") == set()
    assert _alone(_case("开展12次。", "12次"), "V2") == set()
    assert _alone(_case("镇司法所走访群众12次。", "12次", township=None, county=None), "V2") == set()


def test_a_period_in_another_clause_does_not_stand_alone() -> None:
    assert _alone(_case("截至11月底，办理行政许可247件。", "247件"), "T1") == set()
    assert _alone(_case("上半年办理行政许可247件。", "247件"), "T1") == {
        "静水镇全年办理行政许可247件。"
    } or _alone(_case("上半年办理行政许可247件。", "247件"), "T1") == {"静水镇下半年办理行政许可247件。"}


@pytest.fixture(scope="module")
def probes() -> list[Probe]:
    return [probe for case in CASES[::3] for probe in perturb(case, peers=CASES)]


@pytest.mark.parametrize("op", CLAIMS)
def test_every_operator_on_a_claim_has_material_in_the_suite(op: str, probes: list[Probe]) -> None:
    made = [probe for probe in probes if probe.label == op and probe.made == "program"]
    assert len(made) >= 5
    texts = {case.id: case.text for case in CASES}
    for probe in made:
        assert probe.wrong is not None
        assert probe.text != texts[probe.case]
        assert OPEN not in probe.text
        assert probe.wrong.of(probe.text)


def test_what_was_written_by_hand_says_so(probes: list[Probe]) -> None:
    assert {probe.made for probe in probes} == {"hand", "program"}
    assert all(("-hand" in probe.id) == (probe.made == "hand") for probe in probes)
