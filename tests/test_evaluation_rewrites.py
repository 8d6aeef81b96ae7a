"""Faithful rewrites: at least twenty, each with an example, none that loses a number it should keep."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from fazhi_rag.evaluation.rewrites import REWRITES, rewrite
from fazhi_rag.evaluation.suites import GroundingCase, Label, load_cases
from fazhi_rag.types import Approx, Kind

CASES = load_cases("grounding", GroundingCase)


def _case(text: str, *labels: dict[str, Any]) -> GroundingCase:
    mentions = []
    for label in labels:
        start = text.index(label["text"])
        fields = {
            "start": start,
            "end": start + len(label["text"]),
            "kind": Kind.QUANTITY,
            "approx": Approx.EXACT,
        }
        mentions.append(Label(**(fields | label)))
    return GroundingCase(
        id="t", half="dev", township="柳坝镇", year=2023, text=text, mentions=tuple(mentions)
    )  # fmt: skip


MORE = {"approx": Approx.MORE_THAN}
EXAMPLES = [
    ("copy", _case("办12件。"), "办12件。"),
    ("chinese_numerals", _case("走访120余次", {"text": "120余次", **MORE}), "走访一百二十余次"),
    ("arabic_numerals", _case("讲座二十三场", {"text": "二十三场"}), "讲座23场"),
    ("arabic_numerals", _case("镇村两级", {"text": "两级"}), None),
    ("full_width", _case("办12件", {"text": "12件"}), "办１２件"),
    ("rescaled", _case("资金80万元", {"text": "80万元"}), "资金800000元"),
    ("rescaled", _case("发5600余册", {"text": "5600余册", **MORE}), "发0.56万余册"),
    ("thousands", _case("发5600册", {"text": "5600册"}), "发5,600册"),
    ("number_first", _case("设置宣传展板36块，", {"text": "36块"}), "设置36块宣传展板，"),
    ("measure_word", _case("调解员7名", {"text": "7名", "unit": "名", "subject": "调解员"}), "调解员7人"),
    ("synonym", _case("化解7件"), "调处7件"),
    ("merged", _case("办7件。结6件。"), "办7件，结6件。"),
    ("split_sentences", _case("办理案件7件，发放手册6册。"), "办理案件7件。发放手册6册。"),
    ("split_sentences", _case("截至10月，办理案件7件。"), None),
    ("shuffled", _case("办理案件7件，发放手册6册。"), "发放手册6册，办理案件7件。"),
    ("shuffled", _case("办理案件7件，其中刑事3件。"), None),
    ("dropped_words", _case("积极办理7件"), "办理7件"),
    ("named", _case("我镇办7件"), "柳坝镇办7件"),
    ("named", _case("办7件"), "柳坝镇：办7件"),
    ("pronoun", _case("柳坝镇办7件"), "我镇办7件"),
    ("pronoun", _case("《柳坝镇规则》7条"), None),
    ("pronoun", _case("石桥街道办7件").model_copy(update={"township": "石桥街道"}), "我街道办7件"),
    ("named", _case("我街道办7件").model_copy(update={"township": "石桥街道"}), "石桥街道办7件"),
    ("dated", _case("今年办7件"), "2023年办7件"),
    ("dated", _case("办7件"), "2023年，办7件"),
    ("dated", _case("2024年计划办7件"), None),
    ("this_year", _case("办7件"), "今年，办7件"),
    ("this_year", _case("上半年办7件"), None),
    ("yu_duo", _case("走访120余次", {"text": "120余次", **MORE}), "走访120多次"),
    ("looser_bound", _case("调解156件", {"text": "156件"}), "调解150余件"),
    ("looser_bound", _case("调解150件", {"text": "150件"}), None),
    ("percent_words", _case("达98.5%", {"text": "98.5%", "kind": Kind.PERCENT}), "达百分之九十八点五"),
    ("percent_words", _case("达100%", {"text": "100%", "kind": Kind.PERCENT}), "达百分之百"),
    ("date_dashes", _case("2023年2月17日", {"text": "2023年2月17日", "kind": Kind.DATE}), "2023-02-17"),
    ("quotation_marks", _case("落实“三项制度”"), "落实三项制度"),
    ("half_width_marks", _case("办7件，结（完）"), "办7件,结(完)"),
    ("bare_subject", _case("设置宣传展板36块", {"text": "36块"}), "设置宣传展板：36块"),
]


@pytest.mark.parametrize(("name", "case", "result"), EXAMPLES)
def test_what_a_rewrite_writes(name: str, case: GroundingCase, result: str | None) -> None:
    assert REWRITES[name](case, Random(1)) == result


def test_there_are_at_least_twenty_and_each_has_an_example_or_is_random() -> None:
    assert len(REWRITES) >= 20
    assert set(REWRITES) - {name for name, _, _ in EXAMPLES} == {"lone_clause"}


def test_each_rewrite_applies_somewhere_and_all_but_the_copy_change_the_text() -> None:
    for name, function in REWRITES.items():
        texts = [(case.text, function(case, Random(case.id))) for case in CASES]
        written = [(text, new) for text, new in texts if new is not None]
        assert written, name
        assert name == "copy" or all(text != new for text, new in written), name


def test_rewriting_is_the_same_for_a_seed() -> None:
    assert list(rewrite(CASES[0], seed=3)) == list(rewrite(CASES[0], seed=3))
