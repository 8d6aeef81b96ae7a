"""The text cut into lines and pieces; verdict names, excerpts, the table and the summary."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_rag.rendering import Page, findings_table, status_name, summarize
from fazhi_rag.rendering.page import Piece, cut_lines
from fazhi_rag.rendering.wording import excerpt, page_notes, place_name, printable
from fazhi_rag.types import Citation, Evidence, Finding, Kind, Place, Span, Status


def finding(text: str, span: tuple[int, int], status: Status = Status.SUPPORTED) -> Finding:
    return Finding(text, Span(*span), Kind.QUANTITY, None, None, status)


def shown(page: Page) -> list[str]:
    """Print lines with {n:…} round findings, <…> round blanks, (n:…) round keys, | after the heading."""

    def piece(each: Piece) -> str:
        text = each.text
        if each.finding is not None:
            return f"{{{each.finding}:{text}}}"
        if each.citation is not None:
            return f"({each.citation}:{text})"
        return f"<{text}>" if each.blank else text

    return [
        "".join(map(piece, line.heading)) + ("|" if line.heading else "") + "".join(map(piece, line.body))
        for line in cut_lines(page)
    ]


@pytest.mark.parametrize(
    ("text", "spans", "blanks", "expected"),
    [
        ("调解12件。", [(2, 5)], [], ["调解{0:12件}。"]),
        ("调解12件", [(2, 5)], [], ["调解{0:12件}"]),
        ("12件", [(0, 3)], [], ["{0:12件}"]),
        ("查处【待补：件数】件", [], [(2, 9)], ["查处<【待补：件数】>件"]),
        # given by mistake: empty, reversed, out of range, negative
        ("调解12件。", [(2, 2), (4, 2), (5, 99), (-3, 2)], [], ["调解12件。"]),
        # overlapping: the first stays
        ("调解12件。", [(2, 5), (3, 6)], [], ["调解{0:12件}。"]),
        ("调解12件。", [(2, 5), (2, 5)], [], ["调解{0:12件}。"]),
        # a number inside a blank is not marked
        ("查处【待补：2023年】件", [(6, 11)], [(2, 12)], ["查处<【待补：2023年】>件"]),
        # over a line break: a piece on each line
        ("调解1\n2件。", [(2, 6)], [], ["调解{0:1}", "{0:2件}。"]),
        ("　　调解12件。\r\n\r\n  \n全年3次", [(4, 7)], [], ["调解{0:12件}。", "全年3次"]),
        ("", [], [], []),
    ],
)
def test_lines(
    text: str, spans: list[tuple[int, int]], blanks: list[tuple[int, int]], expected: list[str]
) -> None:
    findings = tuple(finding(text[a:b], (a, b)) for a, b in spans)
    assert shown(Page("", text, findings, blanks=tuple(Span(*b) for b in blanks))) == expected


def test_where_two_overlap_the_problem_is_marked() -> None:
    page = Page("", "调解12件。", (finding("12件", (2, 5)), finding("12", (2, 4), Status.CONTRADICTED)))
    assert shown(page) == ["调解{1:12}件。"]


def test_only_keys_of_citations_are_links() -> None:
    cited = Citation(1, "原句", Place("a.md"))
    assert shown(Page("", "调解12件[1][2]。", (), (cited,))) == ["调解12件(1:[1])[2]。"]


@pytest.mark.parametrize(
    ("line", "level", "heading"),
    [
        ("一、主要举措和成效", 1, "一、主要举措和成效"),
        ("十二、下一年安排", 1, "十二、下一年安排"),
        ("（三）规范执法。全年检查3次。", 2, "（三）规范执法。"),
        ("(三)规范执法", 2, "(三)规范执法"),
        ("1.加强学习。组织2次。", 3, "1.加强学习。"),
        ("3、加强学习", 3, "3、加强学习"),
        ("（1）加强学习", 4, "（1）加强学习"),
        ("2023.3.15召开会议", 0, ""),
        ("3.5万元用于普法", 0, ""),
        ("一是加强学习。", 0, ""),
        ("一方面加强学习", 0, ""),
        ("一、" + "长" * 60 + "。后文", 0, ""),
    ],
)
def test_headings(line: str, level: int, heading: str) -> None:
    (found,) = cut_lines(Page("", line, ()))
    assert (found.level, "".join(piece.text for piece in found.heading)) == (level, heading)


@given(
    st.text(alphabet="一、（）12件。\n [1]", max_size=40),
    st.lists(st.tuples(st.integers(-5, 45), st.integers(-5, 45)), max_size=8),
    st.lists(st.tuples(st.integers(-5, 45), st.integers(-5, 45)), max_size=4),
)
def test_no_span_loses_or_repeats_a_character(
    text: str, spans: list[tuple[int, int]], blanks: list[tuple[int, int]]
) -> None:
    cited = (Citation(1, "原句", Place("a.md")),)
    page = Page("", text, tuple(finding("", s) for s in spans), cited, blanks=tuple(Span(*b) for b in blanks))
    lines = ["".join(piece.text for piece in line.heading + line.body) for line in cut_lines(page)]
    assert lines == [line.strip() for line in text.split("\n") if line.strip()]


def test_every_status_has_a_name() -> None:
    names = [status_name(status) for status in Status]
    assert names[:3] == ["有据", "推算", "与来源矛盾"]
    assert len(set(names)) == len(Status)


@pytest.mark.parametrize(
    ("number", "sentence", "expected"),
    [
        ("4次", "开展14次，另有4次。", ("开展14次，另有", "4次", "。")),
        ("四次", "开展十四次，另有四次", ("开展十四次，另有", "四次", "")),
        ("2万元", "支出1.2万元和2万元。", ("支出1.2万元和", "2万元", "。")),
        ("5次", "开展4次。", ("开展4次。", "", "")),
        ("", "未发生案件。", ("未发生案件。", "", "")),
        ("9件", "长" * 300 + "9件" + "短" * 300, ("…" + "长" * 200, "9件", "短" * 200 + "…")),
        ("9件", "长" * 500, ("长" * 400 + "…", "", "")),
    ],
)
def test_excerpt(number: str, sentence: str, expected: tuple[str, str, str]) -> None:
    assert excerpt(Evidence(number, sentence, Span(0, 0))) == expected


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Evidence("", "", Span(0, 0), "a.md", "云水镇", "青川县", 2023), "青川县云水镇 2023年 · a.md"),
        (Evidence("", "", Span(0, 0), None, "云水镇"), "云水镇"),
        (Evidence("", "", Span(0, 0), None, None, None, 2023), "2023年"),
        (Evidence("", "", Span(0, 0)), "来源"),
        (Place("a.md", section="一、 › （二）"), "a.md · 一、 › （二）"),
        # the folders of a machine are nobody's business
        (Place("/home/me/secret/a.md"), "a.md"),
        (Place(r"C:\me\secret\a.md"), "a.md"),
        (Place("reports/a.md"), "reports/a.md"),
    ],
)
def test_place_name(place: Evidence | Place, expected: str) -> None:
    assert place_name(place) == expected


def test_findings_table_repeats_no_sentence() -> None:
    sentence = "受理8件，调解成功6件。"
    found = Finding(
        "75%",
        Span(0, 3),
        Kind.PERCENT,
        None,
        None,
        Status.DERIVED,
        (Evidence("6件", sentence, Span(0, 0), "a.md"), Evidence("8件", sentence, Span(0, 0), "a.md")),
        "6 / 8 = 75%",
    )
    assert findings_table([found]) == [("75%", "推算", f"a.md：「{sentence}」", "6 / 8 = 75%")]


def test_summary_counts_and_never_passes_an_empty_check() -> None:
    assert summarize(Page("", "", ())) == "正文没有核对到数字。"
    page = Page(
        "",
        "",
        (finding("1", (0, 1)), finding("2", (0, 1), Status.UNCHECKED)),
        blanks=(Span(0, 1), Span(2, 3)),
    )
    assert summarize(page) == "共 2 个数字：有据 1、未核 1；待补 2 处。"


def test_hidden_characters_are_dropped_and_said() -> None:
    text = "调解\u202e871\u202c件\x00\u200b\ud800"
    assert printable(text) == "调解871件"
    assert page_notes(Page("", text, (), notes=("甲",)))[0] == "甲"
    assert "5 个不可见" in page_notes(Page("", text, ()))[0]
    assert page_notes(Page("", "调解8件\n\t。", ())) == ()


def test_import_loads_neither_jinja2_nor_docx() -> None:
    code = "import sys, fazhi_rag.rendering as r; print({'jinja2', 'docx', 'lxml'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
