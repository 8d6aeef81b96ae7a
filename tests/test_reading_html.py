"""Saved web pages: the report and nothing around it, hints with their lies, encodings, damage."""

from __future__ import annotations

import os
import random
from datetime import date
from pathlib import Path

import pytest

from fazhi_rag.errors import InputError
from fazhi_rag.numbers import find_mentions
from fazhi_rag.reading import document_from_text, read_document
from fazhi_rag.reading.extracts import Extract
from fazhi_rag.reading.formats import extract
from fazhi_rag.types import Document, Span, Unit
from tests.html_pages import BODY, CARD, TITLE, page, pages, paragraphs
from tests.township_report import TEXT

REAL = Path(os.environ.get("FAZHI_REAL_CORPUS", Path(__file__).parents[2] / "shared")) / "corpus"
PAGES = dict(pages())


def read(source: str) -> Extract:
    return extract(source.encode(), place="r.html")


def outline(document: Document) -> list[tuple[int, str, str]]:
    return [(section.level, section.number, section.heading) for section in document.sections]


def mentions(document: Document) -> list[tuple[str, str]]:
    return [(mention.text, str(mention.kind)) for mention in find_mentions(document.text)]


def write(folder: Path, source: str) -> Path:
    path = folder / "报告.html"
    path.write_text(source, "utf-8")
    return path


@pytest.mark.parametrize("kind", PAGES)
def test_every_kind_of_page_gives_the_same_report(kind: str, tmp_path: Path) -> None:
    document = read_document(write(tmp_path, PAGES[kind]))
    plain = document_from_text(TEXT, name="r.txt")
    assert document.text == plain.text
    assert outline(document) == outline(plain)
    assert mentions(document) == mentions(plain)
    county = "南浦县" if kind.startswith("card") else None
    assert (document.identity.township, document.identity.county) == ("清溪镇", county)
    assert (document.identity.year, document.identity.issue_date) == (2023, date(2024, 1, 18))
    assert document.unit is Unit.PARAGRAPH
    assert document.warnings == plain.warnings


@pytest.mark.parametrize("kind", [kind for kind in PAGES if kind.startswith("card")])
def test_the_card_of_a_page_gives_hints(kind: str) -> None:
    hints = read(PAGES[kind]).hints
    assert (hints.title, hints.doc_number) == (TITLE, "清溪府〔2024〕3号")
    assert (hints.township, hints.county, hints.issue_date) == ("清溪镇", "南浦县", date(2024, 1, 18))
    assert hints.year is None


@pytest.mark.parametrize(
    ("publisher", "township", "county"),
    [
        ("南浦县清溪镇人民政府", "清溪镇", "南浦县"),
        ("清溪镇人民政府", "清溪镇", None),
        ("南浦县人民政府办公室", None, None),  # the county's office published it
        ("北浦县柳塘镇人民政府", None, None),  # the report names no such township
        ("南浦县司法局", None, None),
    ],
)
def test_the_publisher_alone_never_makes_a_township(
    publisher: str, township: str | None, county: str | None
) -> None:
    hints = read(PAGES["card as table"].replace("南浦县清溪镇人民政府</td>", f"{publisher}</td>")).hints
    assert (hints.township, hints.county) == (township, county)


def test_what_the_text_says_wins_over_the_card(tmp_path: Path) -> None:
    source = PAGES["card as dl"].replace("2024-01-18", "2021-05-05").replace("清溪府〔2024〕3号", "见正文")
    document = read_document(write(tmp_path, source))
    assert document.identity.issue_date == date(2024, 1, 18)
    assert document.identity.doc_number is None


@pytest.mark.parametrize(
    ("written", "published", "found"),
    [
        ("2024-01-18", "2024-01-20", date(2024, 1, 18)),
        ("", "2024/1/20", date(2024, 1, 20)),
        ("", "2024年1月20日 10:30", date(2024, 1, 20)),
        ("", "2024-13-41", None),
        ("2024", "", None),
    ],
)
def test_dates_of_a_card(written: str, published: str, found: date | None) -> None:
    card = f"<p>成文日期：{written}</p><p>发布日期：{published}</p>"
    assert read(page(card + paragraphs())).hints.issue_date == found


def test_tables_inside_the_report_are_read_row_by_row() -> None:
    table = (
        "<table><tr><th>项目</th><th>数量</th></tr><tr><td><p>调解纠纷</p></td><td>213件</td></tr></table>"
    )
    got = read(page(f"<div id=zoom>{paragraphs(BODY[:5])}{table}{paragraphs(BODY[5:])}</div>")).text.text
    assert "\n项目\t数量\n调解纠纷\t213件\n" in got
    assert got.count("213件") == TEXT.count("213件") + 1


def test_headings_of_the_page_are_kept_with_their_depth() -> None:
    extracted = read(PAGES["headings marked up"])
    text = extracted.text.text
    found = {text[start:].split("\n")[0]: depth for start, depth in extracted.headings.items()}
    assert found["一、主要举措和成效"] == 2
    assert found["（一）加强组织领导"] == 3
    assert len(found) >= 7


def test_each_passage_leads_back_to_its_paragraph() -> None:
    extracted = read(PAGES["card as table"])
    text, starts = extracted.text.text, extracted.starts
    for start in starts:
        assert start == 0 or text[start - 1] == "\n"
    assert len(starts) == text.count("\n") + 1
    assert extracted.text.offsets.raw_span(Span(5, 9)) == Span(5, 9)


@pytest.mark.parametrize(
    ("encoding", "declared", "found"),
    [
        ("utf-8", "utf-8", "utf-8"),
        ("utf-8-sig", "utf-8", "utf-8-sig"),
        ("utf-8", "gb2312", "utf-8"),  # the declaration lies
        ("gb18030", "gb2312", "gb18030"),
        ("gb18030", "GBK", "gb18030"),
        ("gb18030", "utf-8", "gb18030"),
        ("utf-16", "utf-8", "utf-16"),
    ],
)
def test_encodings(encoding: str, declared: str, found: str) -> None:
    source = PAGES["one block with the bar"].replace('charset="utf-8"', f'charset="{declared}"')
    extracted = extract(source.encode(encoding), place="r.html")
    assert extracted.text.text == TEXT.rstrip("\n")
    assert extracted.encoding.startswith(found)


def test_a_few_bad_bytes_do_not_lose_the_page() -> None:
    source = PAGES["one block with the bar"].encode().replace("渝ICP备".encode(), b"\xff\xfeICP")
    assert extract(source, place="r.html").text.text == TEXT.rstrip("\n")


FRAMES = '<html><head><title>x</title></head><frameset><frame src="a.html"></frameset></html>'
LIST = page("<ul>" + "<li><a href=x>关于开展法治政府建设，做好有关工作的通知。</a></li>" * 30 + "</ul>")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (FRAMES, "frame around other pages"),
        (page(""), "no main text.*docx or txt"),
        (LIST, "no main text"),
        (page('<div id="app"></div><script>render("正文，很长。")</script>'), "no main text"),
        ("<html>" + "<div>" * 100_000 + "正文" * 100, "nests more than"),
        ("<html>" + "<b><i>" * 50_000 + "正文" * 100, "nests more than"),
        ("<html><body>", "no main text"),
    ],
)
def test_a_page_without_a_report_is_refused_and_says_what_to_do(source: str, message: str) -> None:
    with pytest.raises(InputError, match=f"^r.html: .*{message}"):
        read(source)


@pytest.mark.parametrize(
    "line",
    [
        "附件：1. 清溪镇2023年普法活动统计表",
        "来源于群众的意见建议，全年收集45条，均已答复",
        "字体库、首页栏目更新12次，公开政务信息230条。",
    ],
)
def test_lines_of_the_report_that_look_like_furniture_stay(line: str) -> None:
    inside = [*BODY[:4], line, *BODY[4:]]
    assert line in read(page(f"<div id=zoom>{paragraphs(inside)}</div>")).text.text.split("\n")


def test_attachment_links_and_share_buttons_go() -> None:
    tail = '<p><a href="a.doc">附件：统计表.doc</a></p><p>【打印本页】【关闭窗口】</p><p>责任编辑：王某</p>'
    got = read(page(f"<div id=zoom><h1>{TITLE}</h1>{paragraphs()}{tail}</div>")).text.text
    assert got == TEXT.rstrip("\n")


def test_no_value_of_the_card_reaches_the_text() -> None:
    for kind, source in PAGES.items():
        if kind.startswith("card"):
            text = read(source).text.text
            assert not [
                value for name, value in CARD if name in ("索引号", "发文字号", "发布日期") and value in text
            ]


@pytest.mark.parametrize("seed", range(300))
def test_damaged_pages_never_crash(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(chance.choice(list(PAGES.values())).encode())
    for _ in range(chance.choice((1, 5, 50, 500))):
        data[chance.randrange(len(data))] = chance.choice(b'<>/="&#\x00\xff d3')
    if seed % 4 == 0:
        del data[chance.randrange(1, len(data)) :]
    try:
        extracted = extract(bytes(b"<html>" + data), place="r.html")
    except InputError as error:
        assert str(error).startswith("r.html: ")
    else:
        assert extracted.text.text


@pytest.mark.parametrize("name", sorted(path.stem for path in REAL.glob("*.txt")))
@pytest.mark.parametrize("shape", ["paragraphs", "breaks", "unknown"])
def test_real_reports_as_web_pages(name: str, shape: str, tmp_path: Path) -> None:
    plain = read_document(REAL / f"{name}.txt")
    lines = plain.text.split("\n")
    bodies = {
        "paragraphs": f"<div class=TRS_Editor>{paragraphs(lines)}</div>",
        "breaks": "<div><p>" + "<br>".join(lines) + "</p></div>",
        "unknown": f"<div><div>{paragraphs(lines, tag='div')}</div></div>",
    }
    path = tmp_path / f"{name}.html"
    path.write_text(page(bodies[shape], title=plain.identity.title or name), "utf-8")
    document = read_document(path)
    assert document.text == plain.text
    assert document.identity == plain.identity
    assert outline(document) == outline(plain)
    for mention in find_mentions(document.text):
        number = document.place_of(mention.span)
        assert number
        raw = document.offsets.raw_span(mention.span)
        assert document.starts[number - 1] <= raw.start
