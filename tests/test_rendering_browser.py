"""The evidence page in a real Chromium: click, keyboard, filter, hostile text, no request, no error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fazhi_rag.rendering import Page, chart_rows, render_html
from fazhi_rag.types import (
    AnswerRow,
    Citation,
    Evidence,
    Finding,
    Kind,
    Place,
    ReviewFinding,
    Severity,
    Span,
    Status,
)

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium")
playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")

TEXT = "一、举措\n全年调解纠纷156宗[1]，宣传120次，检查35次，培训2次，【待补：件数】件。"
STATUSES = {
    "156宗": (Status.SUPPORTED, "156宗", "受理纠纷156宗。"),
    "120次": (Status.WRONG_PRECISION, "120余次", "开展宣传120余次。"),
    "35次": (Status.WRONG_SCOPE, "35次", "临江镇检查35次。"),
    "2次": (Status.UNSUPPORTED, "", ""),
}


def evidence_page(text: str = TEXT, tail: str = "") -> Page:
    findings = []
    for number, (status, printed, sentence) in STATUSES.items():
        at = text.index(number)
        source = Evidence(printed, sentence + tail, Span(0, 1), "a.md", "云水镇", "青川县", 2023)
        known = (source,) if sentence else ()
        findings.append(
            Finding(
                number, Span(at, at + len(number)), Kind.QUANTITY, None, None, status, known, "说明" + tail
            )
        )
    cited = (Citation(1, "受理纠纷156宗。", Place("a.md", "云水镇")),)
    return Page("云水镇报告" + tail, text + tail, tuple(findings), cited, blanks=(Span(42, 50),))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def load(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """Open a page; in the end there was no console message, error or dialog, and no request but the file."""
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    seen: list[str] = []
    requests: list[str] = []
    tab.on("console", lambda message: seen.append(message.text))
    tab.on("pageerror", lambda error: seen.append(str(error)))
    tab.on("dialog", lambda dialog: (seen.append("dialog"), dialog.dismiss()))
    tab.on("request", lambda request: requests.append(request.url))
    file = tmp_path / "page.html"

    def opened(page: Page) -> Any:
        file.write_text(render_html(page), encoding="utf-8")
        tab.goto(file.as_uri())
        return tab

    yield opened
    tab.close()
    assert seen == []
    assert requests == [file.as_uri()]


def number(tab: Any, text: str) -> Any:
    return tab.locator("a.number", has_text=text).first


def test_a_click_shows_the_source_sentence(load: Any) -> None:
    tab = load(evidence_page())
    assert "点击正文中的数字" in tab.inner_text("#detail")
    number(tab, "120次").click()
    shown = tab.inner_text("#detail")
    for part in ("120次", "精度不符", "开展宣传120余次。", "青川县云水镇 2023年 · a.md", "说明"):
        assert part in shown
    assert tab.inner_text("#detail mark") == "120余次"
    assert number(tab, "120次").get_attribute("aria-current") == "true"
    tab.locator("a.number[data-status=unsupported]").click()
    assert "没有找到依据" in tab.inner_text("#detail")
    assert tab.locator("[aria-current]").count() == 1
    assert tab.evaluate("location.hash") == ""


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_keyboard(load: Any, key: str) -> None:
    tab = load(evidence_page())
    for _ in range(30):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.textContent") == "35次":
            break
    tab.keyboard.press(key)
    assert "临江镇检查35次。" in tab.inner_text("#detail")
    assert tab.evaluate("document.activeElement.textContent") == "35次"
    assert tab.evaluate("scrollY") == 0


def test_filter(load: Any) -> None:
    tab = load(evidence_page())
    rows = tab.locator("tbody tr:visible")
    assert rows.count() == 4
    tab.get_by_role("button", name="需处理 3").click()
    assert rows.count() == 3
    assert tab.inner_text("#shown") == "显示 3 处"
    assert "muted" in (number(tab, "156宗").get_attribute("class") or "")
    tab.get_by_role("button", name="有据 1").click()
    assert rows.count() == 1
    assert tab.locator("button[aria-pressed=true]").count() == 1
    tab.get_by_role("button", name="全部 4").click()
    assert rows.count() == 4
    assert tab.locator(".muted").count() == 0


def test_next_and_previous_keep_to_the_filter_and_go_round(load: Any) -> None:
    tab = load(evidence_page())
    tab.get_by_role("button", name="需处理 3").click()
    found = []
    for _ in range(4):
        tab.get_by_role("button", name="下一个").click()
        found.append(tab.inner_text("#detail .figure"))
    assert found == ["120次", "35次", "2次", "120次"]
    tab.get_by_role("button", name="上一个").click()
    assert tab.inner_text("#detail .figure") == "2次"


def test_verdicts_differ_without_colour(load: Any) -> None:
    tab = load(evidence_page())
    looks = tab.eval_on_selector_all(
        "a.number",
        "all => all.map(a => [getComputedStyle(a).color, getComputedStyle(a, '::after').content])",
    )
    assert len({colour for colour, _ in looks}) == len({mark for _, mark in looks}) == 4
    tab.emulate_media(media="print")
    assert not tab.is_visible("#panel")
    assert tab.is_visible("table")


@pytest.mark.parametrize(
    "tail",
    [
        "</script><script>alert(1)</script><img src='https://example.com/x.png' onerror='alert(1)'>",
        "<style>*{display:none}</style><a href='javascript:alert(1)'>x</a>",
        "\u202e\u2067倒\u0000",
        "长" * 100_000,
    ],
    ids=["script", "style", "direction", "long"],
)
def test_hostile_text_is_inert(load: Any, tail: str) -> None:
    tab = load(evidence_page(tail=tail))
    number(tab, "120次").click()
    assert "120余次" in tab.inner_text("#detail")
    assert tab.locator("script").count() == tab.locator("style").count() == 1
    assert tab.locator("img").count() == 0
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_links_lead_to_the_table_without_script(browser: Any, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(render_html(evidence_page()), encoding="utf-8")
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(file.as_uri())
    assert not tab.is_visible("#panel")
    assert not tab.is_visible("#filters")
    number(tab, "35次").click()
    assert tab.url.endswith("#f2")
    assert tab.is_visible("#f2")
    context.close()


def shown(tab: Any) -> str:
    return str(tab.inner_text("#detail .figure")) if tab.locator("#detail .figure").count() else ""


def test_letters_and_arrows_walk_and_escape_lets_go(load: Any) -> None:
    tab = load(evidence_page())
    found = []
    for key in ("j", "ArrowRight", "j", "k", "ArrowLeft"):
        tab.keyboard.press(key)
        found.append(shown(tab))
        assert tab.evaluate("document.activeElement.dataset.row") == tab.locator(
            "[aria-current]"
        ).get_attribute("data-row")
    assert found == ["156宗", "120次", "35次", "120次", "156宗"]
    tab.keyboard.press("Escape")
    assert tab.locator("[aria-current]").count() == 0
    assert "点击正文中的数字" in tab.inner_text("#detail")
    tab.keyboard.press("Control+j")
    assert shown(tab) == ""


def test_a_review_is_walked_and_filtered_like_an_answer(load: Any) -> None:
    text = "调解98件，成功99件。规范字文件12份。"
    remarks = tuple(
        ReviewFinding(code, severity, part, Span(text.index(part), text.index(part) + len(part)), message)
        for code, severity, part, message in (
            ("N201", Severity.ERROR, "99件", "部分大于总数"),
            ("F301", Severity.WARNING, "规范字文件", "应为规范性文件"),
        )
    )
    tab = load(Page("审读", text, (), remarks=remarks))
    number(tab, "99件").click()
    assert "部分大于总数" in tab.inner_text("#detail")
    tab.get_by_role("button", name="提醒 1").click()
    assert tab.locator("table.findings tbody tr:visible").count() == 1
    tab.keyboard.press("j")
    assert shown(tab) == "规范字文件"


def test_charts_fit_a_narrow_screen(load: Any) -> None:
    years = tuple(
        AnswerRow("云水镇", None, year, f"{year}件", Decimal(year), "件") for year in range(2001, 2024)
    )
    towns = tuple(
        AnswerRow(f"第{n}" + "很长的名字" * 4, None, 2023, f"{n}件", Decimal(n), "件") for n in range(1, 9)
    )
    tab = load(Page("图", "文", (), charts=chart_rows(years) + chart_rows(towns)))
    for width in (1280, 400):
        tab.set_viewport_size({"width": width, "height": 800})
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert tab.locator("svg[role=img] rect").count() == 23
    assert tab.locator(".bars rect").count() == 8


def test_a_hundred_pages_are_laid_out_only_where_one_looks(load: Any) -> None:
    line = "全年调解矛盾纠纷{}件，组织培训，继续压实责任，落实各项任务，推动工作，取得成效。"
    lines = [line.format(10_000 + at) for at in range(800)]
    text = "\n".join(lines)
    starts = [at * (len(lines[0]) + 1) + 8 for at in range(800)]
    found = tuple(
        Finding(text[at : at + 6], Span(at, at + 6), Kind.QUANTITY, None, "件", Status.SUPPORTED)
        for at in starts
    )
    tab = load(Page("百页", text, found))
    last = tab.locator("article > p").last
    skipped = "node => !node.firstElementChild.checkVisibility({contentVisibilityAuto: true})"
    assert last.evaluate(skipped)
    tab.keyboard.press("k")
    assert shown(tab) == "10799件"
    assert not last.evaluate(skipped)
    tab.emulate_media(media="print")
    assert not tab.locator("article > p").nth(400).evaluate(skipped)


def test_dark_colours_keep_verdicts_apart_and_readable(load: Any) -> None:
    tab = load(evidence_page())
    tab.emulate_media(color_scheme="dark")
    looks = tab.eval_on_selector_all(
        "a.number", "all => all.map(a => [getComputedStyle(a).color, getComputedStyle(a).backgroundColor])"
    )
    assert len({colour for colour, _ in looks}) == 4
    for colour, ground in looks:
        assert contrast(colour, ground) >= 4.5, (colour, ground)
    tab.emulate_media(color_scheme="light")
    looks = tab.eval_on_selector_all(
        "a.number", "all => all.map(a => [getComputedStyle(a).color, getComputedStyle(a).backgroundColor])"
    )
    for colour, ground in looks:
        assert contrast(colour, ground) >= 4.5, (colour, ground)


def contrast(one: str, other: str) -> float:
    """WCAG 2.1 contrast ratio of two rgb() colours."""

    def luminance(colour: str) -> float:
        parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        lines = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * lines[0] + 0.7152 * lines[1] + 0.0722 * lines[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
