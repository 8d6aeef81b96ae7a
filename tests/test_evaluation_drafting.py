"""Drafting: what a draft states, makes up, leaks and loses, and what it cost where a model wrote."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from fazhi_rag.errors import EvaluationError
from fazhi_rag.evaluation import Plan, judge, libraries, rules_of, run_plan
from fazhi_rag.evaluation.draft_cases import DraftCase, draft_rows
from fazhi_rag.evaluation.draft_scorers import Drafted, DraftScore, score_draft
from fazhi_rag.evaluation.draft_suite import run_drafting
from fazhi_rag.evaluation.suites import load_cases, load_manifest, read_suite_file
from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.numbers import find_mentions
from fazhi_rag.types import FACT_KINDS, Evidence, Finding, Part, Span, Status
from fazhi_rag.writing.drafting import drafts, jobs
from fazhi_rag.writing.drafting.roll_forward import Rolled
from fazhi_rag.writing.drafting.settling import Settled
from tests.model_endpoint import Endpoint, section

CASES = load_cases("drafting", DraftCase)
CASE = DraftCase(
    id="x",
    half="dev",
    kind="section",
    township="东县甲镇",
    year=2024,
    topic="dispute_resolution",
    facts=(
        {"指标": "调解纠纷", "数值": "155", "单位": "件"},
        {"指标": "发放资料", "数值": "20", "单位": "份", "限定": "余"},
        {"指标": "受理纠纷", "数值": "160", "单位": "件"},
        {"指标": "调解室", "数值": "", "单位": "个"},
    ),
)
CANARIES = {70001: "东县甲镇_2023.txt", 70002: "西县乙镇_2023.txt"}


def _findings(text: str, status: Status = Status.SUPPORTED) -> tuple[Finding, ...]:
    """A verdict over every figure of a text."""
    return tuple(
        Finding(one.text, one.span, one.kind, None, one.unit, status)
        for one in find_mentions(text)
        if one.kind in FACT_KINDS
    )


def _score(text: str, findings: Sequence[Finding] | None = None, **given: Any) -> DraftScore:
    found = _findings(text) if findings is None else tuple(findings)
    return score_draft(CASE, Drafted(text, found, **given), canaries=CANARIES)


def test_the_frozen_cases_are_those_of_the_seed() -> None:
    frozen = [json.loads(line) for line in read_suite_file("drafting", "cases.jsonl").splitlines()]
    assert frozen == draft_rows()


def test_both_halves_hold_sections_and_reports_and_no_township_stands_in_both() -> None:
    for half in ("dev", "report"):
        own = [case for case in CASES if case.half == half]
        assert {case.kind for case in own} == {"section", "report"}
        assert len(own) >= 20
    halves = {case.township: case.half for case in CASES}
    assert all(halves[case.township] == case.half for case in CASES)


@pytest.mark.parametrize("wrong", [{"topic": ""}, {"kind": "report"}, {"kind": "essay"}, {"township": ""}])
def test_malformed_cases_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        DraftCase.model_validate(CASE.model_dump() | wrong)


@pytest.mark.parametrize(
    ("text", "stated", "ungrounded"),
    [
        ("受理纠纷160件，调解纠纷155件，发放资料20余份。", 3, ()),
        ("调解纠纷一百五十五件。", 1, ()),
        ("调解纠纷155起。", 1, ()),
        ("调解纠纷156件。", 0, ("156件",)),
        ("发放资料20份。", 0, ("20份",)),
        ("发放资料20人次。", 0, ("20人次",)),
        ("调解纠纷【待补：调解纠纷（件）】，调解室【待补：调解室（个）】。", 0, ()),
        ("调解纠纷【待核：155件】。", 0, ()),
    ],
)
def test_a_figure_is_grounded_when_it_is_a_fact(text: str, stated: int, ungrounded: tuple[str, ...]) -> None:
    score = _score(text)
    assert (score.stated, score.ungrounded, score.facts) == (stated, ungrounded, 3)
    assert score.sound == (0.0 if ungrounded else stated / 3)


def test_a_verdict_alone_grounds_nothing_and_a_figure_without_one_is_not_grounded() -> None:
    text = "调解纠纷155件。"
    assert _score(text).ungrounded == ()
    assert _score(text, ()).ungrounded == ("155件",)
    assert _score(text, _findings(text, Status.UNSUPPORTED)).ungrounded == ("155件",)
    assert _score("调解纠纷999件。").ungrounded == ("999件",)


def test_a_computed_figure_is_grounded_by_facts_that_were_given() -> None:
    text = "调解成功率96.9%。"
    (finding,) = _findings(text, Status.DERIVED)
    given = Evidence("155件", "调解纠纷155件。", Span(0, 1))
    foreign = replace(given, sentence="调解纠纷7件。")
    for evidence, grounded in (((given,), True), ((), False), ((given, foreign), False)):
        score = _score(text, [replace(finding, evidence=evidence)])
        assert (score.ungrounded == ()) is grounded


@pytest.mark.parametrize(
    ("text", "leaks"),
    [
        ("调解纠纷155件。", ()),
        ("调解纠纷70002件。", ("70002",)),
        ("调解纠纷７０００２件。", ("70002",)),
        ("调解纠纷七万零二件。", ("70002",)),
        ("调解纠纷【待补：70002件】。", ("70002",)),
        ("镇村【待核：70002级】联动。", ("70002",)),
        ("镇村【待核：70001级】联动。", ()),
        ("镇村70001级联动。", ("70001",)),
        ("调解纠纷【待补：70001件】。", ("70001",)),
    ],
)
def test_a_canary_leaks_except_where_the_clerk_confirms_the_own_one(
    text: str, leaks: tuple[str, ...]
) -> None:
    assert _score(text).leaks == leaks


def test_a_fact_that_has_a_canarys_value_is_no_leak() -> None:
    case = CASE.model_copy(update={"facts": ({"指标": "经费", "数值": "70002", "单位": "元"},)})
    text = "经费70002元。"
    assert score_draft(case, Drafted(text, _findings(text)), canaries=CANARIES).leaks == ()


def test_a_fact_is_lost_unless_it_stands_or_is_said_to_be_unused() -> None:
    told = ("受理纠纷160件。", "发放资料20余份。")
    assert _score("调解纠纷155件。", unused=told).lost == ()
    assert _score("调解纠纷155件。", unused=told[:1]).lost == ("发放资料20余份。",)


def test_required_parts_are_read_from_the_text_of_a_report() -> None:
    heads = [
        "主要举措和成效",
        "存在的不足和原因",
        "主要负责人履行推进法治建设第一责任人职责情况",
        "下一年度工作安排",
    ]
    report = CASE.model_copy(update={"kind": "report", "topic": ""})
    for most in range(1, 5):
        body = "\n".join(f"{'一二三四'[at]}、{head}\n工作有序。" for at, head in enumerate(heads[:most]))
        text = f"甲镇2024年法治政府建设工作报告\n{body}"
        score = score_draft(report, Drafted(text), canaries={})
        assert score.parts == tuple(Part)[:most]
    assert _score("无").parts is None


def test_every_report_of_the_library_has_canaries_and_no_other_figure() -> None:
    texts, homes = libraries._marked_reports()
    assert set(homes.values()) == set(texts)
    for name in ("渠马镇_2022.md", "庆安市下岙镇_2022.txt"):
        body = texts[name].split("---\n", 2)[-1]
        values = [
            one.value for one in find_mentions(body) if one.kind in FACT_KINDS and one.value is not None
        ]
        marked = [value for value in values if value in homes]
        assert len(marked) > 20
        assert len(marked) > 0.9 * len(values)


def test_without_a_model_there_is_no_cost_and_never_a_zero() -> None:
    result = run_drafting(
        load_manifest("drafting"), CASES[:3], half="dev", draft=lambda *a, **k: Drafted("无"), canaries={}
    )
    for name in ("repair_rounds", "tokens", "cost"):
        assert (result.metrics[name].value, result.metrics[name].reason) == (None, "no model wrote (--model)")
    assert result.metrics["canary_leaks"].reason == "the library holds no canaries"
    assert result.metrics["fact_coverage"].value == 0.0


FACTS = [
    {"指标": "调解人员", "数值": "15", "单位": "名"},
    {"指标": "成功调处社会矛盾", "数值": "31", "单位": "次"},
]
USED = section("全镇有调解人员{f1}，成功调处社会矛盾{f2}。")


@pytest.fixture
def plan(own_kb: KnowledgeBase, tmp_path: Path) -> Plan:
    """A suite of one section of a bundled report, written by a model."""
    case = {"id": "a", "half": "dev", "kind": "section", "township": "渠马镇", "year": 2023}
    row = json.dumps({**case, "topic": "dispute_resolution", "facts": FACTS}, ensure_ascii=False) + "\n"
    manifest = load_manifest("drafting").model_dump(mode="json") | {
        "name": "ours",
        "sha256": hashlib.sha256(row.encode()).hexdigest(),
    }
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "cases.jsonl").write_text(row, encoding="utf-8")
    (tmp_path / "ours" / "suite.json").write_text(json.dumps(manifest), encoding="utf-8")
    return Plan(half="dev", suites=tmp_path, kb=own_kb.path, model="scripted", outputs=tmp_path / "out")


def test_a_model_that_uses_the_facts_is_priced(
    plan: Plan, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAZHI_PROMPT_PRICE", "2")
    monkeypatch.setenv("FAZHI_REPLY_PRICE", "10")
    endpoint.reply(section("编造了88件。"), USED)
    metrics = run_plan("ours", plan).metrics
    assert metrics["fact_coverage"].value == 1.0
    assert metrics["repair_rounds"].value == 1.0
    assert metrics["tokens"].value == 240.0
    assert metrics["cost"].value == pytest.approx(float(Decimal(2 * 100 * 2 + 2 * 20 * 10) / 1_000_000))


def test_a_model_that_makes_figures_up_is_held_by_the_drafter(plan: Plan, endpoint: Endpoint) -> None:
    """They are blanked; what it did not use is told, not lost."""
    endpoint.reply(section("立案702起，罚款八万零一元。"))
    metrics = run_plan("ours", plan).metrics
    assert (metrics["ungrounded_figures"].value, metrics["facts_lost"].value) == (None, 0.0)
    assert metrics["fact_coverage"].value == 0.0
    assert metrics["cost"].reason.startswith("no price is set")


def test_outputs_of_a_model_score_again_without_it(plan: Plan, endpoint: Endpoint) -> None:
    endpoint.reply(USED)
    first = run_plan("ours", plan)
    sent = len(endpoint.requests)
    again = run_plan("ours", replace(plan, model=None, replay=True))
    assert again == first
    assert first.metrics["fact_coverage"].value == 1.0
    assert len(endpoint.requests) == sent


def test_outputs_of_another_model_are_refused(plan: Plan, endpoint: Endpoint) -> None:
    endpoint.reply(USED)
    run_plan("ours", plan)
    with pytest.raises(EvaluationError, match="outputs of another run: model 'scripted', not None"):
        run_plan("ours", replace(plan, model=None))


def test_a_drafter_that_keeps_last_years_figures_fails_the_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library's own drafter, its rolling forward and its settling switched off, on the canaries."""
    monkeypatch.setattr(jobs, "roll_forward", lambda text, facts, **years: Rolled(text, ()))
    monkeypatch.setattr(drafts, "settle", lambda passage, grounds: Settled(passage, ()))
    result = run_plan("drafting", Plan(half="dev", match="section-0*"))
    verdict = judge([result], {"drafting/dev": rules_of(load_manifest("drafting"))})
    messages = " ".join(check.message for check in verdict.failed)
    assert verdict.status == 1
    assert "canary_leaks is 1.000" in messages
    assert "ungrounded_figures is 1.000" in messages
