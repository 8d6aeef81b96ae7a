"""Which line is what: titles broken by sense, 文号, 主送, signature; no line is lost or told twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi_rag.errors import InputError
from fazhi_rag.rendering import Attachment, Letterhead, Page, load_letterhead
from fazhi_rag.rendering.layout import Role, lay_out
from fazhi_rag.rendering.letterhead import print_date
from fazhi_rag.rendering.titles import LONGEST_LINE, break_title, width_of

BODY = "一、举措\n全年调解纠纷12件。"


def roles(text: str, letterhead: Letterhead | None = None, title: str = "") -> list[tuple[str, str]]:
    blocks = lay_out(Page(title, text, ()), letterhead or Letterhead())
    return [(block.role.value, block.text) for block in blocks if block.role is not Role.GAP]


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("", []),
        ("青川县云水镇2023年法治政府建设年度报告", ["title"]),
        ("云水镇人民政府\n关于2023年法治政府建设工作情况的报告\n县政府：", ["title", "title", "addressee"]),
        ("云水镇法治政府建设报告\n云府文〔2023〕1号\n县政府：", ["title", "under_title", "addressee"]),
        ("云水镇法治政府建设报告\n【待补：文号】", ["title", "under_title"]),
        ("云水镇法治政府建设报告\n（2023年1月31日）", ["title", "under_title"]),
        ("云水镇法治政府建设报告（草稿）", ["title"]),
        ("县委、县政府：", ["addressee"]),
        ("云水镇把法治政府建设放在首位。", ["body"]),
        ("先做三件事", ["body"]),
        ("现将情况报告如下：", ["body"]),
        ("云水镇法治政府建设报告\n现将有关情况报告如下：", ["title", "body"]),
    ],
)
def test_front(front: str, expected: list[str]) -> None:
    found = [role for role, _ in roles(f"{front}\n{BODY}".strip())]
    assert found == [*expected, "body", "body"]


@pytest.mark.parametrize(
    ("tail", "expected"),
    [
        ("云水镇人民政府\n2023年1月31日", ["issuer", "date"]),
        ("云水镇人民政府\n【待补：日期】", ["issuer", "date"]),
        ("中共云水镇委员会 云水镇人民政府\n2023年1月31日", ["issuer", "date"]),
        ("2023年1月31日", ["date"]),
        ("云水镇人民政府", ["issuer"]),
        ("全镇走访30户。", ["body"]),
        ("2023年1月31日前完成整改。", ["body"]),
    ],
)
def test_tail(tail: str, expected: list[str]) -> None:
    assert [role for role, _ in roles(f"{BODY}\n{tail}")][2:] == expected


def test_the_letterhead_replaces_what_the_text_says_and_is_told_once() -> None:
    text = f"云水镇法治政府建设报告\n【待补：文号】\n县委：\n{BODY}\n云水镇政府办公室\n【待补：日期】"
    head = Letterhead("云府文〔2024〕1号", "张三", "县政府", ("云水镇人民政府",), date(2024, 1, 31))
    assert roles(text, head)[:2] == [
        ("mark", "云水镇人民政府文件"),
        ("reference", "云府文〔2024〕1号\t签发人：张三"),
    ]
    told = [found for _, found in roles(text, head)]
    assert [line for line in told if "待补" in line or "县委" in line] == []
    assert told.count("2024年1月31日") == told.count("县政府：") == told.count("云水镇人民政府") == 1


def test_attachments_are_numbered_where_there_are_several() -> None:
    one = roles(BODY, Letterhead(attachments=(Attachment("数据表。"),)))
    assert one[-1] == ("attachments", "附件：数据表")
    two = Letterhead(attachments=(Attachment("数据表", "一、数据\n12件"), Attachment("说明")))
    assert roles(BODY, two)[2:] == [
        ("attachments", "附件：1. 数据表"),
        ("attachments", "2. 说明"),
        ("attachment_label", "附件1"),
        ("title", "数据表"),
        ("body", "一、数据"),
        ("body", "12件"),
    ]


def test_joint_issuers_stand_side_by_side_with_a_seal_and_under_each_other_without() -> None:
    for sealed, count in ((True, 1), (False, 2)):
        head = Letterhead(issuers=("中共云水镇委员会", "云水镇人民政府"), sealed=sealed)
        assert [role for role, _ in roles(BODY, head)].count("issuer") == count


def test_dates_are_not_padded() -> None:
    assert print_date(date(2023, 1, 5)) == "2023年1月5日"


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("云水镇2023年法治政府建设年度报告", ("云水镇2023年法治政府建设年度报告",)),
        (
            "青川县云水镇人民政府关于2023年度法治政府建设工作情况的报告",
            ("青川县云水镇人民政府", "关于2023年度法治政府建设工作情况的报告"),
        ),
        (
            "云水镇2023年度法治政府建设年度报告·矛盾纠纷排查化解（草稿）",
            ("云水镇2023年度法治政府建设年度报告·", "矛盾纠纷排查化解（草稿）"),
        ),
        (
            "中共云水镇委员会云水镇人民政府关于报送2022年度法治政府建设工作年度报告的报告",
            ("中共云水镇委员会云水镇人民政府关于报送", "2022年度法治政府建设工作年度报告的报告"),
        ),
        ("长" * 100, ("长" * 100,)),
    ],
)
def test_titles(title: str, lines: tuple[str, ...]) -> None:
    assert break_title(title) == lines


@given(st.text(alphabet="云水镇人民政府关于2023年度法治建设的工作情况报告（草稿）《》、“”", max_size=90))
@settings(max_examples=200, deadline=None)
def test_a_broken_title_is_whole_and_fits(title: str) -> None:
    lines = break_title(title)
    assert "".join(lines) == title
    assert len(lines) == 1 or max(map(width_of, lines)) <= LONGEST_LINE
    for line in lines[1:]:
        assert line[0] not in "的、）》”"


@given(
    st.lists(
        st.sampled_from(
            [
                "云水镇法治政府建设报告",
                "县政府：",
                "云府文〔2023〕1号",
                "一、举措",
                "（一）做法。全年12件。",
                "全年调解12件。",
                "云水镇人民政府",
                "2023年1月31日",
                "【待补：日期】",
                "附件：数据表",
                "甲\t乙",
            ]
        ),
        max_size=14,
    )
)
@settings(max_examples=300, deadline=None)
def test_no_line_is_lost_or_moved_behind_the_body(lines: list[str]) -> None:
    told = [text for _, text in roles("\n".join(lines))]
    assert sorted("".join(told)) == sorted("".join(lines))
    body = [text for role, text in roles("\n".join(lines)) if role in ("body", "table_row")]
    at = next((i for i in range(len(lines) + 1) if lines[i : i + len(body)] == body), None)
    assert at is not None


@pytest.mark.parametrize(
    ("head", "lines"),
    [
        (Letterhead(), []),
        (Letterhead(copied_to=("县司法局",)), ["抄送：县司法局。"]),
        (Letterhead(copied_to=("县司法局。", "镇人大主席团；")), ["抄送：县司法局，镇人大主席团。"]),
        (Letterhead(printed_by="云水镇党政办公室"), ["云水镇党政办公室"]),
        (Letterhead(printed_on=date(2024, 2, 1)), ["2024年2月1日印发"]),
        (
            Letterhead(copied_to=("县司法局",), printed_by="云水镇党政办公室", printed_on=date(2024, 12, 31)),
            ["抄送：县司法局。", "云水镇党政办公室\t2024年12月31日印发"],
        ),
    ],
)
def test_an_imprint_ends_the_document(head: Letterhead, lines: list[str]) -> None:
    head = replace(head, attachments=(Attachment("数据表", "一、数据\n12件"),))
    found = roles(BODY, head)
    assert [text for role, text in found if role == "imprint"] == lines
    assert found[len(found) - len(lines) :] == [("imprint", line) for line in lines]


def test_a_letterhead_file(tmp_path: Path) -> None:
    file = tmp_path / "l.yaml"
    file.write_text(
        "文号: 云府文〔2024〕1号\n签发人: 张三\n主送: 县政府\n署名: 云水镇人民政府\n"
        "日期: 2024-01-31\n印章: true\n附件: [数据表, {title: 说明, text: 正文}]\n"
        "抄送: 县司法局\n印发机关: 云水镇党政办公室\n印发日期: 2024-02-01\n",
        encoding="utf-8",
    )
    assert load_letterhead(file) == Letterhead(
        "云府文〔2024〕1号",
        "张三",
        "县政府",
        ("云水镇人民政府",),
        date(2024, 1, 31),
        True,
        (Attachment("数据表"), Attachment("说明", "正文")),
        ("县司法局",),
        "云水镇党政办公室",
        date(2024, 2, 1),
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("文号：云府文", "no keys"),
        ("印泥: 1", "unknown keys.*印泥"),
        ("日期: 明天", "date"),
        ("印发日期: 近日", "printed_on"),
        ("附件: [{name: 甲}]", "attachments.0"),
        ("{", "YAML"),
        ("!!python/object/apply:os.system [ls]", "YAML"),
    ],
)
def test_a_letterhead_file_that_cannot_be_used(tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "l.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=f"l.yaml.*{reason}"):
        load_letterhead(file)
