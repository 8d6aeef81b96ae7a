"""What looks like a place or a time is read, proven harmless, or asked back: never passed over."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_rag.knowledge import DocumentRecord
from fazhi_rag.types import Abstention, DocumentKind, Identity
from fazhi_rag.writing.asking.leftovers import find_within
from fazhi_rag.writing.asking.scope import Scope, resolve_scope
from fazhi_rag.writing.asking.spelling import read_question

TODAY = date(2026, 3, 1)
HELD = {
    "东山县": {"清溪镇": (2022, 2023, 2024), "清溪乡": (2022,), "白石镇": (2022, 2023), "太平镇": (2023,)},
    "西川区": {"太平镇": (2022, 2023), "柳林街道": (2023, 2025), "双桥乡": (2022, 2023)},
}
RECORDS = [
    DocumentRecord(
        0,
        f"{county}{town}_{year}",
        Identity(DocumentKind.ANNUAL_REPORT, "报告", town, county, None, None, year, date(year + 1, 1, 9)),
        "",
        0,
        0,
        0,
    )
    for county, towns in HELD.items()
    for town, years in towns.items()
    for year in years
]

READ = [
    ("清溪镇2022年的次年普法几场", "清溪镇2023"),
    ("清溪镇2022年的翌年普法几场", "清溪镇2023"),
    ("清溪镇2022年之后一年普法几场", "清溪镇2023"),
    ("清溪镇2023年往前一年普法几场", "清溪镇2022"),
    ("清溪镇2024年的两年前普法几场", "清溪镇2022"),
    ("清溪镇2022年普法几场，次年又是几场", "清溪镇2022 清溪镇2023"),
    ("清溪镇2023年普法几场，同年调解几件", "清溪镇2023"),
    ("清溪镇2023年普法几场，当年调解几件", "清溪镇2023"),
    ("太平镇（东山县）那年普法几场", "太平镇2023"),
    ("清溪镇2023年以前普法几场", "清溪镇2022"),
    ("清溪镇2022年之后普法几场", "清溪镇2023 清溪镇2024"),
    ("清溪镇2023年以来普法几场", "清溪镇2023 清溪镇2024"),
    ("清溪镇2023年起每年普法几场", "清溪镇2023 清溪镇2024"),
    ("清溪镇自2023年至今普法几场", "清溪镇2023 清溪镇2024"),
    ("清溪镇2023年及以后普法几场", "清溪镇2023 清溪镇2024"),
    ("白石镇前后两年普法各几场", "白石镇2022 白石镇2023"),
    ("白石镇这两年普法各几场", "白石镇2022 白石镇2023"),
    ("清溪镇最近两年普法各几场", "清溪镇2023 清溪镇2024"),
    ("清溪镇过去三年普法各几场", "清溪镇2022 清溪镇2023 清溪镇2024"),
    ("清溪镇近两年普法各几场", "清溪镇2023 清溪镇2024"),
    ("清溪镇历年普法各几场", "清溪镇2022 清溪镇2023 清溪镇2024"),
    ("清溪镇逐年普法几场", "清溪镇2022 清溪镇2023 清溪镇2024"),
    ("清溪镇近年来的普法", "清溪镇2022 清溪镇2023 清溪镇2024"),
    ("清溪镇两年前普法几场", "清溪镇2024"),
    ("清溪镇3年前普法几场", "清溪镇2023"),
    ("清溪镇二〇二三年普法几场", "清溪镇2023"),
    ("清溪镇２０２３年普法几场", "清溪镇2023"),
    ("清溪镇2023 年普法几场", "清溪镇2023"),
    ("清溪镇2O23年普法几场", "清溪镇2023"),
    ("清溪镇23年度普法几场", "清溪镇2023"),
    ("清溪镇23年普法几场", "清溪镇2023"),
    ("清溪镇22、23年普法几场", "清溪镇2022 清溪镇2023"),
    ("清溪镇22年和23年普法几场", "清溪镇2022 清溪镇2023"),
    ("清溪镇2022至23年普法几场", "清溪镇2022 清溪镇2023"),
    ("清溪镇2022-2023年普法几场", "清溪镇2022 清溪镇2023"),
    ("清溪镇2022~2024年普法几场", "清溪镇2022 清溪镇2023 清溪镇2024"),
    ("清溪镇2022年到2024年普法几场", "清溪镇2022 清溪镇2023 清溪镇2024"),
    ("清溪镇2022/2023年度普法几场", "清溪镇2022 清溪镇2023"),
    ("清溪镇二零二三普法几场", "清溪镇2023"),
    ("清溪镇二三年普法几场", "清溪镇2023"),
    ("清溪镇二二、二三年普法几场", "清溪镇2022 清溪镇2023"),
    ("清溪镇两千零二十三年普法几场", "清溪镇2023"),
    ("清溪镇贰零贰叁年普法几场", "清溪镇2023"),
    ("清溪镇2023.12普法几场", "清溪镇2023"),
    ("清溪镇截至2023年底普法几场", "清溪镇2023"),
    ("清溪镇2023年末普法几场", "清溪镇2023"),
    ("清溪镇2023年全年普法几场", "清溪镇2023"),
    ("清溪镇2023年年底普法几场", "清溪镇2023"),
    ("清溪镇2023年这一年普法几场", "清溪镇2023"),
    ("清溪镇2023年度一年下来普法几场", "清溪镇2023"),
    ("清溪镇2023年三年行动方案落实了吗", "清溪镇2023"),
    ("清溪镇2023年青少年普法几场", "清溪镇2023"),
    ("清溪镇2023年未成年人保护做了什么", "清溪镇2023"),
    ("清溪镇2023年老年人防诈骗宣传几场", "清溪镇2023"),
    ("清溪镇2023年百年党史学习几次", "清溪镇2023"),
    ("清溪镇2023年年度报告什么时候公开", "清溪镇2023"),
    ("清溪镇2023年法治政府建设年度报告有哪些内容", "清溪镇2023"),
    ("清溪镇2023年换届选举监督做了什么", "清溪镇2023"),
    ("清溪镇2023年服刑三年以上的几人", "清溪镇2023"),
    ("清溪镇2023年五年规划评估", "清溪镇2023"),
    ("清溪镇2023年半年度分析会几次", "清溪镇2023"),
    ("清溪镇最新一年的普法几场", "清溪镇2024"),
    ("清溪镇最近一年的普法几场", "清溪镇2024"),
    ("清溪镇最早一年的普法几场", "清溪镇2022"),
    ("清溪镇2023年社区矫正对象几人", "清溪镇2023"),
    ("清溪镇2023年城市管理执法几次", "清溪镇2023"),
    ("清溪镇2023年农村宅基地纠纷几件", "清溪镇2023"),
    ("清溪镇2023年各村（社区）法律顾问几名", "清溪镇2023"),
    ("清溪镇2023年民主法治示范村几个", "清溪镇2023"),
    ("清溪镇2023年辖区内调解几件", "清溪镇2023"),
    ("清溪镇2023年市场监管几次", "清溪镇2023"),
    ("清溪镇2023年送法下乡几次", "清溪镇2023"),
    ("清溪镇2023年返乡人员排查几人", "清溪镇2023"),
    ("清溪镇2023年特色小镇建设", "清溪镇2023"),
    ("清溪镇2023年城镇居民调解", "清溪镇2023"),
    ("清溪镇2023年获得县级表彰几次", "清溪镇2023"),
    ("清溪镇2023年受到市县表彰几次", "清溪镇2023"),
    ("清溪镇2023年园区企业法律体检几次", "清溪镇2023"),
    ("清溪镇2023年村级调解组织几个", "清溪镇2023"),
    ("清溪镇2023年与邻镇联合执法几次", "清溪镇2023"),
    ("清溪镇2023年跨区域协作", "清溪镇2023"),
    ("清溪镇2023年学校周边治理", "清溪镇2023"),
    ("西川的太平镇2023年普法几场", "太平镇2023"),
    ("太平镇2023年普法几场，西川的", "太平镇2023"),
    ("太平镇（东山）2023年普法几场", "太平镇2023"),
    ("东山太平镇2023年普法几场", "太平镇2023"),
    ("太平镇2023年普法几场，我问的是东山县", "太平镇2023"),
    ("东山2023年普法各几场", "清溪镇2023 白石镇2023 太平镇2023"),
    ("东山县2023年普法各几场", "清溪镇2023 白石镇2023 太平镇2023"),
    ("西川区2022年普法各几场", "太平镇2022 双桥乡2022"),
    ("双桥2023年普法几场", "双桥乡2023"),
    ("柳林2023年普法几场", "柳林街道2023"),
    ("清溪乡和清溪镇2022年普法几场", "清溪乡2022 清溪镇2022"),
    ("东山县除清溪镇外2023年普法几场", "白石镇2023 太平镇2023"),
]
"""Whose and when as read, and words that look like a place or a time and are none."""

ASKED_BACK = [
    "清溪镇2024年的上两年普法几场",
    "清溪镇2022年普法几场，一年后呢",
    "清溪镇那年普法几场",
    "清溪镇那一年普法几场",
    "清溪镇2023年前后普法几场",
    "清溪镇2023年左右普法几场",
    "清溪镇此前普法几场",
    "清溪镇往年普法几场",
    "清溪镇早些年普法几场",
    "清溪镇前些年普法几场",
    "清溪镇头两年普法几场",
    "清溪镇后两年普法几场",
    "清溪镇上一届班子普法几场",
    "清溪镇疫情那年普法几场",
    "清溪镇十四五期间普法几场",
    "清溪镇龙年普法几场",
    "清溪镇甲辰年普法几场",
    "清溪镇九八年普法几场",
    "清溪镇建镇那一年普法几场",
    "青溪2023年普法几场",
    "双乔2023年普法几场",
    "咱镇2023年普法几场",
    "我们这里2023年普法几场",
    "本街道2023年普法几场",
    "贵镇2023年普法几场",
    "该镇2023年普法几场",
    "隔壁镇2023年普法几场",
    "那个镇2023年普法几场",
    "我县2023年普法几场",
    "全县2023年普法一共几场",
    "全县各镇2023年普法几场",
]

NOT_HELD = [
    "高家街道2023年调解几件",
    "故水镇2023年普法几场",
    "大同街道2022年有几名调解员",
    "清溪镇上年度普法几场",
    "清溪镇1998年普法几场",
    "北海市清溪镇2023年普法几场",
    "清溪镇（北海市）2023年普法几场",
    "北海市那个清溪镇2023年普法几场",
    "清溪镇2023年普法几场，说的是北海市的",
    "清溪镇2023年普法几场，北海市那边",
    "清溪镇2023年普法几场？（北海区）",
    "西川区清溪镇2023年普法几场",
    "清溪镇在西川区，2023年普法几场",
    "西川那边的清溪镇2023年普法几场",
    "清溪镇2023年普法，西川的",
    "北海市2023年普法各几场",
    "清西镇2023年普法几场",
    "清奚镇2023年普法几场",
    "青溪镇2023年普法几场",
    "文昌镇和清溪镇2023年普法几场",
    "清溪镇2023年普法几场，与文昌街道比",
]

WITHIN = [
    ("清溪镇2023年一季度普法几场", "一季度"),
    ("清溪镇2023年第三季度普法几场", "三季度"),
    ("清溪镇2023年上半年普法几场", "上半年"),
    ("清溪镇2023年5月普法几场", "5月"),
    ("清溪镇2023年11月底普法几场", "11月"),
    ("清溪镇红星村2023年调解几件", "红星村"),
    ("清溪镇2023年红星村调解几件", "红星村"),
    ("清溪镇幸福社区2023年调解几件", "幸福社区"),
]


def _read(question: str) -> Scope:
    return resolve_scope(read_question(question), RECORDS, today=TODAY)


@pytest.mark.parametrize(("question", "expected"), READ)
def test_what_is_left_over_is_harmless(question: str, expected: str) -> None:
    scope = _read(question)
    assert sorted(f"{r.identity.township}{r.identity.year}" for r in scope.records) == sorted(
        expected.split()
    )
    assert (scope.doubts, scope.within) == ((), ())


@pytest.mark.parametrize("question", ASKED_BACK)
def test_an_uncertain_scope_asks_back_with_what_is_held(question: str) -> None:
    scope = _read(question)
    assert (scope.abstention, scope.records) == (Abstention.AMBIGUOUS_NAME, ())
    assert scope.message.endswith("再问。") or "现有：" in scope.message


@pytest.mark.parametrize("question", NOT_HELD)
def test_a_place_or_year_that_is_not_held_is_never_replaced(question: str) -> None:
    scope = _read(question)
    assert scope.abstention in (Abstention.NO_SUCH_TOWNSHIP, Abstention.NO_SUCH_YEAR)
    assert scope.records == ()


@pytest.mark.parametrize(("question", "within"), WITHIN)
def test_what_narrows_a_question_below_a_report_is_kept(question: str, within: str) -> None:
    scope = _read(question)
    assert ([r.name for r in scope.records], scope.within) == (["东山县清溪镇_2023"], (within,))
    assert any(within in note for note in scope.notes)


@pytest.mark.parametrize("question", ["各镇2023年普法几场", "所有乡镇2023年普法几场", "2023年哪个镇普法最多"])
def test_all_townships_of_a_year_are_all(question: str) -> None:
    assert len(_read(question).records) == sum(r.identity.year == 2023 for r in RECORDS)


def test_a_slip_is_asked_back_with_the_names_it_is_near() -> None:
    assert "清溪乡、清溪镇" in _read("青溪2023年普法几场").message
    assert "是不是指清溪乡、清溪镇" in _read("青溪镇2023年普法几场").message


def test_a_report_is_told_by_the_day_it_came_out() -> None:
    scope = _read("清溪镇2023年1月公开的那份报告里普法几场")
    assert [r.name for r in scope.records] == ["东山县清溪镇_2022"]
    assert scope.notes == ("依据2022年度报告回答。",)
    assert [r.name for r in _read("清溪镇2023年的报告几月公开的").records] == ["东山县清溪镇_2023"]


def test_one_county_and_one_township_need_not_be_named() -> None:
    held = [record for record in RECORDS if record.identity.township == "白石镇"]
    for question in ("该镇2023年普法几场", "全县2023年普法一共几场", "我镇2023年普法几场"):
        assert [r.identity.year for r in resolve_scope(question, held, today=TODAY).records] == [2023]


@pytest.mark.parametrize(
    "text",
    [
        "农村普法几场",
        "各村法律顾问",
        "推进社区治理",
        "　行政村几个",
        "民主法治示范村",
        "每半年一次",
        "一个季度几次",
    ],
)
def test_kinds_of_villages_and_times_are_no_names(text: str) -> None:
    assert find_within(text) == ()


TIMES = [
    "那年",
    "此前",
    "往年",
    "龙年",
    "上一届",
    "疫情期间",
    "头两年",
    "十年前",
    "2023年左右",
    "去年和2023年",
]


FORMS = ["清溪镇{}普法几场", "{}清溪镇普法几场", "查{}，清溪镇普法几场"]


@given(st.sampled_from(TIMES), st.sampled_from(FORMS))
def test_wherever_it_stands_an_unread_time_is_never_answered(time: str, form: str) -> None:
    scope = _read(form.format(time))
    assert scope.abstention is not None
