"""The public contract: names, argument orders and fields that outside scripts rely on."""

import inspect
import json

import pytest

import fazhi_rag
from fazhi_rag import KnowledgeBase, Source, ask, draft_section, find_mentions, review, verify

FIELDS = {
    "Source": "text township county year name",
    "Mention": "text span kind value unit approx per subject",
    "Finding": "text span kind value unit status ok evidence message",
    "Grounding": "findings ok counts conflicts",
    "Hit": "text score township county year section document span",
    "Answer": "text status reason citations findings",
    "Draft": "text findings blanks evidence",
}
SIGNATURES = {
    "ask": ["question", "kb"],
    "draft_section": ["topic", "kb", "township", "year", "facts", "model"],
    "verify": ["text", "sources", "township"],
    "find_mentions": ["text"],
    "review": ["report"],
}


@pytest.fixture(scope="module")
def values(own_kb: KnowledgeBase) -> dict[str, object]:
    """One value of each public type, made the way a user would."""
    grounding = verify(
        "全年调解纠纷156宗。",
        [Source("全年共调解纠纷155宗。", township="松源镇", year=2021)],
        township="松源镇",
        year=2021,
    )
    return {
        "Source": Source("正文"),
        "Mention": find_mentions("发放资料1万余份")[0],
        "Finding": grounding.findings[0],
        "Grounding": grounding,
        "Hit": own_kb.search("矛盾纠纷化解", township="渠马镇", year=2022, k=5)[0],
        "Answer": ask("渠马镇是如何开展矛盾纠纷调解的？", kb=own_kb),
        "Draft": draft_section(
            "dispute_resolution", kb=own_kb, township="云阳县渠马镇", year=2023, model=None
        ),
    }


@pytest.mark.parametrize("name", FIELDS)
def test_a_value_has_its_fields_and_prints_them(values: dict[str, object], name: str) -> None:
    value = values[name]
    fields = FIELDS[name].split()
    assert [field for field in fields if not hasattr(value, field)] == []
    printed = value.to_dict()  # type: ignore[attr-defined]
    assert [field for field in fields if field not in printed] == []
    json.dumps(printed, ensure_ascii=False)


@pytest.mark.parametrize("name", SIGNATURES)
def test_a_function_takes_its_arguments_in_order(name: str) -> None:
    parameters = list(inspect.signature(getattr(fazhi_rag, name)).parameters)
    wanted = SIGNATURES[name]
    assert [p for p in parameters if p in wanted] == wanted


def test_the_example_of_the_contract() -> None:
    (mention,) = find_mentions("发放资料1万余份")
    assert (str(mention.kind), mention.value, mention.unit, str(mention.approx)) == (
        "quantity",
        10000,
        "份",
        "more_than",
    )
    assert (mention.span.start, mention.span.end) == (4, 8)
    assert str(mention.value) == "10000"


def test_sources_may_be_plain_strings() -> None:
    assert verify("发放资料1万余份。", ["共发放资料10000余份。"]).ok
    assert not verify("发放资料2万余份。", ["共发放资料10000余份。"]).ok


def test_an_empty_check_has_no_supported_number() -> None:
    grounding = verify("没有数字的一句话。", ["资料"])
    assert grounding.findings == ()
    assert set(grounding.counts.values()) == {0}


def test_a_review_reads_a_file(own_corpus) -> None:
    found = review(own_corpus / "reports" / "高家镇_2024.md")
    assert any(finding.code == "N101" for finding in found.findings)
    json.dumps(found.to_dict(), ensure_ascii=False)
