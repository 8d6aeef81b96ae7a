"""Word files: what is read, what is left out, and what becomes of lists, tables, boxes and notes."""

from __future__ import annotations

import re
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from fazhi_rag.errors import InputError
from fazhi_rag.numbers import find_mentions
from fazhi_rag.reading import document_from_bytes, document_from_text, read_document
from fazhi_rag.reading.numerals import parse_ordinal
from fazhi_rag.reading.word import extract
from fazhi_rag.types import Document, Unit
from tests.word_files import XML, abstract, docx, level, num, override, p, packed, part, r, style, table

DEL = '<w:del w:id="1" w:author="x"/>'
INS = '<w:ins w:id="1" w:author="x"/>'
HIDE = "<w:vanish/>"
FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
BEGIN, SEPARATE, END = (FIELD.format(kind) for kind in ("begin", "separate", "end"))
BOX = "<wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx>"
VML = "<w:pict><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></w:pict>"
GALLERY = '<w:docPartGallery w:val="Table of Contents"/>'
ONE = {"numbering": abstract(0, level(0, "%1、", "chineseCounting")) + num(1, 0)}
HIDDEN_STYLES = (
    style("Hidden", run=HIDE)
    + style("Child", based="Hidden")
    + '<w:style w:type="character" w:styleId="HiddenRun"><w:rPr><w:vanish/></w:rPr></w:style>'
    + '<w:style w:type="character" w:styleId="ShownRun"><w:rPr><w:vanish w:val="0"/></w:rPr></w:style>'
)


def code(text: str) -> str:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


def lines(body: str, **parts: str) -> list[str]:
    return extract(docx(body, **parts), place="x.docx").text.text.split("\n")


TEXTS = [
    # runs
    (p("法治", runs=r("政府")), ["法治政府"]),
    (p(runs="<w:r><w:t> 甲 </w:t></w:r>"), ["甲"]),
    (
        p(runs="<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:cr/><w:t>丁</w:t></w:r>"),
        ["甲\t乙", "丙", "丁"],
    ),
    (p(runs="<w:r><w:t>A</w:t><w:noBreakHyphen/><w:t>B</w:t><w:softHyphen/><w:t>C</w:t></w:r>"), ["A-BC"]),
    (p("完成", runs='<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'), ["完成☑"]),
    (p("完成", runs='<w:r><w:sym w:font="Wingdings" w:char="F0D8"/></w:r>'), ["完成"]),
    (p("完成", runs='<w:r><w:sym w:font="宋体" w:char="2116"/></w:r>'), ["完成№"]),
    (p("完成", runs='<w:r><w:sym w:font="宋体" w:char="D800"/><w:sym/></w:r>'), ["完成"]),
    (p("面积12m", runs=r("2", '<w:vertAlign w:val="superscript"/>')), ["面积12m²"]),
    (
        p(
            runs="<w:r><w:ruby><w:rt><w:r><w:t>ce</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>测</w:t></w:r></w:rubyBase></w:ruby></w:r>"
        ),
        ["测"],
    ),
    (
        p(
            "率为",
            runs="<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>",
        ),
        ["率为1/2"],
    ),
    (p(runs='<w:hyperlink r:id="r9"><w:r><w:t>网站</w:t></w:r></w:hyperlink>'), ["网站"]),
    (
        p("甲", runs='<w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/>' + r("乙")),
        ["甲乙"],
    ),
    (p("甲", runs='<w:commentRangeStart w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'), ["甲"]),
    (p("", runs="<w:r><w:br w:type='page'/></w:r>") + p("甲"), ["甲"]),
    # tracked changes
    (
        p(
            "全年",
            runs=f"<w:ins>{r('3')}</w:ins><w:del><w:r><w:delText>2</w:delText></w:r></w:del>" + r("次"),
        ),
        ["全年3次"],
    ),
    (
        p("甲", runs=f'<w:moveFrom w:id="1">{r("乙")}</w:moveFrom><w:moveTo w:id="2">{r("丙")}</w:moveTo>'),
        ["甲丙"],
    ),
    (p("甲", pr=f"<w:rPr>{DEL}</w:rPr>") + p("乙"), ["甲乙"]),
    (p("甲", pr=f"<w:rPr>{INS}</w:rPr>") + p("乙"), ["甲", "乙"]),
    (p("甲", pr=f"<w:rPr>{DEL}</w:rPr>") + table((p("子"),)), ["甲", "子"]),
    (p(runs=f'<w:del w:id="1">{r("甲")}</w:del>', pr=f"<w:rPr>{DEL}</w:rPr>") + p("乙"), ["乙"]),
    # hidden text
    (p("甲", runs=r("藏", HIDE) + r("乙", '<w:vanish w:val="0"/>')), ["甲乙"]),
    (
        p("甲", runs=r("藏", '<w:rStyle w:val="HiddenRun"/>') + r("乙", '<w:rStyle w:val="ShownRun"/>')),
        ["甲乙"],
    ),
    (p("藏", style="Hidden") + p("藏", style="Child") + p("乙"), ["乙"]),
    (p("题", style="Hidden", runs=r("显", '<w:vanish w:val="0"/>')) + p("乙"), ["显乙"]),
    (p(runs=r("显", '<w:rStyle w:val="HiddenRun"/>'), style="Hidden") + p("乙"), ["显乙"]),
    (p("题。", pr="<w:rPr><w:vanish/><w:specVanish/></w:rPr>") + p("正文"), ["题。正文"]),
    # fields
    (p("共", runs=BEGIN + code("=SUM(A1)") + SEPARATE + r("12") + END + r("件")), ["共12件"]),
    (
        p(
            "共",
            runs=BEGIN
            + code("IF")
            + BEGIN
            + code("PAGE")
            + SEPARATE
            + r("9")
            + END
            + SEPARATE
            + r("3")
            + END,
        ),
        ["共3"],
    ),
    (p("共", runs='<w:fldSimple w:instr=" PAGE "><w:r><w:t>7</w:t></w:r></w:fldSimple>'), ["共7"]),
    (p("甲", runs=BEGIN + code("PAGE")) + p("乙", runs=END), ["甲", "乙"]),
    (
        p(runs=BEGIN + code('TOC \\o "1-3"') + SEPARATE + r("一、举措\t1"))
        + p("二、不足\t2")
        + p("", runs=END)
        + p("正文"),
        ["正文"],
    ),
    (p(runs=BEGIN + code("TOC") + SEPARATE + r("一、举措\t1")) + p("没有完"), ["一、举措 1", "没有完"]),
    (p("一、举措……1", style="TOC1") + p("正文"), ["正文"]),
    (
        f"<w:sdt><w:sdtPr><w:docPartObj>{GALLERY}</w:docPartObj></w:sdtPr><w:sdtContent>"
        + p("目录")
        + "</w:sdtContent></w:sdt>"
        + p("正文"),
        ["正文"],
    ),
    # content controls
    (p("甲", runs=f"<w:sdt><w:sdtPr/><w:sdtContent>{r('乙')}</w:sdtContent></w:sdt>"), ["甲乙"]),
    (
        p(
            "甲",
            runs=f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r('单击此处')}</w:sdtContent></w:sdt>",
        ),
        ["甲"],
    ),
    (
        f"<w:sdt><w:sdtContent>{p('块')}</w:sdtContent></w:sdt><w:customXml>{p('乙')}</w:customXml>",
        ["块", "乙"],
    ),
    # text boxes
    (p("正文", runs=f"<w:r>{VML.format(p('框'))}</w:r>"), ["正文", "框"]),
    (p("", runs=f"<w:r>{VML.format(p('红头文件'))}</w:r>" + r("正文")), ["红头文件", "正文"]),
    (
        p(
            "正文",
            runs=f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'>{BOX.format(p('框'))}</mc:Choice>"
            f"<mc:Fallback>{VML.format(p('框'))}</mc:Fallback></mc:AlternateContent></w:r>",
        ),
        ["正文", "框"],
    ),
    (
        p(
            "正文",
            runs=f"<w:r><mc:AlternateContent><mc:Fallback>{VML.format(p('框'))}</mc:Fallback></mc:AlternateContent></w:r>",
        ),
        ["正文", "框"],
    ),
    (
        p("甲", number=(1, 0), runs=f"<w:r>{VML.format(p('框', number=(1, 0)))}</w:r>")
        + p("乙", number=(1, 0)),
        ["一、甲", "一、框", "二、乙"],
    ),
    # tables
    (table((p("事项"), p("件数")), (p("调解"), p("12"))), ["事项\t件数", "调解\t12"]),
    (table((p("甲") + p("乙"), p("丙"))), ["甲 乙\t丙"]),
    (table((p("一段") + p("二段"),)), ["一段", "二段"]),
    (table((p(""), p("一段") + p("二段"))), ["一段", "二段"]),
    (table((table((p("子"), p("表"))) + p(""),)), ["子\t表"]),
    (table((p("甲"), table((p("子"), p("表"))) + p(""))), ["甲\t子 表"]),
    (
        "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>"
        + p("删")
        + "</w:tc></w:tr><w:tr><w:tc>"
        + p("留")
        + "</w:tc></w:tr></w:tbl>",
        ["留"],
    ),
    (
        "<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>"
        + p("续")
        + "</w:tc><w:tc>"
        + p("甲")
        + "</w:tc></w:tr></w:tbl>",
        ["甲"],
    ),
    (table((p("", number=(1, 0)), p("甲")), (p("", number=(1, 0)), p("乙"))), ["一、\t甲", "二、\t乙"]),
    # wrappers around blocks
    (f"<w:ins>{p('甲')}</w:ins><w:moveFrom>{p('乙')}</w:moveFrom>" + p("丙"), ["甲", "丙"]),
]


@pytest.mark.parametrize(("body", "expected"), TEXTS)
def test_paragraphs_read_as_on_the_page(body: str, expected: list[str]) -> None:
    styles = HIDDEN_STYLES + style("TOC1", name="toc 1")
    assert lines(body, styles=styles, **ONE) == expected


def test_notes_follow_their_paragraph_once_and_headers_are_left_out() -> None:
    reference = '<w:r><w:{0}Reference w:id="{1}"/></w:r>'
    body = (
        p("甲12", runs=reference.format("footnote", 2) + r("件"))
        + p("乙", runs=reference.format("footnote", 2) + reference.format("endnote", 2))
        + p("丙", runs=reference.format("footnote", 9))
    )
    notes = (
        '<w:footnote w:id="2">' + p("口径", runs=reference.format("footnote", 2)) + p("续") + "</w:footnote>"
    )
    ends = f'<w:endnote w:id="2">{p("来源")}</w:endnote>'
    assert lines(body, footnotes=notes, endnotes=ends, header1=p("页眉")) == [
        "甲12件",
        "注：口径 续",
        "乙",
        "注：来源",
        "丙",
    ]


STYLES = (
    style("T", name="Title")
    + style("1", '<w:outlineLvl w:val="0"/>', name="heading 1")
    + style("2", based="1", name="own")
    + style("3", name="heading 2")
    + style("4", '<w:outlineLvl w:val="9"/>', based="1")
    + style("L1", based="L2")
    + style("L2", based="L1")
)
HEADINGS = [
    ([p("题", style="1"), p("文"), p("甲", style="1"), p("文")], {"题": 1, "甲": 1}),
    ([p("题", style="T"), p("文"), p("甲", style="1"), p("乙", style="3")], {"题": 1, "甲": 2, "乙": 3}),
    ([p("文"), p("甲", style="2"), p("文"), p("乙", pr='<w:outlineLvl w:val="2"/>')], {"甲": 1, "乙": 3}),
    ([p("文"), p("甲", style="4"), p("乙", style="1", pr='<w:outlineLvl w:val="9"/>')], {}),
    ([p("文"), p("甲", style="L1"), p("乙", style="none")], {}),
    ([p("文"), p("甲。乙", style="1"), p("长" * 200, style="1"), p("丙。", style="1")], {"丙。": 1}),
    ([p("题一", style="1"), p("题二", style="1"), p("文"), p("甲", style="3")], {"题一": 1, "甲": 2}),
    ([p("题", style="1"), p("文")], {}),
    ([p("文"), p("", style="1"), p("文")], {}),
]


@pytest.mark.parametrize(("paragraphs", "expected"), HEADINGS)
def test_headings_come_from_outline_levels(paragraphs: list[str], expected: dict[str, int]) -> None:
    found = extract(docx("".join(paragraphs), styles=STYLES), place="x.docx")
    text = found.text.text
    assert {text[start:].partition("\n")[0]: depth for start, depth in found.headings.items()} == expected


def test_places_are_counted_in_paragraphs_that_say_something() -> None:
    body = (
        p("甲镇2023年法治政府建设情况报告")
        + p()
        + p(runs="<w:r><w:t>一</w:t><w:br/><w:t>二</w:t></w:r>")
        + p("共调解12件。")
    )
    document = document_from_bytes(docx(body), name="x.docx")
    assert document.unit is Unit.PARAGRAPH
    (mention,) = [found for found in find_mentions(document.text) if found.text.startswith("12")]
    assert document.place_of(mention.span) == 3


def test_what_is_left_out_is_said() -> None:
    tracked = extract(docx(p("甲", runs=f"<w:ins>{r('乙')}</w:ins>")), place="x.docx")
    chunk = extract(docx(p("甲") + '<w:altChunk r:id="r1"/>'), place="x.docx")
    scan = extract(docx(p("甲", runs="<w:r><w:drawing><a:blip/></w:drawing></w:r>")), place="x.docx")
    plain = extract(docx(p("甲")), place="x.docx")
    assert [len(found.warnings) for found in (tracked, chunk, scan, plain)] == [1, 1, 1, 0]
    assert "修订" in tracked.warnings[0]
    assert "另一份文件" in chunk.warnings[0]
    assert "图片" in scan.warnings[0]
    with pytest.raises(InputError, match=r"x\.docx: holds pictures and no text"):
        extract(docx(p("", runs="<w:r><w:drawing><a:blip/></w:drawing></w:r>")), place="x.docx")
    with pytest.raises(InputError, match=r"x\.docx: the file holds no text"):
        document_from_bytes(docx(p()), name="x.docx")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("云雾镇2023年法治政府建设情况报告", True),
        ("Microsoft Word - 文档1", False),
        ("", False),
        ("模板", False),
    ],
)
def test_a_title_among_the_properties_is_a_hint(title: str, expected: bool) -> None:
    found = extract(docx(p("甲"), core=f"<dc:title>{title}</dc:title>"), place="x.docx")
    assert found.hints.title == (title if expected else None)


def test_strict_files_and_renamed_parts_and_utf_16_are_read() -> None:
    strict = part("document", f"<w:body>{p('甲')}</w:body>").replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    wide = part("document", f"<w:body>{p('甲')}</w:body>").replace("UTF-8", "UTF-16").encode("utf-16")
    rels = f"""{XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
        <Relationship Id="r1" Target="/word/document22.xml"
          Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"/></Relationships>"""
    for main in (strict, wide):
        data = packed({"[Content_Types].xml": "", "_rels/.rels": rels, "word/document22.xml": main})
        assert extract(data, place="x.docx").text.text == "甲"
    bare = packed({"[Content_Types].xml": "", "word/document.xml": strict})
    assert extract(bare, place="x.docx").text.text == "甲"


NESTED = "<w:tbl><w:tr><w:tc>" * 90 + p("底") + "</w:tc></w:tr></w:tbl>" * 90
REFUSED = [
    (docx(p("甲") + NESTED), "nested|well-formed"),
    (docx(p("甲"))[:-40], "cut off"),
    (packed({"[Content_Types].xml": "", "word/x.xml": ""}), "main part is missing"),
    (docx(p("甲"), extra={"word/styles.xml": b"<w:styles"}), None),
    (docx(p("甲"), styles="<w:style>"), r"part word/styles\.xml is damaged"),
    (docx(p("甲")).replace(b"PK\x01\x02", b"PK\x01\x03", 1), "damaged"),
    (packed({"[Content_Types].xml": "", "word/document.xml": XML + "<a>&#0;</a>"}), "no well-formed XML"),
    (packed({"[Content_Types].xml": "", "word/document.xml": b"\0<\0a\0/"}), "UTF-16|well-formed"),
    (packed({"[Content_Types].xml": "", "word/document.xml": XML + "<a/>"}), "no text"),
]


@pytest.mark.parametrize(("data", "words"), REFUSED)
def test_damaged_files_are_refused_by_part(data: bytes, words: str | None) -> None:
    if words is None:  # a part that nothing refers to is not read
        assert document_from_bytes(data, name="x.docx").text == "甲"
        return
    with pytest.raises(InputError, match=words) as error:
        document_from_bytes(data, name="x.docx")
    assert str(error.value).startswith("x.docx: ")


MARKS = re.compile(r"(?P<first>[一二三四五六七八九十]+)、|（(?P<second>[一二三四五六七八九十]+)）")
LEVELS = level(0, "%1、", "chineseCounting"), level(1, "（%2）", "chineseCountingThousand")


def as_numbered_word(text: str) -> bytes:
    """The report as Word would hold it: 一、 and （一） made by a list, begun anew where numbers jump."""
    body, nums = "", [num(1, 0)]
    reached, current = [0, 0], 1
    for line in text.split("\n"):
        mark = MARKS.match(line)
        if mark is None:
            body += p(escape(line))
            continue
        at = 0 if mark["first"] else 1
        ordinal = parse_ordinal(mark[at + 1])
        current = 1 if at == 0 else current
        if ordinal != reached[at] + 1:
            nums.append(num(len(nums) + 1, 0, override(at, ordinal)))
            current = len(nums)
        reached = [ordinal, 0] if at == 0 else [reached[0], ordinal]
        body += p(escape(line[mark.end() :]), number=(current, at))
    return docx(body, numbering=abstract(0, *LEVELS) + "".join(nums))


REPORTS = ("渠马镇_2022", "静海镇_2024", "高家镇_2024", "黄垓镇_2023", "松源镇_2021")


def assert_same_in_word(path: Path) -> None:
    typed = read_document(path)
    word = document_from_bytes(as_numbered_word(typed.text), name=str(path), identity=typed.identity)
    assert word.text == typed.text
    assert _tree(word) == _tree(typed)
    assert find_mentions(word.text) == find_mentions(typed.text)
    plain = document_from_text(typed.text, name=path.with_suffix(".txt").name)
    found = document_from_bytes(as_numbered_word(typed.text), name=path.with_suffix(".docx").name)
    assert found.identity == plain.identity


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_reads_the_same_from_text_and_from_numbered_word(name: str, own_corpus: Path) -> None:
    assert_same_in_word(own_corpus / "reports" / f"{name}.md")


@pytest.mark.parametrize("name", REPORTS)
def test_a_published_report_reads_the_same_from_numbered_word(name: str, real_corpus: Path) -> None:
    assert_same_in_word(real_corpus / "corpus" / f"{name}.txt")


def _tree(document: Document) -> list[tuple[object, ...]]:
    return [(s.level, s.number, s.heading, s.span, s.part, s.topics) for s in document.sections]
