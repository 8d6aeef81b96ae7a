"""`verify`: each way a number can be wrong, the faithful restatements beside it, and invariants."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_rag.grounding import verify
from fazhi_rag.types import Source, Status

PAIRS = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "grounding_pairs.jsonl").read_text("utf-8").splitlines()
]
CORPUS = Path(os.environ.get("FAZHI_REAL_CORPUS", Path(__file__).parents[2] / "shared")) / "corpus"


def check(row, draft):
    scope = {key: row[key] for key in ("township", "year") if key in row}
    return verify(draft, [Source(row["source"], **scope)], **scope)


@pytest.mark.parametrize(
    ("row", "draft"), [pytest.param(row, draft, id=draft) for row in PAIRS for draft in row["faithful"]]
)
def test_faithful_restatements_pass(row, draft):
    assert [(f.text, f.status, f.message) for f in check(row, draft).findings if not f.ok] == []


@pytest.mark.parametrize(
    ("row", "draft", "number"),
    [
        pytest.param(row, draft, number, id=f"{op}:{draft}")
        for row in PAIRS
        for op, draft, number in row["wrong"]
    ],
)
def test_wrong_numbers_are_caught(row, draft, number):
    start = draft.index(number)
    flagged = [f for f in check(row, draft).findings if not f.ok]
    assert any(f.span.start < start + len(number) and start < f.span.end for f in flagged)


RESTATED = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "restated_pairs.jsonl").read_text("utf-8").splitlines()
]


def test_most_restatements_pass_and_most_altered_ones_are_caught():
    """A floor, not a goal: the pairs were written before the forms they need."""
    findings = [f for row in RESTATED for draft in row["faithful"] for f in check(row, draft).findings]
    wrong = [(row, draft, draft.index(number)) for row in RESTATED for _, draft, number in row["wrong"]]
    caught = [
        any(not f.ok and f.span.start <= start < f.span.end for f in check(row, draft).findings)
        for row, draft, start in wrong
    ]
    assert sum(not f.ok for f in findings) <= 14
    assert sum(caught) >= 77


@pytest.mark.parametrize(
    ("source", "draft", "expression"),
    [
        ("现有持证人员11名，较上年增加4名。", "上年有持证人员7名。", "11 - 4 = 7名"),
        ("上线列车增加6列，达到48列。", "上线列车由42列增至48列。", "48 - 6 = 42列"),
        ("应到代表87人，实到81人。", "应到代表87人，6人请假。", "87 - 81 = 6人"),
        ("行政处罚6起，罚款8.4万元。", "平均每起处罚罚款1.4万元。", "84000 / 6 = 1.4万元"),
        ("中签者1860名，35岁以下的占88%。", "35岁以下的中签者约有1640名。", "1860 × 88% = 约有1640名"),
    ],
)
def test_a_figure_left_to_be_computed_is_derived(source, draft, expression):
    assert expression in [f.message for f in verify(draft, [source]).findings if f.status is Status.DERIVED]


RECALL = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "grounding_recall.jsonl").read_text("utf-8").splitlines()
]
FLOORS = {"Z": 24, "S": 34, "R": 20, "T": 26}
"""Of 27, 38, 22 and 28. Written before the mechanisms were run on them: 18, 21, 21 and 24 at first."""


def test_recall_on_swapped_subjects_claims_rates_and_periods_keeps_its_floor():
    caught = dict.fromkeys(FLOORS, 0)
    for row in RECALL:
        for op, draft, number in row["wrong"]:
            start = draft.index(number)
            flagged = [finding.span for finding in check(row, draft).findings if not finding.ok]
            if any(span.start < start + len(number) and start < span.end for span in flagged):
                caught[op[0]] = caught.get(op[0], 0) + 1
    assert {op: caught[op] for op in FLOORS if caught[op] < FLOORS[op]} == {}


def test_alarms_on_their_faithful_versions_stay_under_a_ceiling():
    alarmed = [
        draft
        for row in RECALL
        for draft in row["faithful"]
        if any(not finding.ok for finding in check(row, draft).findings)
    ]
    assert len(alarmed) <= 8  # of 95; 16 at first


SOURCE = Source(
    "截至10月底，全镇共调解民事纠纷134宗，调解成功131宗。主动公开信息88条，含惠农信息17条。发放资料600余份。",
    township="青溪镇",
    county="云阳县",
    year=2022,
    name="青溪镇2022",
)
OTHER = Source("全年接待来访群众95人次。", township="临江镇", year=2022, name="临江镇2022")


@pytest.mark.parametrize(
    ("draft", "number", "status"),
    [
        ("调解民事纠纷134宗。", "134宗", Status.SUPPORTED),
        ("调解134宗，成功131宗，成功率97.8%。", "97.8%", Status.DERIVED),
        ("调解134宗，成功131宗，成功率98.8%。", "98.8%", Status.CONTRADICTED),
        ("调解民事纠纷143宗。", "143宗", Status.CONTRADICTED),
        ("调解成功134宗。", "134宗", Status.MISATTRIBUTED),
        ("主动公开信息17条。", "17条", Status.MISATTRIBUTED),
        ("全年调解民事纠纷134宗。", "134宗", Status.MISATTRIBUTED),
        ("发放资料600余场。", "600余场", Status.WRONG_UNIT),
        ("接待来访群众95人次。", "95人次", Status.WRONG_SCOPE),
        ("2021年调解民事纠纷134宗。", "134宗", Status.WRONG_SCOPE),
        ("发放资料600份。", "600份", Status.WRONG_PRECISION),
        ("举办展览2300场。", "2300场", Status.UNSUPPORTED),
        ("全年未发生火灾事故。", "未发生", Status.UNSUPPORTED),
    ],
)
def test_statuses(draft, number, status):
    found = verify(draft, [SOURCE, OTHER], township="青溪镇", county="云阳县", year=2022)
    finding = next(f for f in found.findings if number in f.text)
    assert finding.status is status, finding.message
    assert finding.ok is (status in (Status.SUPPORTED, Status.DERIVED))


def test_evidence_leads_to_the_place():
    finding = verify("调解民事纠纷143宗。", [SOURCE], township="青溪镇", year=2022).findings[0]
    place = finding.evidence[0]
    assert place.span.of(SOURCE.text) == place.text == "134宗"
    assert (place.source, place.township, place.county, place.year) == (
        "青溪镇2022",
        "青溪镇",
        "云阳县",
        2022,
    )
    assert finding.message.startswith("来源写的是134宗") and "\n" not in finding.message


def test_scope_follows_the_text():
    ask = {"township": "青溪镇", "year": 2022}
    assert verify("临江镇接待来访群众95人次。", [SOURCE, OTHER], **ask).ok
    assert not verify("临江镇调解民事纠纷134宗。", [SOURCE, OTHER], **ask).ok
    assert verify("去年调解民事纠纷134宗。", [SOURCE], township="青溪镇", year=2023).ok
    assert verify("我镇调解民事纠纷134宗。", [SOURCE], **ask).ok
    # Without a scope on either side nothing is out of scope.
    assert verify("接待来访群众95人次。", [SOURCE.text, OTHER.text]).ok


def test_growth_is_computed_from_last_years_source():
    last = Source("全年化解矛盾纠纷80件。", township="青溪镇", year=2021)
    this = Source("全年化解矛盾纠纷96件。", township="青溪镇", year=2022)
    right = verify("化解矛盾纠纷96件，较上年增长20%。", [last, this], township="青溪镇", year=2022)
    assert right.findings[-1].status is Status.DERIVED and "80" in right.findings[-1].message
    assert not verify("化解矛盾纠纷96件，较上年增长25%。", [last, this], township="青溪镇", year=2022).ok
    assert not verify("化解矛盾纠纷96件，较上年下降20%。", [last, this], township="青溪镇", year=2022).ok


def test_a_source_that_contradicts_itself_is_reported():
    source = Source("排查矛盾纠纷320件。全年共排查各类矛盾纠纷302件。", name="s")
    found = verify("排查矛盾纠纷320件。", [source])
    assert found.ok and [p.text for p in found.conflicts[0].places] == ["320件", "302件"]


def test_findings_are_ordered_and_never_enumerators():
    text = "一、主要做法\n一是调解民事纠纷134宗；二是公开信息88条。"
    found = verify(text, [SOURCE])
    assert [f.text for f in found.findings] == ["134宗", "88条"]
    assert found.counts["supported"] == 2


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the real reports are not here (FAZHI_REAL_CORPUS)")
@pytest.mark.parametrize("scoped", [True, False])
def test_real_reports_support_themselves(scoped):
    sources = [
        Source(path.read_text("utf-8"), township=path.stem[:3], year=int(path.stem[-4:]), name=path.stem)
        for path in sorted(CORPUS.glob("*.txt"))
    ]
    for source in sources:
        scope = {"township": source.township, "year": source.year} if scoped else {}
        alone = verify(source.text, [source if scoped else source.text], **scope)
        among = verify(source.text, sources if scoped else [s.text for s in sources], **scope)
        for found in (alone, among):
            assert [(f.text, f.message) for f in found.findings if not f.ok] == []


@given(
    st.text(alphabet="一二三1230万余%件次年月，。、由到其中含每《》（）调解成功全覆盖未发生", max_size=60),
    st.text(alphabet="一二三1230万余%件次年月，。、由到其中含每《》（）调解成功全覆盖未发生", max_size=60),
)
def test_verify_never_fails(draft, source):
    for finding in verify(draft, [source], township="甲镇", year=2022).findings:
        assert finding.span.of(draft) == finding.text
    for finding in verify(draft, [draft]).findings:
        for place in finding.evidence:
            assert place.span.of(draft) == place.text


TIMES = (
    "比|较|与|前|头|第|至|截至|自|去年|今年|2022年|上半年|上、下半年|一季度|三个季度|十个月|11月底|当季|以来"
)
TOLD = "分别|其中|平均|每|一人|一天|为|增至|由|到|多|少|降|受理纠纷|办结|全部|无一超期|没有|均|，|；|。|、"
NUMBERS = "3件|5件|9件|12%|两成|87比79"
PHRASES = st.lists(st.sampled_from(f"{TIMES}|{TOLD}|{NUMBERS}".split("|")), max_size=14).map("".join)


@given(PHRASES, PHRASES)
def test_verify_never_fails_on_words_of_time_and_comparison(draft, source):
    for scope in ({}, {"township": "甲镇", "year": 2022}):
        for finding in verify(draft, [Source(source, **scope)], **scope).findings:
            assert finding.span.of(draft) == finding.text


@pytest.mark.parametrize("unit", ["1件", "一", "《（", "开展3次，", "其中含3件，", "由3间提升到5间，"])
def test_hostile_repetition_is_finished(unit):
    assert verify(unit * 800, [unit * 400], township="甲镇", year=2022) is not None


def test_a_draft_rolled_forward_from_last_years_text_is_held_to_this_years_facts():
    facts = Source("培训网格骨干7名。新设议事亭16处。巡防小组11个。", township="青溪镇", year=2023)
    last = Source(
        "我镇注重队伍建设，全年培训网格骨干5名，另新设议事亭13处，共有巡防小组9个。",
        township="青溪镇",
        year=2022,
    )
    text = "我镇注重队伍建设，全年培训网格骨干{}，另新设议事亭{}，共有巡防小组{}。"
    found = verify(text.format("7名", "16处", "11个"), [facts, last], township="青溪镇", year=2023)
    assert [(f.text, f.message) for f in found.findings if not f.ok] == []
    found = verify(text.format("7人次", "61处", "12个"), [facts, last], township="青溪镇", year=2023)
    assert [f.status for f in found.findings] == [
        Status.WRONG_UNIT,
        Status.CONTRADICTED,
        Status.CONTRADICTED,
    ]
    assert "16处" in found.findings[1].message and "11个" in found.findings[2].message


def test_the_next_year_is_right_where_the_text_plans():
    source = Source("全年调解民事纠纷134宗。", township="青溪镇", year=2022)
    plan, told = "四、2023年工作计划", "2023年调解民事纠纷134宗。"
    assert verify(plan, [source], township="青溪镇", year=2022).ok
    assert not verify(told, [source], township="青溪镇", year=2022).ok


@pytest.mark.parametrize(
    ("source", "draft", "ok"),
    [
        ("部分摊位换了新秤。", "所有摊位换了新秤。", False),
        ("所有摊位都换了新秤。", "全部摊位换了新秤。", True),
        ("检查摊位27个。", "检查摊位27个，无投诉。", False),
        ("检查摊位27个，没有接到投诉。", "检查摊位27个，无投诉。", True),
        ("检查摊位27个。", "检查摊位27个，无论远近。", True),
    ],
)
def test_claims_of_all_and_none_without_a_mention(source, draft, ok):
    assert verify(draft, [source]).ok is ok
