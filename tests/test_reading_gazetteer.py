"""The user's list of townships, and the units above a township that folders name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fazhi_rag.errors import InputError
from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.reading import Gazetteer, document_from_text, load_gazetteer
from fazhi_rag.types import DocumentKind, Identity
from tests.knowledge_reports import report_text

ROWS = """code,name,county,city,province
500235101,渠马镇,云阳县,市辖区,重庆市
510781102,开平镇,江油市,绵阳市,四川省
440783103,开平镇,平江县,岳阳市,湖南省
440783001,开平街道,开平市,江门市,广东省
120118103,静海镇,静海区,市辖区,天津市
530100104,鼓楼街道,五华区,昆明市,云南省
420000105,潜江乡,直属县,县,湖北省
"""


@pytest.fixture
def gazetteer(tmp_path: Path) -> Gazetteer:
    file = tmp_path / "townships.csv"
    file.write_text(ROWS, "utf-8")
    return load_gazetteer(file)


FIND = [
    # name as written, county asked for, counties found
    ("渠马镇", None, ["云阳县"]),
    ("云阳县渠马镇", None, ["云阳县"]),
    ("重庆市云阳县渠马镇", None, ["云阳县"]),
    ("万州区渠马镇", None, []),
    ("渠马镇", "万州区", []),
    ("开平镇", None, ["江油市", "平江县"]),
    ("开平镇", "平江县", ["平江县"]),
    ("四川省绵阳市江油市开平镇", None, ["江油市"]),
    ("湖南省平江县开平镇", None, ["平江县"]),
    ("绵阳市开平镇", None, ["江油市"]),
    ("开平街道", None, ["开平市"]),
    ("开平", None, []),
    ("平镇", None, []),
    ("", None, []),
    ("县云阳县渠马镇", None, []),
]


@pytest.mark.parametrize(("name", "county", "expected"), FIND)
def test_a_name_with_or_without_the_units_above(
    gazetteer: Gazetteer, name: str, county: str | None, expected: list[str]
) -> None:
    assert [one.county for one in gazetteer.find(name, county=county)] == expected


COMPLETE = [
    # identity, county and prefecture and province completed
    (Identity(township="渠马镇"), ("云阳县", None, "重庆市")),  # 市辖区 is no prefecture
    (Identity(township="开平镇"), (None, None, None)),  # two of the name
    (Identity(township="开平镇", county="江油市"), ("江油市", "绵阳市", "四川省")),
    (Identity(township="开平镇", province="湖南省"), ("平江县", "岳阳市", "湖南省")),
    (Identity(township="开平镇", prefecture="岳阳市"), ("平江县", "岳阳市", "湖南省")),
    (Identity(township="开平镇", prefecture="江油市"), ("江油市", "绵阳市", "四川省")),  # 县级市
    (Identity(township="渠马镇", county="万州区"), ("万州区", None, None)),  # the text knows better
    (Identity(township="渠马镇", province="四川省"), (None, None, "四川省")),
    (Identity(township="开平乡"), (None, None, None)),
    (Identity(), (None, None, None)),
    (Identity(township="潜江乡"), ("直属县", None, "湖北省")),
]


@pytest.mark.parametrize(("identity", "expected"), COMPLETE)
def test_an_identity_is_completed_where_one_township_can_be_meant(
    gazetteer: Gazetteer, identity: Identity, expected: tuple[str | None, ...]
) -> None:
    found = gazetteer.complete(identity)
    assert (found.county, found.prefecture, found.province) == expected
    assert found.township == identity.township


BAD = [
    ("name,county,city,province\n渠马镇,云阳县,,\n", r"line 1: the column 'code' is missing"),
    ("", r"empty"),
    ("code,name,county,city,province\n1,,云阳县,,\n", r"line 2: a row needs a name and a county"),
    ("code,name,county,city,province\n1,渠马镇,云阳县,,\n2,开平镇,,,\n", r"line 3"),
    ("code,name,county,city,province\n1,渠马镇\n", r"line 2"),
]


@pytest.mark.parametrize(("text", "message"), BAD)
def test_a_bad_list_names_its_line(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "townships.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(InputError, match=message) as caught:
        load_gazetteer(file)
    assert "townships.csv" in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_list_saved_by_a_spreadsheet_is_read(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "townships.csv"
    file.write_text(ROWS.replace("\n", "\r\n"), encoding, newline="")
    assert [one.county for one in load_gazetteer(file).find("渠马镇")] == ["云阳县"]


@pytest.fixture
def configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "townships.csv").write_text(ROWS, "utf-8")
    monkeypatch.setenv("FAZHI_GAZETTEER", str(tmp_path / "townships.csv"))


@pytest.mark.usefixtures("configured")
def test_a_report_without_its_county_gets_it() -> None:
    body = "现将情况报告如下：\n一、主要举措\n渠马镇学习3次。渠马镇检查5次。\n"
    found = document_from_text("渠马镇2022年法治政府建设情况报告\n" + body, name="x.txt").identity
    assert (found.county, found.province, found.key) == (
        "云阳县",
        "重庆市",
        f"{DocumentKind.ANNUAL_REPORT}/云阳县/渠马镇/2022",
    )


@pytest.fixture
def kb(tmp_path: Path) -> Iterator[KnowledgeBase]:
    (tmp_path / "a.txt").write_text(report_text("渠马镇", 2022, county="云阳县"), "utf-8")
    with KnowledgeBase.open(tmp_path / "kb") as base:
        assert base.ingest(tmp_path / "a.txt").ok
        yield base


@pytest.mark.usefixtures("configured")
def test_held_exists_unknown(kb: KnowledgeBase) -> None:
    found = {name: kb.locate(name) for name in ("渠马镇", "云阳县渠马镇", "静海镇", "无此镇")}
    assert [(one.held, len(one.exist), one.gazetteer) for one in found.values()] == [
        (True, 1, True),
        (True, 1, True),
        (False, 1, True),
        (False, 0, True),
    ]


def test_without_a_list_nothing_is_said_of_what_exists(
    kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FAZHI_GAZETTEER", raising=False)
    found = kb.locate("静海镇")
    assert (found.held, found.exist, found.gazetteer) == (False, (), False)


FOLDERS = [
    # path, county, prefecture, province
    ("云阳县/渠马镇_2022.txt", "云阳县", None, None),
    ("重庆市/云阳县/2024/渠马镇_2022.txt", "云阳县", None, "重庆市"),
    ("四川省/绵阳市/江油市/a.txt", "江油市", "绵阳市", "四川省"),
    ("四川省绵阳市/江油市/2022/a.txt", "江油市", "绵阳市", "四川省"),
    ("四川省/江油市/a.txt", None, "江油市", "四川省"),  # of one alone nobody can tell
    ("湖南省岳阳市平江县/a.txt", "平江县", "岳阳市", "湖南省"),
    ("四川省/凉山州/a.txt", None, None, "四川省"),  # not its full name
    ("新疆维吾尔自治区/伊犁哈萨克自治州/尼勒克县/a.txt", "尼勒克县", "伊犁哈萨克自治州", "新疆维吾尔自治区"),
    ("各县/社区/a.txt", None, None, None),
    ("2021/资料/a.txt", None, None, None),
]


@pytest.mark.parametrize(("name", "county", "prefecture", "province"), FOLDERS)
def test_folders_name_units_above_but_never_a_year(
    name: str, county: str | None, prefecture: str | None, province: str | None
) -> None:
    text = "渠马镇法治政府建设情况报告\n现将情况报告如下：\n一、主要举措\n渠马镇学习3次。\n"
    found = document_from_text(text, name=name).identity
    assert (found.township, found.county, found.prefecture, found.province) == (
        "渠马镇",
        county,
        prefecture,
        province,
    )
    assert found.year == (2022 if "_2022" in name else None)


def test_the_text_outweighs_the_folder() -> None:
    text = "云阳县渠马镇2022年法治政府建设情况报告\n现将情况报告如下：\n一、主要举措\n学习3次。\n"
    found = document_from_text(text, name="四川省/平江县/渠马镇.txt").identity
    assert (found.county, found.province) == ("云阳县", None)


@pytest.mark.parametrize("folder", ["云雾镇", "云雾镇材料"])
def test_a_folder_names_the_township_where_nothing_else_does(folder: str) -> None:
    text = "2022年法治政府建设情况报告\n现将情况报告如下：\n一、主要举措\n学习3次。\n"
    found = document_from_text(text, name=f"{folder}/报告.txt").identity
    assert found.township == ("云雾镇" if folder == "云雾镇" else None)
