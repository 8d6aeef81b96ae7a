"""Markdown: marks on numbers that are not ok, tables that stay tables, nothing taken for markup."""

from __future__ import annotations

import pytest

from fazhi_rag.rendering import Page, render_markdown
from fazhi_rag.types import Citation, Conflict, ConflictKind, Evidence, Finding, Kind, Place, Span, Status

SOURCE = Evidence("198个", "设立调解点198个。", Span(5, 9), "a.md", "云水镇", "青川县", 2023)


def page(text: str, number: str, status: Status, **more: object) -> Page:
    at = text.index(number)
    found = Finding(
        number, Span(at, at + len(number)), Kind.QUANTITY, None, None, status, (SOURCE,), "来源为 198个"
    )
    return Page("标题", text, (found,), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("number", "status", "expected"),
    [
        ("178个", Status.CONTRADICTED, "调解点**178个**〔✗ 与来源矛盾〕。"),
        ("178个", Status.UNCHECKED, "调解点**178个**〔？ 未核〕。"),
        ("178个", Status.SUPPORTED, "调解点178个。"),
        ("178个", Status.DERIVED, "调解点178个。"),
        ("“6·26”", Status.UNSUPPORTED, "调解点“6·26”〔✗ 无据〕。"),
    ],
)
def test_marks(number: str, status: Status, expected: str) -> None:
    assert expected in render_markdown(page(f"调解点{number}。", number, status)).split("\n")


def test_whole_page() -> None:
    text = "一、举措\n设立调解点178个[1]，查处【待补：件数】件。"
    made = page(
        text,
        "178个",
        Status.CONTRADICTED,
        citations=(Citation(1, "设立调解点198个。", Place("a.md", "云水镇", None, 2023, "一、举措")),),
        conflicts=(Conflict("调解点", (SOURCE,), "两个值", ConflictKind.TWO_VALUES),),
        blanks=(Span(text.index("【"), text.index("】") + 1),),
        notes=("甲",),
    )
    assert render_markdown(made) == (
        "# 标题\n\n"
        "一、举措\n\n"
        "设立调解点**178个**〔✗ 与来源矛盾〕[1]，查处【待补：件数】件。\n\n"
        "## 引用\n\n"
        "- [1] 云水镇 2023年 · a.md · 一、举措：「设立调解点198个。」\n\n"
        "## 数字核对\n\n"
        "共 1 个数字：与来源矛盾 1；待补 1 处；来源自相矛盾 1 处。\n\n"
        "| 数字 | 判定 | 依据 | 说明 |\n"
        "| --- | --- | --- | --- |\n"
        "| 178个 | 与来源矛盾 | 青川县云水镇 2023年 · a.md：「设立调解点198个。」 | 来源为 198个 |\n\n"
        "## 来源自相矛盾\n\n"
        "- 调解点：两个值\n"
        "  - 青川县云水镇 2023年 · a.md：「设立调解点198个。」\n\n"
        "## 说明\n\n"
        "- 甲\n"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<script>alert(1)</script>", r"\<script\>alert(1)\</script\>"),
        ("[点我](javascript:x)", r"\[点我](javascript:x)"),
        ("[1](javascript:x)", r"\[1](javascript:x)"),
        ("[1]: javascript:x", r"\[1]: javascript:x"),
        ("*强* _调_ `码` ~删~ a|b", r"\*强\* \_调\_ \`码\` \~删\~ a\|b"),
        ("# 标题", r"\# 标题"),
        ("- 列表", r"\- 列表"),
        ("---", r"\---"),
        # a numbered list would be counted anew: 3. after 1. prints as 2.
        ("3. 加强学习", r"3\. 加强学习"),
        ("3.加强学习", "3.加强学习"),
        ("    四格缩进", "四格缩进"),
        ("调解&#49;件", r"调解\&#49;件"),
    ],
)
def test_nothing_is_taken_for_markup(text: str, expected: str) -> None:
    assert expected in render_markdown(Page("", text, ())).split("\n")


def test_table_cells_stay_in_their_row() -> None:
    evil = Evidence("1个", "一|二\n三\r\n| 四 |", Span(0, 0), "a|b.md")
    found = Finding("1|\n个", Span(0, 1), Kind.QUANTITY, None, None, Status.UNSUPPORTED, (evil,), "甲|乙\n丙")
    rows = [line for line in render_markdown(Page("", "1个", (found,))).split("\n") if line.startswith("|")]
    assert len(rows) == 3
    assert rows[2].replace(r"\|", "").count("|") == 5


def test_page_without_anything() -> None:
    assert render_markdown(Page("", "", ())) == "## 数字核对\n\n正文没有核对到数字。\n"
