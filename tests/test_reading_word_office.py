"""Word files against LibreOffice: its text export prints the same numbers, what it saves reads the same."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from fazhi_rag.reading.word import extract
from tests.test_reading_numbering import LIST_STYLES, NUMBERING, SEQUENCES
from tests.word_files import docx, p, r, style

PAGE = """<html><head><meta charset="utf-8"></head><body><h1>云雾镇2023年情况</h1>
<ol><li>加强学习<ol type="a"><li>集中学习<li>个人自学<ol type="i"><li>读书<li>笔记</ol></ol><li>调解纠纷</ol>
<p>中间一段</p><ol start="5" type="I"><li>执法<li>普法</ol><ul><li>没有数字</ul>
<ol><li>重新开始<li>第二点</ol></body></html>"""

BY = 'w:id="1" w:author="x" w:date="2024-01-01T00:00:00Z"'
BEGIN, SEPARATE, END = (
    f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
)
SHAPE = '<v:shape style="position:absolute;width:100pt;height:50pt"><v:textbox>{}</v:textbox></v:shape>'
BOX = f"<w:r><w:pict>{SHAPE}</w:pict></w:r>".format("<w:txbxContent>{}</w:txbxContent>")
GRID = '<w:tblPr/><w:tblGrid><w:gridCol w:w="2000"/><w:gridCol w:w="2000"/></w:tblGrid>'
DELETED = "<w:del {}><w:r><w:delText>{}</w:delText></w:r></w:del>"


def rich() -> bytes:
    """A report with one of everything LibreOffice can save again."""
    cell = "<w:tc><w:tcPr/>{}</w:tc>"
    rows = (cell.format(p("", number=(2, 0))) + cell.format(p(said)) for said in ("调解12件", "普法3场"))
    page = BEGIN + "<w:r><w:instrText> PAGE </w:instrText></w:r>" + SEPARATE + r("1") + END
    paragraphs = (
        p("云雾镇2023年报告", style="H1"),
        p("举措", number=(1, 0)),
        p("学习", number=(1, 1)),
        p("全年", runs=f"<w:ins {BY}>{r('3')}</w:ins>" + DELETED.format(BY, "2") + r("次")),
        p(number=(1, 1), pr=f"<w:rPr><w:del {BY}/></w:rPr>", runs=DELETED.format(BY, "删掉的")),
        p("后面", number=(1, 1)),
        p("甲", runs=r("藏", "<w:vanish/>") + r("乙")),
        p("注在这里", runs='<w:r><w:footnoteReference w:id="2"/></w:r>' + r("。")),
        p("带框", runs=BOX.format(p("框里", number=(1, 1))) + r("的段")),
        p("还有", number=(1, 1)),
        f"<w:tbl>{GRID}{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>",
        p("面积5m", runs=r("2", '<w:vertAlign w:val="superscript"/>')),
        p("共", runs=page + r("页")),
        p("行一", runs="<w:r><w:br/><w:t>行二</w:t></w:r>"),
        p("不足", number=(1, 0)),
        p("小标", style="H2"),
        p("尾"),
    )
    return docx(
        "".join(paragraphs),
        numbering=NUMBERING,
        styles=LIST_STYLES
        + style("H1", '<w:outlineLvl w:val="0"/>', name="heading 1")
        + style("H2", '<w:outlineLvl w:val="1"/>', name="heading 2"),
        footnotes='<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        f'<w:footnote w:type="continuationSeparator" w:id="1"><w:p/></w:footnote>'
        f'<w:footnote w:id="2">{p("口径说明")}</w:footnote>',
    )


RICH = """云雾镇2023年报告
一、举措
（一）学习
全年3次
（二）后面
甲乙
注在这里。
注：口径说明
带框的段
（一）框里
（三）还有
一、 调解12件
二、 普法3场
面积5m²
共1页
行一
行二
三、不足
小标
尾"""


def convert(target: str, folder: Path, *sources: Path) -> list[Path]:
    """Convert with LibreOffice; skips the test where there is none."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    profile = f"-env:UserInstallation={(sources[0].parent / 'profile').as_uri()}"
    arguments = [soffice, profile, "--headless", "--convert-to", target, "--outdir", str(folder)]
    subprocess.run([*arguments, *map(str, sources)], capture_output=True, timeout=250, check=True)
    return [folder / f"{source.stem}.{target.partition(':')[0]}" for source in sources]


def read(path: Path) -> str:
    return extract(path.read_bytes(), place=path.name).text.text.replace("\t", " ")


def squeezed(text: str) -> list[str]:
    """Lines without spaces, byte-order mark and bullets: the text export lays lists out in columns."""
    lines = (re.sub(r"[\s\ufeff•◦▪]", "", line) for line in text.splitlines())
    return [line for line in lines if line]


def test_libreoffice_prints_the_same_numbers_and_saves_what_reads_the_same(tmp_path: Path) -> None:
    """Left out: ideographDigital, isLgl and lvlRestart, which LibreOffice 7.4 does not know."""
    sequence = [number for numbers, _ in (*SEQUENCES[:6], SEQUENCES[-1]) for number in numbers]
    body = "".join(p(f"文{at}", number=one) for at, one in enumerate(sequence))
    files = {"lists.docx": docx(body, numbering=NUMBERING), "page.html": PAGE.encode(), "rich.docx": rich()}
    lists, page, own = (tmp_path / name for name in files)
    for path, data in zip((lists, page, own), files.values(), strict=True):
        path.write_bytes(data)
    made, again = convert("docx:MS Word 2007 XML", tmp_path / "made", page, own)
    assert read(own) == read(again) == RICH
    exports = convert("txt:Text (encoded):UTF8", tmp_path / "exported", lists, made)
    for file, exported in zip((lists, made), exports, strict=True):
        assert squeezed(read(file)) == squeezed(exported.read_text("utf-8"))
