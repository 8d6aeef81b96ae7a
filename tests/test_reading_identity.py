"""Whose a report is and about which year: one row a phenomenon of the genre, all sentences made up."""

from __future__ import annotations

from datetime import date

import pytest

from fazhi_rag.reading import document_from_text
from fazhi_rag.types import DocumentKind, Identity

BODY = "一、主要举措和成效\n（一）加强学习。全年学习3次。\n二、存在的不足\n人手不够。\n"


def identity_of(text: str, name: str = "report.txt") -> Identity:
    return document_from_text(text, name=name).identity


TITLES = [
    # (text before the body, township, county, year)
    ("云阳县云雾镇2023年法治政府建设情况报告\n", "云雾镇", "云阳县", 2023),
    ("云雾镇人民政府关于2023年度法治政府建设情况的报告\n", "云雾镇", None, 2023),
    ("重庆市云阳县云雾镇人民政府\n关于2023年法治政府建设情况的报告\n", "云雾镇", "云阳县", 2023),
    ("2021年度云雾镇法治政府建设年度报告\n", "云雾镇", None, 2021),
    ("2025年云雾镇法治政府建设工作报告\n", "云雾镇", None, 2025),
    ("关于云雾镇2022年度法治政府建设工作情况的报告\n", "云雾镇", None, 2022),
    ("新沙新镇2022年法治政府建设年度报告\n", "新沙新镇", None, 2022),
    ("北城街街道2025年法治政府建设年度报告\n", "北城街街道", None, 2025),
    ("城南街道办事处2024年度法治政府建设情况报告\n", "城南街道", None, 2024),
    ("临江区城南街道2024年度法治政府建设情况报告\n", "城南街道", "临江区", 2024),
    ("山泉回族乡2024年法治政府建设情况报告\n", "山泉回族乡", None, 2024),
    ("白音旗白音苏木2024年法治政府建设情况报告\n", "白音苏木", "白音旗", 2024),
    ("临州市云泉县新市镇2024年法治政府建设情况报告\n", "新市镇", "云泉县", 2024),
    ("通江区漷县镇2024年法治政府建设情况报告\n", "漷县镇", "通江区", 2024),
    ("梅坪县区上镇2024年法治政府建设情况报告\n", "上镇", "梅坪县区", 2024),
    ("二〇二三年云雾镇法治政府建设情况报告\n", "云雾镇", None, 2023),
    ("房峰山区云雾镇2024年法治政府建设情况报告\n", "云雾镇", "房峰山区", 2024),
    ("临城区云雾镇2024年法治政府建设情况报告\n", "云雾镇", "临城区", 2024),
    ("临江高新开发区云雾镇2024年法治政府建设情况报告\n", "云雾镇", None, 2024),
    # the title lacks the town
    ("2024年法治政府建设情况报告\n2024年，云雾镇认真履职，云雾镇党委高度重视。\n", "云雾镇", None, 2024),
    ("2024年法治政府建设情况报告\n2024年，我镇认真履职，全镇上下一心，城镇面貌一新。\n", None, None, 2024),
    (
        "2024年法治政府建设情况报告\n按照《关于加强特色小镇法治建设的意见》，推进城镇化，建设美丽乡镇。\n",
        None,
        None,
        2024,
    ),
    # the title lacks the year
    ("云雾镇法治政府建设情况报告\n现将2022年工作情况报告如下：\n", "云雾镇", None, 2022),
    (
        "云雾镇法治政府建设情况报告\n根据《纲要（2021—2025年）》，现将我镇2022年度法治政府建设情况报告如下：\n",
        "云雾镇",
        None,
        2022,
    ),
    # county: from a local document cited, only where all agree
    ("云雾镇2023年法治政府建设报告\n按照《云阳县法治政府建设实施方案》要求。\n", "云雾镇", "云阳县", 2023),
    (
        "云雾镇2023年法治政府建设报告\n按照《临江区法治建设要点》和《云阳县实施方案》要求。\n",
        "云雾镇",
        None,
        2023,
    ),
    (
        "云雾镇2023年法治政府建设报告\n学习《社区矫正法》《城市管理条例》《行政区划管理条例》《全县工作要点》。\n",
        "云雾镇",
        None,
        2023,
    ),
    (
        "2023年法治政府建设报告\n更新《丰江县云雾镇人民政府公开目录》，云雾镇成效明显。\n",
        "云雾镇",
        "丰江县",
        2023,
    ),
    ("云雾镇2023年法治政府建设报告\n中共云阳县委、云阳县人民政府：\n", "云雾镇", "云阳县", 2023),
    ("云雾镇2023年法治政府建设报告\n县委、县政府：\n", "云雾镇", None, 2023),
]


@pytest.mark.parametrize(("head", "township", "county", "year"), TITLES)
def test_township_county_and_year_come_from_the_text(
    head: str, township: str | None, county: str | None, year: int | None
) -> None:
    found = identity_of(head + BODY)
    assert (found.township, found.county, found.year) == (township, county, year)
    assert found.kind is DocumentKind.ANNUAL_REPORT


KINDS = [
    ("云雾镇2023年法治政府建设情况报告", DocumentKind.ANNUAL_REPORT),
    ("云雾镇2023年法治政府建设情况", DocumentKind.ANNUAL_REPORT),
    ("云雾镇2023年度依法行政工作总结", DocumentKind.ANNUAL_REPORT),
    ("云雾镇2023年政府信息公开工作年度报告", DocumentKind.DISCLOSURE_REPORT),
    ("云雾镇2023年法治政府建设工作要点", DocumentKind.OTHER),
    ("云雾镇法治政府建设实施方案", DocumentKind.OTHER),
    ("关于报送2023年法治政府建设情况报告的通知", DocumentKind.OTHER),
    ("云雾镇2023年政府工作报告", DocumentKind.OTHER),
]


@pytest.mark.parametrize(("title", "kind"), KINDS)
def test_genres_are_told_apart_by_the_title(title: str, kind: DocumentKind) -> None:
    assert identity_of(f"{title}\n{BODY}").kind is kind


def test_first_paragraph_tells_the_genre_when_the_title_is_missing() -> None:
    found = identity_of("云雾镇党委认真履职，云雾镇成效明显。现将2023年法治政府建设情况报告如下：\n" + BODY)
    assert (found.kind, found.title, found.township, found.year) == ("annual_report", None, "云雾镇", 2023)


def test_joint_report_with_number_addressee_signature_and_date() -> None:
    found = identity_of(
        "中共云雾镇委员会\n云雾镇人民政府\n关于2022年依法行政工作情况的报告\n云雾委文〔2023〕7号\n\n县委、县政府：\n"
        "现将有关情况报告如下：\n" + BODY + "\n\n中共云雾镇委员会   云雾镇人民政府  \n2023年1月9日   \n"
    )
    assert found.title == "中共云雾镇委员会 云雾镇人民政府关于2022年依法行政工作情况的报告"
    assert found.issuers == ("中共云雾镇委员会", "云雾镇人民政府")
    assert found.doc_number == "云雾委文〔2023〕7号"
    assert found.addressee == "县委、县政府"
    assert (found.year, found.issue_date) == (2022, date(2023, 1, 9))


SIGNATURES = [
    ("云雾镇人民政府\n2024年2月3日", ("云雾镇人民政府",), date(2024, 2, 3)),
    ("云雾镇人民政府 2024年2月3日", ("云雾镇人民政府",), date(2024, 2, 3)),
    ("云雾镇人民政府\n二〇二四年十二月三十一日", ("云雾镇人民政府",), date(2024, 12, 31)),
    ("临江区人民政府城南街道办事处\n2024年2月3日", ("临江区人民政府城南街道办事处",), date(2024, 2, 3)),
    ("2024年2月3日", (), date(2024, 2, 3)),
    ("2024年2月30日", (), None),
    ("（四）加强学习，到2024年2月3日已学完。", (), None),
]


@pytest.mark.parametrize(("tail", "issuers", "issued"), SIGNATURES)
def test_signature_is_read_and_is_in_no_section(
    tail: str, issuers: tuple[str, ...], issued: date | None
) -> None:
    document = document_from_text(f"2023年法治政府建设情况报告\n{BODY}{tail}\n", name="x.txt")
    assert (document.identity.issuers, document.identity.issue_date) == (issuers, issued)
    assert document.identity.year == 2023
    if issued:
        assert document.section_at(len(document.text) - 1) is None


def test_title_over_several_lines_and_printed_twice_is_read_once() -> None:
    title = "云雾镇2021年法治政府建设\n年度报告\n"
    assert identity_of(title + title + BODY).title == "云雾镇2021年法治政府建设年度报告"


def test_page_furniture_is_no_title_and_the_publisher_is_not_the_issuer() -> None:
    found = identity_of(
        "索引号：001122\n发布机构：临江区人民政府办公室\n发布日期：2024-03-01\n云雾镇2023年法治政府建设情况报告\n"
        + BODY
    )
    assert (found.title, found.issuers) == ("云雾镇2023年法治政府建设情况报告", ())


FILE_NAMES = [
    ("云雾镇_2022.txt", "云雾镇", 2022),
    ("folder_2019/云雾镇法治政府建设年度报告.txt", "云雾镇", None),
    ("临江区云雾镇2022年报告.md", "云雾镇", 2022),
    ("2024/report.txt", None, None),
]


@pytest.mark.parametrize(("name", "township", "year"), FILE_NAMES)
def test_file_name_helps_where_the_text_says_nothing_but_not_the_folder(
    name: str, township: str | None, year: int | None
) -> None:
    found = identity_of("法治政府建设情况报告\n" + BODY, name)
    assert (found.township, found.year) == (township, year)


def test_text_outweighs_the_file_name() -> None:
    found = identity_of("云雾镇2023年法治政府建设情况报告\n" + BODY, "清泉镇_2022.txt")
    assert (found.township, found.year) == ("云雾镇", 2023)


def test_user_outweighs_front_matter_and_front_matter_outweighs_the_text() -> None:
    text = "---\ntownship: 清泉镇\ncounty: 临江区\n---\n云阳县云雾镇2023年法治政府建设情况报告\n" + BODY
    document = document_from_text(text, name="x.md", identity=Identity(county="丰江县", year=2020))
    found = document.identity
    assert (found.township, found.county, found.year) == ("清泉镇", "丰江县", 2020)


def test_another_township_that_is_only_cited_is_not_the_issuer() -> None:
    found = identity_of(
        "2023年法治政府建设情况报告\n2023年，云雾镇扎实推进工作。云雾镇借鉴《清泉镇人民政府工作规则》。\n"
        + BODY
        + "三、打算\n一方面学习先进。云雾镇将继续努力。云雾镇有信心。\n"
    )
    assert found.township == "云雾镇"


def test_policy_is_about_no_township_and_no_year_unless_its_keeper_says_so() -> None:
    found = identity_of(
        "---\nkind: policy\ntitle: 示例规定\neffective_from: 2024-01-01\neffective_to: null\n---\n"
        "第一条 云阳县云雾镇人民政府2023年起执行。\n",
        "policy.md",
    )
    assert found == Identity(kind=DocumentKind.POLICY, title="示例规定", effective_from=date(2024, 1, 1))


WARNED = [
    ("法治政府建设情况报告\n", ["没有找到乡镇", "没有找到报告年度"]),
    ("XX镇20XX年法治政府建设情况报告\n", ["未填的空", "是模板", "没有找到乡镇"]),
    ("云雾镇2024年法治政府建设情况报告\n根据《纲要（20212025年）》，依据〔20239号文件。\n", ["数字残缺"]),
    ("云雾镇2025年法治政府建设情况报告\n一、2024年主要举措\n", ["年度不一致"]),
    ("云雾镇2024年法治政府建设情况报告\n", []),
]


@pytest.mark.parametrize(("head", "expected"), WARNED)
def test_warnings_name_what_is_suspicious(head: str, expected: list[str]) -> None:
    warnings = document_from_text(head + BODY, name="x.txt").warnings
    assert all(any(word in warning for warning in warnings) for word in expected)
    assert bool(warnings) is bool(expected)


@pytest.mark.parametrize("signed_by", ["", "　　签发人：某某"])
def test_a_red_head_and_an_imprint_are_no_title_and_no_signature(signed_by: str) -> None:
    text = (
        f"云阳县渠马镇人民政府文件\n渠马府发〔2023〕3号{signed_by}\n\n渠马镇2022年度法治政府建设年度报告\n\n"
        "2022年，我镇开展普法活动12场。\n一、主要举措\n调解纠纷30件。\n\n渠马镇人民政府\n2023年1月10日\n\n"
        "抄送：县司法局。\n渠马镇党政办公室　　2023年1月11日印发\n"
    )
    identity = document_from_text(text, name="a.txt").identity
    assert identity.title == "渠马镇2022年度法治政府建设年度报告"
    assert identity.doc_number == "渠马府发〔2023〕3号"
    assert (identity.issuers, str(identity.issue_date)) == (("渠马镇人民政府",), "2023-01-10")
