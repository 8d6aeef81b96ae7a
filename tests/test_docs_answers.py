"""The examples of docs/answers.md are asked, and what it prints is what they print."""

import re

import pytest

from fazhi_rag.console import show_plan
from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.writing import Intent, ask, plan_question
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "answers.md").read_text(encoding="utf-8")
EXAMPLES = [block.split("\n", 1) for block in re.findall(r"```text\n> (.*?)```", PAGE, re.DOTALL)]


@pytest.mark.parametrize(("question", "shown"), EXAMPLES, ids=[question for question, _ in EXAMPLES])
def test_an_answer_shown_is_the_answer_given(own_kb: KnowledgeBase, question: str, shown: str) -> None:
    printed = ask(question, kb=own_kb).text.splitlines()
    assert [line for line in shown.splitlines() if line not in ("…", *printed)] == []


def test_the_reading_shown_is_the_reading_given(own_kb: KnowledgeBase) -> None:
    found = re.search(r"\$ fazhi ask (\S+) .*--explain\n(.*?)```", PAGE, re.DOTALL)
    assert found
    assert show_plan(plan_question(found[1], own_kb.documents(), None)).strip() == found[2].strip()


def test_every_kind_of_answer_is_named() -> None:
    told = PAGE.split("## 3.")[1].split("## 4.")[0]
    kinds = {intent.value for intent in Intent} - {Intent.SAME_PLACE.value}
    assert [kind for kind in kinds if kind not in told] == []


def test_the_page_shows_answers_and_an_abstention() -> None:
    assert len(EXAMPLES) >= 3
