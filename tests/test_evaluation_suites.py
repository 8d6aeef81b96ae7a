"""The suites as data: they load from the package, their labels fit their texts, and broken ones are named."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from fazhi_rag.errors import EvaluationError
from fazhi_rag.evaluation.real import real_corpus
from fazhi_rag.evaluation.suites import (
    BATCHES,
    GroundingCase,
    MentionCase,
    QuestionCase,
    load_cases,
    load_manifest,
    parse_cases,
    suite_names,
)
from fazhi_rag.types import FACT_KINDS

GROUNDING = load_cases("grounding", GroundingCase)
MENTIONS = load_cases("mentions", MentionCase)
QUESTIONS = load_cases("questions", QuestionCase)
ROOT = Path(__file__).parent.parent


def test_the_built_in_suites_have_manifests() -> None:
    kinds = ("drafting", "grounding", "mentions", "questions", "retrieval", "townships")
    assert suite_names() == (*kinds, "wordings")
    assert tuple(load_manifest(name).kind for name in suite_names()) == (*kinds, "townships")


def test_labels_are_the_text_at_their_span() -> None:
    texts = [(case.text, case.mentions) for case in GROUNDING] + [
        (case.text, case.expect) for case in MENTIONS
    ]
    for text, labels in texts:
        assert [label.span.of(text) for label in labels] == [label.text for label in labels]
        assert all(one.end <= other.start for one, other in pairwise(labels))


def test_a_grounding_case_stands_in_the_half_of_its_batch() -> None:
    assert [case.half for case in GROUNDING] == [BATCHES[case.id[0]] for case in GROUNDING]


def test_a_case_in_the_wrong_half_for_its_batch_is_named() -> None:
    case = {"id": "H999", "half": "dev", "text": "调解12件", "mentions": []}
    with pytest.raises(EvaluationError, match=r"line 1: .*batch H is of the half report, not dev"):
        parse_cases(json.dumps(case), GroundingCase, place="x")


def test_no_township_stands_in_two_batches() -> None:
    batches = [
        {case.township for case in GROUNDING if case.township and case.id[0] == letter} for letter in BATCHES
    ]
    assert sum(map(len, batches)) == len(set().union(*batches))


def test_texts_and_questions_are_unique() -> None:
    for texts in ([c.text for c in GROUNDING], [c.text for c in MENTIONS], [c.question for c in QUESTIONS]):
        assert len(set(texts)) == len(texts)


def test_the_suites_are_large_enough() -> None:
    assert len(GROUNDING) >= 150
    assert len(MENTIONS) >= 200
    assert len(QUESTIONS) >= 40
    assert sum(all(label.optional for label in case.expect) for case in MENTIONS) >= 20, "negatives"
    for cases in (MENTIONS, QUESTIONS):
        halves = Counter(case.half for case in cases)
        assert min(halves["dev"], halves["report"]) >= 0.4 * len(cases)
    assert Counter(case.half for case in GROUNDING)["report"] >= 36


@pytest.mark.parametrize(
    ("letters", "least"),
    [("SARTCZ", 28), ("DJYQNU", 12)],
)
def test_each_class_is_altered_by_hand_in_the_report_half(letters: str, least: int) -> None:
    altered = Counter(one.op[0] for case in GROUNDING if case.half == "report" for one in case.altered)
    assert min(altered[letter] for letter in letters) >= least


def test_the_report_half_has_restatements_by_hand() -> None:
    assert sum(len(case.restated) for case in GROUNDING if case.half == "report") >= 110


def test_every_fact_of_the_mentions_suite_has_a_value() -> None:
    facts = [label for case in MENTIONS for label in case.expect if label.kind in FACT_KINDS]
    assert all(label.value is not None for label in facts)
    assert sum(label.head is not None for label in facts) > 0.85 * len(facts)


def test_evidence_stands_in_the_corpus() -> None:
    from fazhi_rag.evaluation.scorers import fold

    texts = {path.name: fold(path.read_text(encoding="utf-8")) for path in (ROOT / "corpus").glob("*/*.md")}
    for case in QUESTIONS:
        for evidence in set(case.evidence) - set(case.computed):
            assert any(fold(evidence) in texts[doc] for doc in case.docs), (case.id, evidence)


def test_no_stretch_of_the_real_reports_was_copied() -> None:
    folder = real_corpus()
    if folder is None:
        pytest.skip("the real reports are not here; set FAZHI_REAL_CORPUS")
    real = "\n".join(path.read_text(encoding="utf-8") for path in (folder / "corpus").glob("*.txt"))
    own = [case.text for case in GROUNDING] + [case.text for case in MENTIONS]
    own += [altered.text for case in GROUNDING for altered in case.altered]
    own += [restated.text for case in GROUNDING for restated in case.restated]
    copied = [text[i : i + 16] for text in own for i in range(len(text) - 15) if text[i : i + 16] in real]
    assert copied == []


def _line(**changes: object) -> str:
    case = {"id": "a", "half": "dev", "text": "调解12件", "expect": []}
    return json.dumps(case | changes, ensure_ascii=False)


LABEL = {"start": 2, "end": 5, "text": "12件", "kind": "quantity", "value": "12"}


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "the suite is empty"),
        ([_line(), "{"], "line 2: "),
        ([_line(), _line()], "line 2: id 'a' was used on line 1"),
        ([_line(half="both")], "line 1: half"),
        ([_line(expect=[LABEL | {"end": 4}])], "line 1: .*'12', not '12件'"),
        ([_line(expect=[LABEL, LABEL])], "line 1: .*overlaps the label before it"),
        ([_line(expect=[LABEL | {"kind": "number"}])], "line 1: expect.0.kind"),
        ([_line(text="")], "line 1: text"),
        ([_line(colour="red")], "line 1: colour"),
    ],
)
def test_a_broken_suite_is_named_with_file_and_line(lines: list[str], message: str) -> None:
    with pytest.raises(EvaluationError, match=f"^here.jsonl.*{message}"):
        parse_cases("\n".join(lines), MentionCase, place="here.jsonl")


def test_an_altered_text_needs_its_span() -> None:
    case = {"id": "a", "half": "dev", "text": "调解12件", "mentions": []}
    altered = {"op": "V1", "text": "调解13件", "start": 2, "end": 9}
    with pytest.raises(EvaluationError, match="span 2:9 outside"):
        parse_cases(json.dumps(case | {"altered": [altered]}), GroundingCase, place="x")
    with pytest.raises(EvaluationError, match="the altered text is the original"):
        parse_cases(
            json.dumps(case | {"altered": [altered | {"text": "调解12件", "end": 5}]}),
            GroundingCase,
            place="x",
        )


def test_an_unknown_suite_names_those_that_exist() -> None:
    with pytest.raises(EvaluationError, match="no suite 'drafts'; there are: drafting, grounding, mentions"):
        load_manifest("drafts")
