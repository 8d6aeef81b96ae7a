"""Read what a number is counted per: 每村每年, 月均, 一周两次; and whether each has it, or all."""

from __future__ import annotations

import re
from decimal import Decimal

from fazhi_rag.types import Kind, Mention

_HALF = Decimal("0.5")
TIME_SPANS = frozenset({"年", "半年", "季度", "月", "半月", "旬", "周", "日", "小时", "分钟", "秒", "学期"})
_SHARES = frozenset({Kind.PERCENT, Kind.FRACTION, Kind.MULTIPLE})
_SPAN = r"半年|季度|季|半个?月|个月|月份|月|年度|年|周|星期|日|天|小时|分钟|秒钟?|学期|学年|旬|晚|餐"
_THING = (
    r"(?:[十百千万]|[0-9]+[十百千万]?)?"
    r"(?:村（居）|村（社区）|村\(居\)|村\(社区\)|村居|村民小组|村|社区|镇|乡|街道|户|人|平方公里|平方米|公里|公顷|亩|吨|升"
    r"|宗|起|件|项|批|台|辆|组|家|所|校|班|店|股|份|场|次|期|间|栋)"
)
_NAMED = (
    r"[^\W\d一二三四五六七八九十两]{1,6}?(?=[均每各都，、（配有聘设建至不开组召学集举进排走公推选]|[0-9]|$)"
)
_OF_PEOPLE = re.compile(r"(?<!每)(?P<people>[十百千万]人)[^\W\d]{2,4}率")
_EVERY = re.compile(rf"每一?(?:个?(?P<plain>{_SPAN}|{_THING})|(?:个|名|位)(?P<named>{_NAMED}))")
_MEAN = re.compile(r"(?P<mean>[人户村月年日季周镇校场班亩店车])均(?![已未匀衡等])")
_ONCE = re.compile(
    r"(?<![第0-9这那上前后近头首同])一(?:"
    r"(?:周|星期|天|个(?:周|星期|月|季度))(?!来|间|内|里|中|下来|期)(?=[^\d，。；一二三四五六七八九十]{0,10}$)"
    r"|(?:月|年|季度)(?=$))"
    r"|(?<![第0-9一二两每上下前后近])半(?:个月|年)(?!接|发生|办结|处置|内)(?=[^\d，。；内里间来中以一二三四五六七八九十]{1,4}$)"
)
_ONE_OF = frozenset(f"一{word}" for word in "人户股趟亩斤天晚") | {
    "一公斤",
    "一小时",
    "一个小时",
    "一个月",
    "一个人",
}
_GAP = 8
"""Most characters between 一人 and the number that is told per it."""
_SEVERAL = re.compile(r"(?:[两二三四五六七八九十]|\d{1,2})个?(?:年|月|周|天|小时|季度)")
_BARE = re.compile(
    r"(?<![0-9一二三四五六七八九十本当上下个每半全岁今去明前近青老少童成常周历逐连丰节假生昔往多数])(?P<bare>[月日年])"
    r"(?=薪|收入|工资|租金|服务|接待|接听|处理|发送|运送|客流|活跃|访问|增|产(?![业品])|供(?!应)|耗|处置|吞吐)"
)
_RATED = {"时速": "小时", "亩产": "亩"}
"""Words that say by themselves what a number is per, and how near they must stand."""
_RATED_REACH = 4
_SPELLING = {
    "季": "季度",
    "秒钟": "秒",
    "天": "日",
    "星期": "周",
    "个月": "月",
    "个季度": "季度",
    "月份": "月",
    "年度": "年",
    "半个月": "半月",
    "个星期": "周",
    "家": "户",
    "村居": "村",
    "村（居）": "村",
    "村（社区）": "村",
    "村(居)": "村",
    "村(社区)": "村",
}
_TOTAL = re.compile(r"共(?!同|享|治|建|有产|和)|合计|总计|累计|总数|全部|总(?=[^\W\d]{0,3}$)")
_EACH = re.compile(
    r"各(?![类种级项界地村])[^\W\d]{0,4}$|(?<![人户村月年日季周镇校场班亩店车])[均都][^\W\d]{0,3}$"
)


def read_pers(stated: str | None, left: str) -> frozenset[str]:
    """Return all that a number is counted per, from the text left of it in its clause, or else as `stated`.

    What is said before a word of total (每季度1次，全年共4次) is not this number's.
    """
    found = {spell(per) for per in _find(left)}
    if not found and stated and not is_total(left):
        found = {spell(stated)}
    return frozenset(found)


def pers_behind(mention: Mention, left: str, before: tuple[Mention, frozenset[str]] | None) -> frozenset[str]:
    """Return what a number is counted per: as said behind the number `before` it in its clause.

    Two numbers that touch (2期60学时) share it; a stretch of time (每月, 一周) before it parts nothing.
    """
    if mention.kind in _SHARES:
        return frozenset()
    gap = left[len(left) - max(mention.span.start - before[0].span.end, 0) :] if left and before else ""
    if before and is_every(before[0], mention, left[: len(left) - len(gap)]) and 0 < len(gap) <= _GAP:
        return frozenset({spell(before[0].unit or "")})
    if before is None or not _parts(before[0]):
        return read_pers(mention.per, left)
    return read_pers(mention.per, gap) if len(gap) > 1 else before[1]


def _parts(mention: Mention) -> bool:
    return mention.is_fact and not is_stretch(mention)


def is_every(one: Mention, mention: Mention, left: str) -> bool:
    """Whether 一人, 一户, 一趟 opens a clause (or follows 平均), so that the next number is told per it.

    `left` is the clause up to the end of `one`.
    """
    opens = left.removesuffix(one.text).strip(" ，")
    ends = not opens or opens.endswith(("平均", "均"))
    return ends and one.text in _ONE_OF and one.unit != mention.unit


def is_stretch(mention: Mention) -> bool:
    """Whether a number is one stretch of time or half of one (一周, 半个月), which others may be told per."""
    return mention.value in (1, _HALF) and spell(mention.unit or "") in TIME_SPANS


def goes_on(bare: str, before: frozenset[str]) -> bool:
    """Whether 还有 or 另 carries the per of the number before on: 每村…1名，还有3名."""
    return bool(before) and (len(bare) <= 1 or bare.startswith(("还", "另", "也", "并", "又", "和", "及")))


def _find(left: str) -> list[str]:
    totals = list(_TOTAL.finditer(left))
    start = totals[-1].end() if totals else 0
    found = [(match["named"] or match["plain"]) for match in _EVERY.finditer(left, start)]
    found += [match["people"] for match in _OF_PEOPLE.finditer(left, start)]
    found += [match["mean"] for match in _MEAN.finditer(left, start)]
    found += [match[0].removeprefix("一").removeprefix("个") for match in _ONCE.finditer(left, start)]
    found += [per for word, per in _RATED.items() if word in left[max(start, len(left) - _RATED_REACH) :]]
    return found + [match["bare"] for match in _BARE.finditer(left, start)]


def spell(per: str) -> str:
    """Return the one spelling of a per: 天 is 日, 季 is 季度."""
    return _SPELLING.get(per, per)


def is_mean(left: str) -> bool:
    """Whether the clause says before a number that it is a mean (平均, 年均)."""
    return "平均" in left or bool(_MEAN.search(left))


def stretches(pers: frozenset[str]) -> frozenset[str]:
    """Return those of what a number is counted per that are stretches of time: 月, 两年."""
    return frozenset(per for per in pers if per in TIME_SPANS or _SEVERAL.fullmatch(per))


def is_total(left: str) -> bool:
    """Whether the clause says before a number that it is a total (共, 合计)."""
    return bool(_TOTAL.search(left))


def is_each(left: str) -> bool:
    """Whether the clause says right before a number that each of several has it (各领办1件)."""
    return bool(_EACH.search(left))
