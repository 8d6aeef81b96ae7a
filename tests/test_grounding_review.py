"""Proof-reading a report on its own: what is found, and what is left alone."""

from pathlib import Path

import pytest

from fazhi_rag.errors import InputError
from fazhi_rag.grounding import find_foreign_words, review
from fazhi_rag.reading import document_from_text

WORDS = [
    # text, township, the foreign words in it
    ("执法权下放街道后，力量不足。", "清溪镇", ["下放街道"]),
    ("我街道认真落实各项要求。", "清溪镇", ["我街道"]),
    ("全局上下高度重视。", "清溪镇", ["全局"]),
    ("街道党工委定期研究。", "清溪镇", ["街道党工委"]),
    ("我镇组织培训。", "望江街道", ["我镇"]),
    ("我街道组织培训。", "望江街道", []),
    ("我镇执法权下放镇后运行平稳。", "清溪镇", []),
    ("树立全局观念，服务全县大局。", "清溪镇", []),
    ("事关全局性工作。", "清溪镇", []),
    ("本乡村振兴工作稳步推进。", "清溪镇", []),
    ("清理主街道两侧占道经营。", "清溪镇", []),
    ("我街道认真落实各项要求。", None, []),
]


@pytest.mark.parametrize(("text", "township", "expected"), WORDS, ids=[row[0] for row in WORDS])
def test_words_of_another_kind_of_unit(text: str, township: str | None, expected: list[str]) -> None:
    found = find_foreign_words(text, township)
    assert [word for word, _ in found] == expected
    assert [span.of(text) for _, span in found] == expected


WHOLE = """东山县清溪镇2023年法治政府建设情况报告
2023年，我镇扎实推进法治政府建设。现将2023年有关情况报告如下：
一、主要举措和成效
（一）化解矛盾纠纷。全年受理纠纷64件，调解成功61件。
二、存在的不足和原因
执法力量不足，原因是编制偏少。
三、党政主要负责人履行推进法治建设第一责任人职责情况
主要负责人带头学法。
四、2024年工作安排
加强普法宣传。
"""


def codes(text: str) -> list[str]:
    return [finding.code for finding in review(document_from_text(text, name="清溪镇.txt")).findings]


def test_a_clean_report_has_no_finding() -> None:
    assert codes(WHOLE) == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("二、存在的不足和原因\n执法力量不足，原因是编制偏少。\n", "", "P101"),
        ("四、2024年工作安排\n加强普法宣传。\n", "", "P101"),
        ("调解成功61件", "调解成功71件", "N101"),
        ("现将2023年有关情况", "自202311日起至1231日止，现将2023年有关情况", "N102"),
        ("主要负责人带头学法", "我街道主要负责人带头学法", "C101"),
    ],
)
def test_each_rule_finds_its_error(old: str, new: str, code: str) -> None:
    assert code in codes(WHOLE.replace(old, new))


def test_findings_stand_in_the_text() -> None:
    found = review(document_from_text(WHOLE.replace("我镇", "我街道"), name="清溪镇.txt"))
    assert not found.ok
    for finding in found.findings:
        assert finding.span.of(found.text) == finding.text


def test_an_absent_file_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.txt"):
        review(tmp_path / "none.txt")
