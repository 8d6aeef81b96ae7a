"""The evidence page: structure, policy hashes, and hostile text that stays text."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

import pytest
from lxml import html

from fazhi_rag.rendering import Page, render_html, render_review, status_name
from fazhi_rag.types import (
    Citation,
    Conflict,
    ConflictKind,
    Evidence,
    Finding,
    Kind,
    Place,
    Review,
    ReviewFinding,
    Severity,
    Span,
    Status,
)

SENTENCE = "全镇设立调解点198个，另有98个在建。"


def every_status() -> Page:
    """Return a page with one number of each verdict, a blank, a citation, a conflict and a note."""
    words = [f"事项{status.value}共{index + 11}件" for index, status in enumerate(Status)]
    text = "一、举措\n（一）化解纠纷。" + "，".join(words) + "[1]，【待补：件数】件。"
    findings = []
    for index, status in enumerate(Status):
        number = f"{index + 11}件"
        at = text.index(number)
        source = Evidence("198个", SENTENCE, Span(7, 11), "a.md", "云水镇", "青川县", 2023)
        known = () if status is Status.UNSUPPORTED else (source,)
        findings.append(
            Finding(
                number, Span(at, at + len(number)), Kind.QUANTITY, None, "件", status, known, f"注{index}"
            )
        )
    return Page(
        "云水镇报告",
        text,
        tuple(findings),
        (Citation(1, "原句甲", Place("a.md", "云水镇", "青川县", 2023, "一、举措")),),
        (
            Conflict(
                "调解点", (Evidence("98个", SENTENCE, Span(0, 3), "b.md"),), "两个值", ConflictKind.TWO_VALUES
            ),
        ),
        (Span(text.index("【"), text.index("】") + 1),),
        ("一条说明",),
    )


def test_structure() -> None:
    page = every_status()
    tree = html.document_fromstring(render_html(page))
    assert tree.get("lang") == "zh-CN"
    assert tree.findtext(".//title") == tree.findtext(".//h1") == "云水镇报告"
    links = tree.xpath("//a[@class and contains(@class, 'number')]")
    assert [link.text for link in links] == [finding.text for finding in page.findings]
    assert [link.get("data-status") for link in links] == [status.value for status in Status]
    assert len({link.get("data-mark") for link in links}) == len(Status)
    for link, finding in zip(links, page.findings, strict=True):
        row = tree.get_element_by_id(link.get("href")[1:])
        assert row.get("data-status") == link.get("data-status")
        assert status_name(finding.status) in row.text_content()
        assert status_name(finding.status) in link.get("aria-label")
        assert finding.message in row.text_content()
        marked = row.xpath(".//blockquote/mark/text()")
        assert marked == ([] if finding.status is Status.UNSUPPORTED else ["198个"])
    assert tree.xpath("//mark[@class='blank']/text()") == ["【待补：件数】"]
    assert tree.xpath("//article//a[@class='key']/@href") == ["#c1"]
    assert "原句甲" in tree.get_element_by_id("c1").text_content()
    assert "青川县云水镇 2023年 · a.md" in tree.text_content()
    assert "一条说明" in tree.text_content()
    assert [bar.get("x") for bar in tree.xpath("//rect")] == [str(index) for index in range(len(Status))]
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_text_is_whole() -> None:
    page = every_status()
    article = html.document_fromstring(render_html(page)).find(".//article")
    assert article is not None
    lines = [node.text_content() for node in article if node.tag in ("p", "h3", "h4")]
    assert lines == page.text.split("\n")


def test_policy_allows_exactly_our_style_and_script() -> None:
    made = render_html(every_status())
    policy = html.document_fromstring(made).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", made, re.S)
        digest = b64encode(sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_nothing_is_fetched_and_no_style_or_handler_is_inline() -> None:
    tree = html.document_fromstring(render_html(every_status()))
    assert tree.xpath("//@src | //link | //@style | //@*[starts-with(name(), 'on')]") == []
    assert all(href.startswith("#") for href in tree.xpath("//@href"))


HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onclick='alert(1)",
    "{{ 7*7 }}{% raw %}",
    "<!--",
    "&lt;b&gt;&#x202e;",
    "</style><style>*{display:none}",
    "]]><x>",
]


@pytest.mark.parametrize("evil", HOSTILE)
def test_hostile_text_stays_text(evil: str) -> None:
    source = Evidence(evil, evil, Span(0, 1), evil, evil, evil, 2023)
    found = Finding(evil, Span(0, len(evil)), Kind.OTHER, None, None, Status.CONTRADICTED, (source,), evil)
    page = Page(
        evil,
        evil + "\n" + evil,
        (found,),
        (Citation(1, evil, Place(evil, evil, evil, 1, evil)),),
        (Conflict(evil, (source,), evil, ConflictKind.TWO_VALUES),),
        (),
        (evil,),
    )
    tree = html.document_fromstring(render_html(page))
    assert len(tree.xpath("//script")) == len(tree.xpath("//style")) == 1
    assert tree.xpath("//img | //x | //b | //comment() | //@onclick | //@onerror") == []
    assert tree.findtext(".//h1") == evil
    assert tree.xpath("string(//article/p[1])") == evil
    assert tree.xpath("string(//tbody//td[@class='message'])") == evil


def test_direction_marks_and_control_characters_are_left_out() -> None:
    made = render_html(Page("标\u202e题", "调解\u202e871\u2069件\x00\x1b\ud800", ()))
    assert not set(made) & set("\u202e\u2069\x00\x1b\ud800")
    assert "调解871件" in made
    assert "不可见" in made
    made.encode()


def test_spans_given_by_mistake_are_passed_over() -> None:
    spans = [(0, 2), (1, 3), (5, 5), (3, 1), (-4, 2), (4, 999)]
    found = tuple(Finding("x", Span(*s), Kind.OTHER, None, None, Status.UNCHECKED) for s in spans)
    tree = html.document_fromstring(render_html(Page("", "十二件事情", found, blanks=(Span(8, 9),))))
    assert tree.xpath("string(//article/p)") == "十二件事情"
    assert len(tree.xpath("//tbody/tr")) == len(spans)


def test_long_text() -> None:
    text = "办结案件12件。" * 12_500
    found = tuple(
        Finding("12件", Span(at + 4, at + 7), Kind.QUANTITY, None, "件", Status.SUPPORTED)
        for at in range(0, len(text), 8 * 50)
    )
    tree = html.document_fromstring(render_html(Page("", text, found)))
    assert tree.xpath("string(//article/p)") == text
    assert len(tree.xpath("//article//a")) == len(found)


def test_page_without_numbers_says_so() -> None:
    made = render_html(Page("", "", ()))
    tree = html.document_fromstring(made)
    assert "正文没有核对到数字" in tree.xpath("string(//header)")
    assert tree.xpath("//table | //svg | //tr") == []


def test_facts_and_derivations_are_listed() -> None:
    page = replace(
        every_status(),
        unused=("全年培训12场。",),
        citations=(Citation(1, "长" * 500, Place("底稿.md")),),
    )
    tree = html.document_fromstring(render_html(page))
    titles = tree.xpath("//section/h2/text()")
    assert {"没有用到的事实", "推算", "引用"} <= set(titles)
    assert "全年培训12场。" in tree.xpath("string(//section[h2='没有用到的事实'])")
    derived = next(found for found in page.findings if found.status is Status.DERIVED)
    told = tree.xpath("//section[h2='推算']")[0]
    assert (told.findtext(".//h3"), told.xpath("string(.//p[@class='formula'])")) == (
        derived.text,
        derived.message,
    )
    # A draft rests on a whole report: it is folded.
    assert tree.xpath("string(//details/blockquote)") == "长" * 500
    drafted = html.document_fromstring(render_html(replace(page, text="无引用", findings=())))
    assert "用到的事实和底稿" in drafted.xpath("//section/h2/text()")


def test_a_review_marks_its_findings() -> None:
    text = "云水镇报告\n调解98件，成功99件。规范字文件12份。"
    found = (
        ReviewFinding(
            "N201", Severity.ERROR, "99件", Span(text.index("99件"), text.index("99件") + 3), "大于总数"
        ),
        ReviewFinding("P101", Severity.WARNING, "", Span(0, 0), "没有写第一责任人"),
    )
    tree = html.document_fromstring(render_review(Review(text, found)))
    (link,) = tree.xpath("//article//a")
    assert (link.text, link.get("data-status"), link.get("href")) == ("99件", "error", "#r0")
    rows = [row.text_content() for row in tree.xpath("//tr[@data-status]")]
    assert "大于总数" in rows[0] and "错误 N201" in rows[0]
    assert "没有写第一责任人" in rows[1] and "全文" in rows[1]
    assert "审读发现 2 处：错误 1、提醒 1" in tree.xpath("string(//header)")
    assert "没有核对到数字" not in tree.xpath("string(//header)")
