"""Drafts: figures from facts alone, everything else blank, nothing from another township."""

import re
from pathlib import Path

import pytest

from fazhi_rag.errors import UnknownScope
from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.types import Kind
from fazhi_rag.writing import draft_report, draft_section
from fazhi_rag.writing.drafting.roll_forward import find_blanks, mask_blanks, mask_figures, roll_forward

LAST = (
    "（三）矛盾纠纷化解\n2022年，全镇设调解小组9个，调解人员11名，受理纠纷120件，调解成功118件，成功率98.3%。"
    "每季度开展一次培训，未发生群体性事件。截至11月底，走访群众300余人次。"
)
FACTS = [
    {"指标": "调解小组", "数值": "10", "单位": "个"},
    {"指标": "受理纠纷", "数值": "133", "单位": "件"},
    {"指标": "调解成功", "数值": "130", "单位": "件", "限定": "余"},
    {"指标": "走访群众", "数值": "420", "单位": "人次", "截止": "10月底"},
]


def rolled(facts: list[dict[str, str]]) -> str:
    from fazhi_rag.writing import load_facts

    return roll_forward(LAST, load_facts(facts), last=2022, year=2023).text


def test_facts_replace_last_years_figures() -> None:
    text = rolled(FACTS)
    assert "2023年，全镇设调解小组10个，" in text
    assert "受理纠纷133件，调解成功130余件，" in text
    assert "截至10月底，走访群众420人次。" in text


def test_what_has_no_fact_is_blank() -> None:
    text = rolled(FACTS)
    for old in ("11名", "98.3%", "一次", "300余人次", "120件", "118件"):
        assert old not in mask_blanks(text), old
    assert len(find_blanks(text)) == 4  # 调解人员, 成功率, 培训次数, 未发生


def test_a_zero_claim_of_last_year_has_to_be_confirmed() -> None:
    assert "【待核：未发生】群体性事件" in rolled(FACTS)


def test_a_fact_that_fits_nowhere_becomes_a_sentence() -> None:
    text = rolled([{"指标": "法律援助", "数值": "7", "单位": "次"}])
    assert text.endswith("法律援助7次。")


def test_a_unit_of_another_meaning_takes_no_place() -> None:
    text = rolled([{"指标": "走访群众", "数值": "55", "单位": "户"}])
    assert "走访群众55户。" in text
    assert "走访群众【待补" in text


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("2022年是规划的开局之年。", "【待核：2022年】是规划的开局之年。"),
        ("按照2023年计划推进。", "按照2024年计划推进。"),
        ("落实《纲要（2021—2025年）》。", "落实《纲要（2021—2025年）》。"),
        ("2022年初部署。", "年初部署。"),
        ("规划自2022年起实施，当年正是开局之年。", "规划自【待核：2022年】起实施，当年正是开局之年。"),
        ("从纵向、横向两个维度厘清职责。", "从纵向、横向【待核：两个】维度厘清职责。"),
        ("采用多种形式宣传，组织多次演练。", "采用多种形式宣传，组织【待核：多次】演练。"),
        ("东山委文〔2023〕5号", "【待补：文号】"),
        ("落实“三会一课”制度。", "落实“三会一课”制度。"),
        ("一是宣传。二是调解。", "一是宣传。二是调解。"),
        ("开展“12·4”国家宪法日活动。", "开展“12·4”国家宪法日活动。"),
    ],
)
def test_times_move_on_and_names_stay(last: str, expected: str) -> None:
    assert roll_forward(last, (), last=2022, year=2023).text == expected


def test_an_exemplar_shows_no_figure() -> None:
    masked = mask_figures(LAST)
    assert not re.search(r"\d", masked)
    assert "三" in masked  # the heading's own number is no figure


@pytest.mark.parametrize("town", ["渠马镇", "松源镇", "静海镇", "高家镇", "黄垓镇"])
def test_a_whole_report_without_facts_states_no_fact(own_kb: KnowledgeBase, town: str) -> None:
    (record,) = own_kb.documents(township=town)
    draft = draft_report(kb=own_kb, township=town, year=(record.identity.year or 0) + 1)
    stated = [f.text for f in draft.findings if f.kind in (Kind.QUANTITY, Kind.PERCENT, Kind.RATE)]
    assert stated == []
    assert all(finding.ok for finding in draft.findings)
    assert draft.blanks


def test_a_draft_knows_what_it_rests_on(own_kb: KnowledgeBase) -> None:
    facts = [{"指标": "调解人员", "数值": "15", "单位": "名"}, {"指标": "调解小组", "数值": "", "单位": "个"}]
    draft = draft_section("矛盾纠纷化解", kb=own_kb, township="云阳县渠马镇", year=2023, facts=facts)
    assert "调解人员15名" in draft.text
    assert "【待补：调解小组（个）】" in draft.text
    assert draft.evidence[0].place.year == 2022
    assert {blank.text for blank in draft.blanks} >= {"【待补：调解小组（个）】"}
    for blank in draft.blanks:
        assert blank.span.of(draft.text) == blank.text
    for finding in draft.findings:
        assert finding.ok
        assert finding.span.of(draft.text) == finding.text


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"township": "长丰镇", "year": 2023}, "渠马镇"),
        ({"township": "渠马镇", "year": 2022}, "2022年"),
        ({"township": "渠马镇", "year": 2023, "topic": "nosuchthing"}, "dispute_resolution"),
    ],
)
def test_what_does_not_exist_is_said_with_what_does(
    own_kb: KnowledgeBase, arguments: dict, says: str
) -> None:
    topic = arguments.pop("topic", "dispute_resolution")
    with pytest.raises(UnknownScope, match=says):
        draft_section(topic, kb=own_kb, **arguments)


def test_no_figure_of_another_report_reaches_a_draft(own_corpus: Path, tmp_path: Path) -> None:
    """Canary figures are planted in every other township's report; none of their digits may come out."""
    for path in (own_corpus / "reports").glob("*.md"):
        text = path.read_text(encoding="utf-8")
        if "渠马" not in path.name:
            text = re.sub(r"。", "。调解人员73391名，成功调处社会矛盾73392次，落实调解场所73393处。", text)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    with KnowledgeBase.open(tmp_path / "kb") as kb:
        assert kb.ingest(sorted(tmp_path.glob("*.md"))).ok
        for topic in ("dispute_resolution", "law_publicity", "legal_counsel", "report"):
            draft = (
                draft_report(kb=kb, township="渠马镇", year=2023)
                if topic == "report"
                else draft_section(topic, kb=kb, township="渠马镇", year=2023)
            )
            for output in (draft.text, draft.to_markdown(), draft.to_html()):
                assert "7339" not in output


def test_the_outputs_hold_the_text(own_kb: KnowledgeBase, tmp_path: Path) -> None:
    import docx

    draft = draft_section("dispute_resolution", kb=own_kb, township="渠马镇", year=2023)
    draft.to_docx(tmp_path / "draft.docx")
    word = "".join(p.text for p in docx.Document(str(tmp_path / "draft.docx")).paragraphs)
    for line in draft.text.splitlines():
        assert line.strip() in word
    assert "【待补：" in draft.to_markdown()
    assert "<html" in draft.to_html()
