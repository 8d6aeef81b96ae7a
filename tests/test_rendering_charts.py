"""Charts of ledger rows: one scale a unit, silence kept visible, nothing drawn that no report says."""

from __future__ import annotations

from decimal import Decimal

import pytest
from lxml import html

from fazhi_rag.rendering import Page, answer_page, chart_figures, chart_rows, render_answer, render_html
from fazhi_rag.types import Answer, AnswerRow, Approx, Figure, Kind, Mention, Place, Span


def row(
    township: str,
    year: int,
    figure: str | None = None,
    value: object = None,
    unit: str = "件",
    **more: object,
) -> AnswerRow:
    given = Decimal(value) if isinstance(value, int) else value
    return AnswerRow(township, "青川县", year, figure, given, unit if figure else None, **more)  # type: ignore[arg-type]


YEARS = (row("云水镇", 2023, "156件", 156), row("云水镇", 2021, "78件", 78), row("云水镇", 2022))


def test_years_stand_in_order_with_a_gap_for_a_silent_one() -> None:
    (chart,) = chart_rows(YEARS)
    assert (chart.title, chart.unit, chart.over_years) == ("青川县云水镇历年", "件", True)
    assert [(bar.label, bar.printed, bar.share) for bar in chart.bars] == [
        ("2021年", "78件", Decimal(50)),
        ("2022年", "未提及", None),
        ("2023年", "156件", Decimal(100)),
    ]


def test_townships_stand_by_size_with_silent_ones_last() -> None:
    rows = (row("临江镇", 2023), row("云水镇", 2023, "10件", 10), row("白龙镇", 2023, "40件", 40))
    (chart,) = chart_rows(rows)
    assert not chart.over_years
    assert [(bar.label, bar.share) for bar in chart.bars] == [
        ("青川县白龙镇", Decimal(100)),
        ("青川县云水镇", Decimal(25)),
        ("青川县临江镇", None),
    ]


def test_ranges_and_bounds() -> None:
    span = (Decimal(50), Decimal(100))
    rows = (
        row("云水镇", 2021, "50—100件", span),
        row("云水镇", 2022, "80余件", 80, approx=Approx.MORE_THAN),
    )
    (chart,) = chart_rows(rows)
    assert [(bar.share, bar.upper, bar.approximate) for bar in chart.bars] == [
        (Decimal(50), Decimal(100), False),
        (Decimal(80), None, True),
    ]


@pytest.mark.parametrize(
    ("rows", "units"),
    [
        ((), []),
        ((row("云水镇", 2021, "1件", 1),), []),
        ((row("云水镇", 2021, "1件", 1), row("云水镇", 2022, "9人", 9, "人")), []),
        ((row("云水镇", 2021, "1件", 1), row("云水镇", 2022, "9宗", 9, "宗")), ["件、宗"]),
        ((row("云水镇", 2021, "1公里", 1, "公里"), row("云水镇", 2022, "900米", 900, "米")), []),
        ((row("云水镇", 2021, "-1%", -1, "%"), row("云水镇", 2022, "9%", 9, "%")), []),
        ((row("云水镇", 2021, "0件", 0), row("云水镇", 2022, "0件", 0)), ["件"]),
        (tuple(row(f"第{n}镇", 2021, "1件", 1) for n in range(100)), []),
    ],
    ids=["none", "one", "two units", "like units", "scaled units", "negative", "zero", "too many"],
)
def test_when_a_chart_is_drawn(rows: tuple[AnswerRow, ...], units: list[str]) -> None:
    assert [chart.unit for chart in chart_rows(rows)] == units


def test_figures_of_the_ledger() -> None:
    figures = [
        Figure(
            Mention(f"{n}件", Span(0, 2), Kind.QUANTITY, Decimal(n), "件", subject="调解纠纷"),
            Place("a.md", "云水镇", "青川县", 2020 + n),
            "",
            Span(0, 0),
        )
        for n in (1, 2)
    ]
    (chart,) = chart_figures(figures)
    assert [(bar.label, bar.printed, bar.subject) for bar in chart.bars] == [
        ("2021年", "1件", "调解纠纷"),
        ("2022年", "2件", "调解纠纷"),
    ]


def test_an_answer_shows_its_chart_with_the_table_behind() -> None:
    answer = Answer("云水镇156件。", "answered", None, (), (), "历年多少件？", YEARS)
    tree = html.document_fromstring(render_answer(answer))
    assert tree.findtext(".//h1") == "历年多少件？"
    drawing = tree.xpath("//svg[@role='img']")[0]
    assert drawing.get("aria-label") == "青川县云水镇历年：2021年 78件；2022年 未提及；2023年 156件"
    assert len(drawing.xpath(".//rect")) == 2
    cells = [
        [cell.text_content() for cell in line] for line in tree.xpath("//table[@class='behind']/tbody/tr")
    ]
    assert [line[:2] for line in cells] == [["2021年", "78件"], ["2022年", "未提及"], ["2023年", "156件"]]


@pytest.mark.parametrize("over_years", [True, False])
def test_hostile_labels_stay_text(over_years: bool) -> None:
    evil = "</svg><script>alert(1)</script>\" onload='x'"
    years = (2021, 2022) if over_years else (2021, 2021)
    rows = tuple(
        AnswerRow(evil if over_years else evil + str(n), None, year, evil, Decimal(1), evil, subject=evil)
        for n, year in enumerate(years)
    )
    page = answer_page(Answer("文", "answered", None, (), (), evil, rows))
    tree = html.document_fromstring(render_html(page))
    assert len(page.charts) == 1
    assert len(tree.xpath("//script")) == 1
    assert tree.xpath("//@onload") == []


def test_a_page_without_charts_has_no_section_for_them() -> None:
    assert 'class="chart"' not in render_html(Page("", "文", ()))
