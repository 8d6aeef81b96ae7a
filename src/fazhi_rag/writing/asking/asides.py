"""What a question names only to set it aside: 不是下岙镇, 除…以外, an earlier question."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fazhi_rag.knowledge import DocumentRecord
from fazhi_rag.writing.asking.content import MARK
from fazhi_rag.writing.asking.names import Held, match_held
from fazhi_rag.writing.asking.periods import without_years, year_spans

_EXCEPT = re.compile(
    r"除(?:了|去|开|却)?(?P<what>[^，。？！；]{2,30}?)"
    r"(?:以外|之外|外|(?=，[^。？！；]*(?:其他|其它|其余|别的|别家|剩下|另外)))"
)
_NOT = re.compile(
    r"(?:(?<!是)不是|并非|而非|不要|不含|不包括|不包含|不算上?|不问|不看|不查|排除|剔除|扣除|去掉|撇开|除开|"
    r"[别莫](?:[拿把用给查看跟和与同将]|混[成进入]|[当弄搞错]成)+)(?P<what>[^，。？！；：:（）()—…]{2,16})"
)
_DONE = re.compile(
    r"(?P<what>[^，。？！；：:（）()—…]{2,16}?)的?(?:[那这]?一?[份家个些]|情况|数据|数字|报告)?(?:我|咱|就|都|先|可以|也)*"
    r"(?:(?:已经?)?有了|除外|免了|不在内|另[算说]|知道了|略过|跳过|(?:已经?)?[查问看]过"
    r"|(?:不用|不必|不要|不需要|不管|不[看算计问列提报]|别[看算计问列提报管])(?:再|[说列算查看提管问讲报])*)"
    r"了?(?=[，。？！；）)—]|$)"
)
"""What is named first and set aside behind it: 下岙镇的我已经有了, 双桥乡除外."""
_LEAD = 2
"""Characters that may stand between a denial and the name or year denied: 不要那个石门镇."""
_ASKS = re.compile(r"[吗么]$")
_EARLIER = re.compile(
    r"(?:上一?[个条]?问题?|上一问|前一[个问]|刚才|刚刚|之前|前面|上[次回]|先前|方才)"
    r"[^，。？！；]{0,4}[问查说看聊要][^，。？！；]*[，。？！；]"
)
_SWITCH = re.compile(
    r"换成|改成|改为|改问|改查|换到|换作|不对|[说打写]错了?|更正|我是说|我(?:说|问)的是|应该?是"
)
_SWITCH_LEAD = 8
_BESIDE = re.compile(r"[比较差]|不同|变化|增|减|涨|降|合计|一共|总共|加起来")
_TOGETHER = re.compile("[比较各更谁都]|相差|差[多几距]|合计|[一总]共|加起来|分别|两[个镇乡家边]|哪[个家]")
"""What asks of several townships at once."""
_SPEAKER = re.compile("[我咱俺]|先[放不搁]|听说|据说|刚从|原来在|以前在")
_INQUIRES = re.compile("[问查看](?!过|完)|了解|知道|请教|多少|几|比")
"""A clause that tells of the asker (我是石门镇的，) names nothing to be answered; one that asks does."""
_WANTS = re.compile("多少|几|哪|什么|如何|怎|吗|情况|有没有|是否|[^\\W\\d]数(?:量|字)?$")


@dataclass(frozen=True, slots=True)
class Asides:
    """A question without what it sets aside, and the reports that are set aside."""

    text: str
    records: tuple[DocumentRecord, ...] = ()


def read_asides(question: str, held: Held) -> Asides:
    """Take out of `question` what it names only to set it aside.

    A denial that asks (不是2022年就建了吗) is none. Of an earlier question goes what is replaced.
    """
    text, excluded = _without_earlier(question, held), list[DocumentRecord]()
    for pattern in (_EXCEPT, _NOT, _DONE):
        for match in reversed(list(pattern.finditer(text))):
            denied = None if _ASKS.search(match["what"]) else _denied(match["what"], held)
            if denied and (pattern is not _DONE or not denied[1].strip("的那份这个，")):
                excluded += denied[0]
                before, behind = text[: match.start()], text[match.end() :]
                text = before + MARK + denied[1] + _still_named(match["what"], before + behind, held) + behind
    return Asides(text, tuple(excluded))


def _still_named(what: str, other: str, held: Held) -> str:
    """A township of which one year is denied and another asked for: 清溪镇2022年的不要，2023年呢."""
    elsewhere = match_held(other, held)
    if not year_spans(what) or not year_spans(other) or elsewhere[0] or elsewhere[1]:
        return ""
    return "、".join((*match_held(what, held)[0], *match_held(what, held)[1]))


def _denied(what: str, held: Held) -> tuple[list[DocumentRecord], str] | None:
    """The reports that a denial is about, and its other words; None where it names no place or year."""
    matched, unclear, rest = match_held(what, held)
    years = {year for named in year_spans(rest).values() for year in named}
    rest = without_years(rest)
    every = [record for found in held.values() for record in found]
    named = [record for found in (*matched.values(), *unclear.values()) for record in found]
    if not named:
        named = [record for record in every if record.identity.county and record.identity.county in rest]
        for county in {record.identity.county for record in named} - {None}:
            rest = rest.replace(str(county), MARK)
    if not (named or years) or rest.find(MARK) > _LEAD:
        return None
    kept = [r for r in named or every if not years or r.identity.year in years]
    return kept, rest.replace(MARK, "")


def _without_earlier(question: str, held: Held) -> str:
    """Blank the years and names of an earlier question that the present one names anew."""
    end = max(_switch(question, held), _told_of_asker(question, held))
    match = _EARLIER.search(question)
    if match and match.end() < len(question) and not _BESIDE.search(question[match.end() :]):
        end = max(end, match.end())
    before, now = question[:end], question[end:]
    if year_spans(now):
        before = without_years(before)
    if before and match_held(now, held)[0]:
        before = match_held(before, held)[2]
    return before + now


def _told_of_asker(question: str, held: Held) -> int:
    """Where what the asker tells of himself ends, and a clause asks that names a township; 0 for nowhere."""
    for match in reversed(list(re.finditer("[，。；]", question))):
        before, now = question[: match.end()], question[match.end() :]
        asks = _WANTS.search(now) and not _TOGETHER.search(now) and match_held(now, held)[0]
        if asks and _SPEAKER.search(before) and not _INQUIRES.search(before):
            return match.end()
    return 0


def _switch(question: str, held: Held) -> int:
    """Where the question changes what it asks about; 0 where it does not."""
    for match in _SWITCH.finditer(question):
        behind = question[match.end() : match.end() + _SWITCH_LEAD]
        if match.start() and (year_spans(behind) or match_held(behind, held)[0]):
            return match.end()
    return 0
