"""Lines broken at a fixed width are joined again, and every character leads back to the file."""

from __future__ import annotations

import pytest

from fazhi_rag.reading import document_from_text

PARAGRAPHS = (
    "云雾镇2023年法治政府建设情况报告",
    "一、主要举措和成效",
    "（一）强化学习。全年组织领导干部学法12次，参加干部260人次，邀请律师讲授民法典、行政处罚法等课程4场，干部依法办事的意识得到提高，遇事找法的习惯逐步养成。",
    "（二）规范执法。新增持证人员6名，配备执法记录仪11台，开展联合检查38次，发现并整改隐患95处，所有案件在办结之前都由司法所审核，没有发生被撤销的情形。",
    "（三）化解纠纷。排查各类矛盾312件，调解成功305件，涉及金额128.5万元，依托村级调解室就地化解，没有发生因调处不及时引起的越级上访。",
    "（四）开展普法。利用集市和院坝会宣讲民法典、反电信网络诈骗等内容26场，发放折页3400份，培育法律明白人37名，村民遇到难事先来问法律顾问的多了起来。",
    "二、存在的不足",
    "一是执法力量偏少，持证人员与承接事项的数量不相适应，夜间和节假日的巡查难以做到全覆盖。二是普法的形式还不够多样，青年群众参与不多。",
)


def wrap(width: int, indent: str = "") -> str:
    lines = []
    for paragraph in PARAGRAPHS:
        text = indent + paragraph
        lines += [text[start : start + width] for start in range(0, len(text), width)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("indent", ["", "　　", "    "])
@pytest.mark.parametrize("width", [20, 26, 34])
def test_wrapped_text_reads_as_the_text_that_was_wrapped(width: int, indent: str) -> None:
    plain = document_from_text("\n".join(PARAGRAPHS) + "\n", name="x.txt")
    raw = wrap(width, indent)
    document = document_from_text(raw, name="x.txt")
    assert document.text == plain.text
    assert [s.path for s in document.sections] == [s.path for s in plain.sections]
    for at, character in enumerate(document.text):
        start = document.offsets.raw_span(type(document.sections[0].span)(at, at + 1)).start
        assert raw[start] == character or character == "\n"


KEPT = [
    "\n".join(f"第{n}行" for n in range(30)) + "\n",  # a list
    "\n".join(["短句一行", "另一行"] * 12) + "\n",
    "\n".join(PARAGRAPHS) + "\n",
    "\n".join(f"全年调解纠纷{n}件，办结率达到百分之百，群众满意。" for n in range(20))
    + "\n",  # all end a sentence
    "\n\n".join("甲" * 30 for _ in range(12)) + "\n",  # blank lines between
]


@pytest.mark.parametrize("text", KEPT)
def test_lines_of_their_own_stay(text: str) -> None:
    document = document_from_text(text, name="x.txt")
    assert document.text.count("\n") == len([line for line in text.split("\n") if line]) - 1
