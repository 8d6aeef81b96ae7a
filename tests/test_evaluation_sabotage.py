"""The harness by sabotage: each way to pass by accident makes the verdict fail and names its cause.

Every mutation is set against an honest run that passes the same gates and baseline.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import nan
from pathlib import Path
from typing import Any

import pytest

from fazhi_rag import grounding
from fazhi_rag.errors import EvaluationError
from fazhi_rag.evaluation import (
    Baseline,
    CaseScore,
    Metric,
    OutputRow,
    Plan,
    Rules,
    SuiteResult,
    Verdict,
    judge,
    load_manifest,
    output_rules,
    read_baseline,
    rules_of,
    run_outputs,
    run_plan,
    suite_names,
    township_suite,
    write_baseline,
)
from fazhi_rag.evaluation.draft_cases import DraftCase
from fazhi_rag.evaluation.draft_scorers import Drafted
from fazhi_rag.evaluation.draft_suite import run_drafting
from fazhi_rag.evaluation.grounding_suite import Material, run_grounding, sources_by_case
from fazhi_rag.evaluation.mention_suite import run_mentions
from fazhi_rag.evaluation.retrieval_cases import RetrievalCase
from fazhi_rag.evaluation.retrieval_scorers import Ranked
from fazhi_rag.evaluation.retrieval_suite import run_retrieval
from fazhi_rag.evaluation.suites import Gate, GroundingCase, Manifest, MentionCase, load_cases
from fazhi_rag.evaluation.township_cases import TownshipCase, Wanted
from fazhi_rag.evaluation.township_suite import run_townships
from fazhi_rag.numbers import find_mentions
from fazhi_rag.types import (
    FACT_KINDS,
    Abstention,
    Answer,
    Citation,
    Finding,
    Grounding,
    Hit,
    Mention,
    Place,
    Source,
    Span,
    Status,
)
from fazhi_rag.writing import load_facts

CASES = [case for case in load_cases("grounding", GroundingCase) if case.half == "dev"][:30]
MATERIAL = Material(tuple(CASES), sources_by_case(CASES), probes=2)
QUESTIONS = [case for case in load_cases("townships", TownshipCase) if case.half == "dev"]
SENTENCES = [case for case in load_cases("mentions", MentionCase) if case.half == "dev"]
SEARCHES = [case for case in load_cases("retrieval", RetrievalCase) if case.half == "dev"]
DRAFTS = [case for case in load_cases("drafting", DraftCase) if case.half == "dev"]
CANARY = 70123
EXEMPLAR = Source("全年调解纠纷888宗。", "东镇", None, 2020)
SOURCES = (Source("全年调解纠纷155宗，发放资料300份。", "松源镇", None, 2021, "a.txt"),)
ROWS = [
    OutputRow(id="a", text="调解纠纷155宗。", township="松源镇", year=2021),
    OutputRow(id="b", text="发放资料300份。", township="松源镇", year=2021),
]
Ask = Callable[[str], Answer]


def _ground(verify: Callable[..., Grounding], cases: Sequence[GroundingCase] = CASES) -> SuiteResult:
    return run_grounding(load_manifest("grounding"), cases, material=MATERIAL, half="dev", verify=verify)


def _townships(ask: Ask, cases: Sequence[TownshipCase] = QUESTIONS) -> SuiteResult:
    return run_townships(load_manifest("townships"), cases, half="dev", ask=ask)


def _mentions(
    find: Callable[[str], Sequence[Mention]], cases: Sequence[MentionCase] = SENTENCES
) -> SuiteResult:
    return run_mentions(load_manifest("mentions"), cases, half="dev", find=find)


def _retrieval(search: Callable[..., Ranked], cases: Sequence[RetrievalCase] = SEARCHES) -> SuiteResult:
    return run_retrieval(load_manifest("retrieval"), cases, half="dev", search=search)


def _drafts(draft: Callable[..., Drafted], cases: Sequence[DraftCase] = DRAFTS) -> SuiteResult:
    homes = {CANARY: "别县别镇_2020.txt"}
    return run_drafting(load_manifest("drafting"), cases, half="dev", draft=draft, canaries=homes)


def _outputs(rows: Sequence[OutputRow], verify: Callable[..., Grounding] = grounding.verify) -> SuiteResult:
    return run_outputs(rows, SOURCES, exemplars=[EXEMPLAR], verify=verify)


def _printed(wanted: Wanted) -> str:
    return wanted.said or f"{wanted.value}{wanted.unit or ''}"


def _right(case: TownshipCase) -> Answer:
    """The answer a case asks for, made of its own gold."""
    if case.status == "abstained":
        return Answer("未提及", "abstained", (*case.reasons, Abstention.NOT_MENTIONED)[0], (), ())
    text = "，".join([*map(_printed, case.figures), *case.words])
    cited = tuple(Citation(at, text, Place(doc)) for at, doc in enumerate(case.docs, start=1))
    return Answer(text, "answered", None, cited, ())


BY_QUESTION = {case.question: case for case in QUESTIONS}


def honest(question: str) -> Answer:
    return _right(BY_QUESTION[question])


def finds(question: str, *, docs: Sequence[str], parts: Sequence[str], **filters: Any) -> Ranked:
    """A search that ranks the evidence first."""
    whose = {name: filters.get(name) for name in ("township", "county", "year")}
    hits = tuple(
        Hit(text=part, score=1.0, section="", document=docs[0], span=Span(at, at + 1), **whose)
        for at, part in enumerate(parts)
    )
    return Ranked(hits, len(hits))


HEADS = (
    "主要举措和成效",
    "存在的不足和原因",
    "主要负责人履行推进法治建设第一责任人职责情况",
    "下一年度工作安排",
)


def _drafted(text: str, status: Status = Status.SUPPORTED, **given: Any) -> Drafted:
    """A text that says of each of its figures that it is so."""
    found = tuple(
        Finding(one.text, one.span, one.kind, None, one.unit, status)
        for one in find_mentions(text)
        if one.kind in FACT_KINDS
    )
    return Drafted(text, found, **given)


def _written(topic: str, township: str, facts: Any, *, besides: str = "") -> str:
    """The facts as sentences, under the headings of a report where a whole one is asked for."""
    body = "".join(fact.sentence for fact in load_facts(facts)) + besides
    if topic:
        return body
    parts = [
        f"{'一二三四'[at]}、{head}\n{body if at == 0 else '工作有序。'}" for at, head in enumerate(HEADS)
    ]
    return "\n".join([f"{township}法治政府建设工作报告", *parts])


def drafts(topic: str, *, township: str, year: int, facts: Any) -> Drafted:
    """A drafter that states the facts and nothing else."""
    return _drafted(_written(topic, township, facts))


@pytest.fixture(scope="module")
def runs() -> dict[str, SuiteResult]:
    """Honest runs, one of each suite."""
    return {
        "grounding": _ground(grounding.verify),
        "townships": _townships(honest),
        "mentions": _mentions(lambda text: tuple(find_mentions(text))),
        "retrieval": _retrieval(finds),
        "drafting": _drafts(drafts),
        "outputs": _outputs(ROWS),
    }


@pytest.fixture(scope="module")
def baseline(runs: dict[str, SuiteResult], tmp_path_factory: pytest.TempPathFactory) -> Baseline:
    path = tmp_path_factory.mktemp("baseline") / "baseline.json"
    write_baseline(path, runs.values())
    return read_baseline(path)


def _rules(result: SuiteResult) -> dict[str, Rules]:
    if result.name == "outputs":
        return output_rules(min_grounded=0.4, max_unscored=0.5, exemplars=True)
    return {f"{result.name}/{result.half}": rules_of(load_manifest(result.name))}


def _judge(result: SuiteResult, baseline: Baseline | None) -> Verdict:
    return judge([result], _rules(result), baseline=baseline)


@pytest.mark.parametrize("name", ["grounding", "townships", "mentions", "retrieval", "drafting", "outputs"])
def test_an_honest_run_passes(name: str, runs: dict[str, SuiteResult], baseline: Baseline) -> None:
    verdict = _judge(runs[name], baseline)
    assert (verdict.status, [check.message for check in verdict.failed]) == (0, [])


def _all(status: Status) -> Callable[..., Grounding]:
    def verify(text: str, sources: Sequence[Source], **scope: Any) -> Grounding:
        found = grounding.verify(text, sources, **scope).findings
        return Grounding(tuple(replace(finding, status=status) for finding in found))

    return verify


def _silent(text: str, sources: Sequence[Source], **scope: Any) -> Grounding:
    return Grounding(())


def _down(*given: Any, **scope: Any) -> Any:
    raise RuntimeError("down")


def _sometimes_down(text: str, sources: Sequence[Source], **scope: Any) -> Grounding:
    if len(text) % 5 == 0:
        raise TimeoutError("slow")
    return grounding.verify(text, sources, **scope)


def _out_of_scope(question: str) -> Answer:
    """A retriever that ignores the filter: every citation is of another township."""
    answer = honest(question)
    return replace(answer, citations=tuple(replace(c, place=Place("别镇_2020.md")) for c in answer.citations))


def _abstains(question: str) -> Answer:
    return Answer("未提及", "abstained", Abstention.NOT_MENTIONED, (), ())


def _never_abstains(question: str) -> Answer:
    answer = honest(question)
    return replace(answer, status="answered", reason=None, text=answer.text or "有")


def _shuffled(question: str) -> Answer:
    """The right answers, each to the next question."""
    order = list(BY_QUESTION)
    return honest(order[(order.index(question) + 1) % len(order)])


def _no_units(text: str) -> list[Mention]:
    return [replace(mention, unit="个个") for mention in find_mentions(text)]


def _unfiltered(question: str, **given: Any) -> Ranked:
    """A search that ignores the filter: every other passage is of another township."""
    found = finds(question, **given)
    foreign = [replace(hit, township="别镇", document="别镇_2020.md") for hit in found.hits]
    return Ranked(
        tuple(hit for pair in zip(found.hits, foreign, strict=True) for hit in pair), found.relevant
    )


def _buried(question: str, **given: Any) -> Ranked:
    """The evidence, behind five passages that say nothing."""
    found = finds(question, **given)
    empty = [replace(found.hits[0], text="无。", span=Span(90 + at, 91 + at)) for at in range(5)]
    return Ranked((*empty, *found.hits), found.relevant)


def _leaking(topic: str, *, township: str, year: int, facts: Any) -> Drafted:
    """A drafter that lets an exemplar's figure through, and says that it is supported."""
    return _drafted(_written(topic, township, facts, besides=f"化解积案{CANARY}件。"))


def _inventing(topic: str, *, township: str, year: int, facts: Any) -> Drafted:
    return _drafted(_written(topic, township, facts, besides="化解积案88件。"))


def _unverified(topic: str, *, township: str, year: int, facts: Any) -> Drafted:
    return replace(drafts(topic, township=township, year=year, facts=facts), findings=())


def _forgetful(topic: str, *, township: str, year: int, facts: Any) -> Drafted:
    return _drafted(_written(topic, township, list(facts)[::2]))


def _timid(topic: str, *, township: str, year: int, facts: Any) -> Drafted:
    unused = tuple(fact.sentence for fact in load_facts(facts))
    return _drafted(_written(topic, township, ()) or "【待补：数字】", unused=unused)


def _headless(topic: str, *, township: str, year: int, facts: Any) -> Drafted:
    return _drafted(_written("x", township, facts) or "无。")


def _leak(row: OutputRow) -> OutputRow:
    return row.model_copy(update={"text": "调解纠纷888宗。"}) if row.id == "b" else row


def _score(result: SuiteResult, value: float | None, most: int | None = None) -> SuiteResult:
    scores = result.scores[:most] if most else result.scores
    rest = result.scores[most:] if most else ()
    return replace(result, scores=(*(replace(one, value=value, reason="?") for one in scores), *rest))


def _changed(scores: Sequence[CaseScore]) -> tuple[CaseScore, ...]:
    return tuple(replace(score, digest="other") for score in scores)


Runs = dict[str, SuiteResult]
MUTATIONS: dict[str, tuple[Callable[[Runs], SuiteResult], int, str]] = {
    "a verifier that approves everything": (lambda r: _ground(_all(Status.SUPPORTED)), 1, "recall is 0.000"),
    "a verifier that flags everything": (
        lambda r: _ground(_all(Status.UNSUPPORTED)), 1, "false_alarms is 1.000"),
    "a verifier that leaves all unchecked": (
        lambda r: _ground(_all(Status.UNCHECKED)), 1, "false_alarms is 1.000"),
    "a verifier that says nothing": (lambda r: _ground(_silent), 3, "no finding in it"),
    "a verifier that crashes": (lambda r: _ground(_down), 3, "no case was scored"),
    "a verifier that crashes at times": (lambda r: _ground(_sometimes_down), 3, "TimeoutError: slow"),
    "a verifier of numbers alone on half the cases": (
        lambda r: _ground(grounding.verify, CASES[:15]), 1, "cases of the baseline were not scored"),
    "a retriever that ignores the filter": (lambda r: _townships(_out_of_scope), 1, "scope_violations is"),
    "an answerer that always abstains": (lambda r: _townships(_abstains), 1, "passed is"),
    "an answerer that never abstains": (lambda r: _townships(_never_abstains), 1, "abstention_recall is 0"),
    "answers in another order": (lambda r: _townships(_shuffled), 1, "passed is"),
    "an answerer that crashes": (lambda r: _townships(_down), 3, "RuntimeError: down"),
    "cases that are silently dropped": (
        lambda r: _townships(honest, QUESTIONS[:100]), 1, "44 cases of the baseline"),
    "cases changed under their ids": (
        lambda r: replace(r["townships"], scores=_changed(r["townships"].scores)),
        1, "only 0 of the baseline's 144 cases can be compared"),
    "a reader that finds nothing": (lambda r: _mentions(lambda text: ()), 1, "recall is 0.000"),
    "a reader that loses units": (lambda r: _mentions(_no_units), 1, "unit is"),
    "a drafter that leaks an exemplar's figure": (
        lambda r: _outputs([*map(_leak, ROWS)]), 1, "exemplar_leakage is 0.500"),
    "a search that ignores the filter": (
        lambda r: _retrieval(_unfiltered), 1, "scope_violations is"),
    "a search that finds nothing": (
        lambda r: _retrieval(lambda question, **given: Ranked((), 1)), 1, "recall@10 is 0.000"),
    "a search that buries the evidence": (lambda r: _retrieval(_buried), 1, "ndcg@10 is"),
    "a search that crashes": (lambda r: _retrieval(_down), 3, "RuntimeError: down"),
    "a drafter that lets a canary through": (lambda r: _drafts(_leaking), 1, "canary_leaks is 1.000"),
    "a drafter that makes figures up": (lambda r: _drafts(_inventing), 1, "ungrounded_figures is"),
    "a drafter that verifies nothing": (lambda r: _drafts(_unverified), 1, "ungrounded_figures is 1.000"),
    "a drafter that loses facts": (lambda r: _drafts(_forgetful), 1, "facts_lost is"),
    "a drafter that leaves all blank": (lambda r: _drafts(_timid), 1, "fact_coverage is 0.000"),
    "a drafter that leaves parts out": (lambda r: _drafts(_headless), 1, "required_parts is"),
    "a drafter that crashes": (lambda r: _drafts(_down), 3, "RuntimeError: down"),
    "outputs without any number": (
        lambda r: _outputs([one.model_copy(update={"text": "稳步推进。"}) for one in ROWS]),
        3, "no case was scored"),
    "a verifier that passes over figures": (
        lambda r: _outputs(ROWS, _silent), 3, "figures_passed_over is 1.000"),
    "no score at all": (lambda r: _score(r["townships"], None), 3, "no case was scored"),
    "too much unscored": (
        lambda r: _score(r["townships"], None, 10), 3, "10 of 144 cases not scored, 2% may be"),
    "a score that is no number": (lambda r: _score(r["townships"], nan, 1), 3, "not a number from 0 to 1"),
    "a score above 1": (lambda r: _score(r["townships"], 1.7, 1), 3, "not a number from 0 to 1"),
    "a metric that is no number": (
        lambda r: replace(r["townships"], metrics={**r["townships"].metrics, "odd": Metric(nan, 3)}),
        3, "not a number from 0 to 1: odd"),
    "a case counted twice": (
        lambda r: replace(r["townships"], scores=(*r["townships"].scores, r["townships"].scores[0])),
        3, "scored more than once"),
    "an empty result": (lambda r: replace(r["townships"], scores=()), 3, "the suite is empty"),
    "a suite that was not run": (
        lambda r: replace(r["townships"], not_run="no library"), 3, "was not run: no library"),
    "the other half": (
        lambda r: replace(r["mentions"], half="report"), 1, "the baseline has no mentions/report"),
    "a few cases lost": (lambda r: _score(r["townships"], 0.0, 5), 1, "0 gained, 5 lost"),
}  # fmt: skip


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_fails_and_names_its_cause(name: str, runs: Runs, baseline: Baseline) -> None:
    mutate, status, cause = MUTATIONS[name]
    result = mutate(runs)
    rules = {f"{result.name}/{result.half}": next(iter(_rules(runs[result.name]).values()))}
    verdict = judge([result], rules, baseline=baseline)
    messages = [check.message for check in verdict.failed]
    assert verdict.status == status, messages
    assert not verdict.passed
    assert any(cause in message for message in messages), messages


def test_a_scorer_that_raises_is_no_score(monkeypatch: pytest.MonkeyPatch, baseline: Baseline) -> None:
    monkeypatch.setattr(township_suite, "score_township", _down)
    verdict = _judge(_townships(honest), baseline)
    assert verdict.status == 3
    assert any("RuntimeError: down" in check.message for check in verdict.failed)


def test_nothing_asked_is_no_pass() -> None:
    assert judge([], {}).status == 3


def test_a_gate_on_an_unknown_metric_fails(runs: Runs) -> None:
    rules = Rules({"pased": Gate(min=0.5)}, 0.02, 0.01)
    (failed,) = judge([runs["townships"]], {"townships/dev": rules}).failed
    assert failed.message == "pased could not be measured: there is no such metric"


def test_a_baseline_of_another_suite_is_named(runs: Runs, tmp_path: Path) -> None:
    write_baseline(tmp_path / "b.json", [runs["mentions"]])
    (failed,) = _judge(runs["townships"], read_baseline(tmp_path / "b.json")).failed
    assert failed.message == "the baseline has no townships/dev; it holds mentions/dev"


def test_lost_cases_are_listed_in_dev_and_not_in_report(runs: Runs, tmp_path: Path) -> None:
    for half, told in (("dev", True), ("report", False)):
        result = replace(runs["townships"], half=half)
        write_baseline(tmp_path / "b.json", [result])
        worse = _score(result, 0.0, 5)
        rules = {f"townships/{half}": Rules({}, 0.02, 0.01)}
        verdict = judge([worse], rules, baseline=read_baseline(tmp_path / "b.json"))
        assert verdict.status == 1
        assert any(worse.scores[0].case in check.message for check in verdict.failed) is told


def test_a_partial_run_is_compared_on_what_it_ran(runs: Runs, baseline: Baseline) -> None:
    part = replace(runs["townships"], scores=runs["townships"].scores[:10])
    rules = {"townships/dev": rules_of(load_manifest("townships"), partial=True)}
    assert judge([part], rules, baseline=baseline).status == 0
    assert judge([_score(part, 0.0)], rules, baseline=baseline).status == 1


def test_the_same_run_again_passes_whatever_its_scores(runs: Runs, tmp_path: Path) -> None:
    """A baseline holds six decimals: what they leave out is no loss."""
    thirds = replace(
        runs["townships"],
        scores=tuple(replace(one, value=(at % 7) / 7) for at, one in enumerate(runs["townships"].scores)),
    )
    write_baseline(tmp_path / "b.json", [thirds])
    rules = {"townships/dev": Rules({}, 0.02, 0.01)}
    verdict = judge([thirds], rules, baseline=read_baseline(tmp_path / "b.json"))
    assert (verdict.status, [check.message for check in verdict.failed]) == (0, [])
    (one,) = verdict.comparisons
    assert (one.difference, one.gained, one.lost) == (0.0, (), ())


BROKEN = [
    (None, "there is no baseline; make one with --update-baseline"),
    ("", "malformed"),
    ('{"format": 1, "entries": {"mentions/dev": {"version": 1, "cases": {"f1": {"a": [1.0', "malformed"),
    ('{"format": 2, "entries": {}}', "format"),
    ('{"format": 1, "entries": {"mentions/dev": {"version": 1, "cases": {"f1": {"a": ["x", "d"]}}}}}', "a.0"),
    ("[]", "malformed"),
]


@pytest.mark.parametrize(("text", "message"), BROKEN)
def test_a_missing_or_broken_baseline_is_an_error(tmp_path: Path, text: str | None, message: str) -> None:
    path = tmp_path / "baseline.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(EvaluationError, match=message) as raised:
        read_baseline(path)
    assert str(path) in str(raised.value)


def _suite(folder: Path, *, cases: str | None = None, **changed: Any) -> Path:
    """Write a suite of two sentences, whole or damaged."""
    import hashlib

    rows = [
        {"id": "s1", "half": "dev", "text": "办结7件", "expect": [
            {"start": 2, "end": 4, "text": "7件", "kind": "quantity", "value": "7", "unit": "件"}]},
        {"id": "s2", "half": "dev", "text": "没有数字", "expect": []},
    ]  # fmt: skip
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows) if cases is None else cases
    manifest = {
        "name": "ours", "version": 1, "kind": "mentions", "description": "two", "licence": "CC0-1.0",
        "halves": ["dev"], "sha256": hashlib.sha256(text.encode()).hexdigest(), **changed,
    }  # fmt: skip
    (folder / "ours").mkdir(parents=True)
    (folder / "ours" / "cases.jsonl").write_text(text, encoding="utf-8")
    (folder / "ours" / "suite.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


ROW = '{"id": "s1", "half": "dev", "text": "没有", "expect": []}\n'
DAMAGED = [
    ({"cases": ROW + ROW}, "line 2: id 's1' was used on line 1"),
    ({"cases": ""}, "the suite is empty"),
    ({"cases": ROW[:30]}, "line 1: Invalid JSON"),
    ({"cases": ROW.replace("dev", "report")}, "no case of the half 'dev'"),
    ({"cases": ROW.replace("dev", "test")}, "line 1: half"),
    ({"sha256": "0" * 64}, "the cases have changed"),
    ({"sha256": "no hash"}, "sha256"),
    ({"licence": ""}, "licence"),
    ({"version": 0}, "version"),
    ({"kind": "essays"}, "kind"),
    ({"halves": ["report"]}, "has no half 'dev'"),
    ({"halves": []}, "halves"),
    ({"gates": {"recall": {}}}, "a gate needs min or max"),
    ({"gates": {"recall": {"min": 2}}}, "gates.recall.min"),
    ({"name": "theirs"}, "name is 'theirs', the folder is 'ours'"),
]


@pytest.mark.parametrize(("damage", "message"), DAMAGED)
def test_a_damaged_suite_is_refused(tmp_path: Path, damage: dict[str, Any], message: str) -> None:
    with pytest.raises(EvaluationError, match=message):
        run_plan("ours", Plan(half="dev", suites=_suite(tmp_path, **damage)))


def test_a_folder_of_ones_own_runs(tmp_path: Path) -> None:
    result = run_plan("ours", Plan(half="dev", suites=_suite(tmp_path)))
    assert [(score.case, score.value) for score in result.scores] == [("s1", 1.0), ("s2", 1.0)]


def _stored(tmp_path: Path, *, replay: bool, **plan: Any) -> SuiteResult:
    return run_plan("mentions", Plan(half="dev", outputs=tmp_path, replay=replay, **plan))


def test_stored_outputs_score_the_same_and_an_interrupted_run_goes_on(tmp_path: Path) -> None:
    first = _stored(tmp_path, replay=False)
    path = tmp_path / "mentions-dev.jsonl"
    whole = path.read_text(encoding="utf-8")
    assert _stored(tmp_path, replay=True) == replace(first, parts=())
    path.write_text(whole[: len(whole) // 2], encoding="utf-8")
    assert replace(_stored(tmp_path, replay=False), parts=()) == replace(first, parts=())
    assert sorted(path.read_text(encoding="utf-8").splitlines()) == sorted(whole.splitlines())


def test_a_cut_file_of_outputs_is_unscored_cases(tmp_path: Path) -> None:
    _stored(tmp_path, replay=False)
    path = tmp_path / "mentions-dev.jsonl"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: len(text) // 2], encoding="utf-8")
    verdict = _judge(_stored(tmp_path, replay=True), None)
    assert verdict.status == 3
    assert any("no stored output" in check.message for check in verdict.failed)


def _header(**changed: Any) -> Callable[[list[str]], list[str]]:
    return lambda lines: [json.dumps({**json.loads(lines[0]), **changed}), *lines[1:]]


SPOILT = [
    (_header(suite="questions"), "outputs of another run: suite 'questions', not 'mentions'"),
    (_header(half="report"), "half 'report', not 'dev'"),
    (_header(version=9), "version 9, not 1"),
    (_header(sha256="0"), "sha256 '0'"),
    (lambda lines: [lines[0], "{", *lines[1:]], "line 2: damaged"),
    (lambda lines: lines[1:], "outputs of another run"),
    (lambda lines: [], "the file is empty"),
]


@pytest.mark.parametrize(("spoil", "message"), SPOILT)
def test_outputs_of_another_run_are_refused(
    tmp_path: Path, spoil: Callable[[list[str]], list[str]], message: str
) -> None:
    _stored(tmp_path, replay=False, limit=3)
    path = tmp_path / "mentions-dev.jsonl"
    lines = spoil(path.read_text(encoding="utf-8").splitlines())
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    with pytest.raises(EvaluationError, match=message):
        _stored(tmp_path, replay=True)


def test_outputs_that_were_never_stored_are_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="there are no stored outputs"):
        _stored(tmp_path, replay=True)


def test_updating_keeps_the_entries_of_other_suites(runs: Runs, tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    write_baseline(path, [runs["mentions"]])
    first = path.read_bytes()
    write_baseline(path, [runs["townships"]], held=read_baseline(path))
    assert set(read_baseline(path).entries) == {"mentions/dev", "townships/dev"}
    write_baseline(path, [runs["mentions"]])
    assert path.read_bytes() == first
    unscored: CaseScore = replace(runs["mentions"].scores[0], value=None)
    write_baseline(path, [replace(runs["mentions"], scores=(unscored,))])
    assert read_baseline(path).entries["mentions/dev"].cases == {}


def test_the_committed_baseline_holds_every_suite_and_its_present_version() -> None:
    held = read_baseline()
    for name in suite_names():
        manifest: Manifest = load_manifest(name)
        for half in manifest.halves:
            assert held.entries[f"{name}/{half}"].version == manifest.version
