"""Named terms by rule: juxtaposed slogans, quoted names, sessions, ratings and circles.

Terms that no rule reaches stand in `data/terms.txt`.
"""

from __future__ import annotations

import re

from fazhi_rag.numbers.found import Found
from fazhi_rag.numbers.lexicon import Word, current_lexicon, unit_at
from fazhi_rag.types import Kind

_D = "[一二三四五六七八九十两双]"
_N = (
    "[^一二三四五六七八九十两双百千万亿零半几数第每各均共有为和与及又、，。；：（）()“”《》的了在是至到"
    "个名人次件条份只项日年天月周岁元度0-9\\s]"
)
_JUXTAPOSED = re.compile(rf"{_D}(?!分之){_N}{{1,4}}(?:[、，]?{_D}{_N}{{1,4}})+")
_PIECE = re.compile(rf"{_D}({_N}+)")
_SESSION = re.compile(
    r"(?:第)?[一二三四五六七八九十]{1,3}届(?:[一二三四五六七八九]中(?:[、和][一二三四五六七八九]中)*全会)?|[一二三四五六七八九]中(?:、[一二三四五六七八九]中)*全会"
)
_CONGRESS = re.compile(
    r"(?:二十一?|十[五六七八九])大(?=[报精以召会代期开\W]|$|和|及|闭|胜|擘|提|强|作|部|战|关|后|前|明|指|对|的)"
)
_PLAN = re.compile(
    r"(?:十[一二三四五])五(?=[”\"’]|规划|期间|时期|以来|末|开局|收官|发展|普法|、|和)|[五六七八九]五(?=[”\"’]?普法)|[五六七八九]五(?=普法|[”\"’](?:规划|普法))"
)
_RATING = re.compile(
    rf"(?:{_D}|[1-7])星级?(?=[级”\"’]|司法|酒店|饭店|评|服务|党|文明|好评|志愿|支部|景|红旗)级?|{_D}A级?"
)
_CIRCLE = re.compile(
    r"(?:[0-9]+|[一二三四五六七八九十半两]{1,3})个?(?:分钟|小时|公里|刻钟)(?=[\u4e00-\u9fff]{0,8}圈)[\u4e00-\u9fff]{0,8}?圈"
)
_ANNIVERSARY = re.compile(r"(?:[0-9]+|[一二三四五六七八九十百零]+)周年")
_NAMED_AFTER = (
    "制度|工程|行动|计划|模式|机制|工作法|体系|战略|政策|要求|标准|原则|方针|措施清单|品牌|平台|改革|意识"
    "|自信|维护|法则|理念"
)
_QUOTES = {"“": "”", "‘": "’", "「": "」", "『": "』", '"': '"'}
QUOTE_MARKS = frozenset(_QUOTES)
_INSIDE_STOP = frozenset("，。；：！？,;!?\n")
_SPOKEN = frozenset("我你他她有是了吗呢吧还就没")
"""Characters of quoted speech, which states amounts; a quoted name has none of them."""
_DATED = re.compile(r"[0-9]{1,2}[·.•][0-9]{1,2}|[0-9]{4}年?")
LONGEST_QUOTED = 16
_COUNTING_VERBS = re.compile(
    r"(?:制定|建立|出台|完善|健全|新建|修订|制订|形成|推出|落地|新增|印发|包括|共有|建成|下发|提出|明确)(?:了|起|出台|完善)?\Z"
)
_DESIGNATED_BEFORE = re.compile(
    r"(?:落实|实施|开展|推行|推进|打造|坚持|构建|践行|创新|推广|贯彻|深化|探索|实行|制定出台|出台|制定|开通|拨打|依托|运用|执行|聚焦|围绕|完成|创建|按照|遵循|获评|荣获|评为|建立|做到|实现)\Z"
)
_DESIGNATED_AFTER = re.compile(
    rf"(?:{_NAMED_AFTER}|热线|活动|宣传|主题|专项|系列|长效|工作|政策|党建|服务|信访|普法|调解|治理|规划|期间|课程|普)"
)


_RULES = (_SESSION, _CONGRESS, _PLAN, _RATING, _CIRCLE)
_ARABIC_RULES = (_RATING, _CIRCLE)


def read_term(text: str, start: int, word: Word | None) -> Found | None:
    """Read the named term whose first numeral stands at `start`; `word` is the lexicon's entry there."""
    best: Found | None = None
    if word is not None and word.kind is Kind.NAMED_TERM and not _counted(text, start, word):
        begin = start - word.offset
        best = _term(text, begin, begin + len(word.text))
    arabic = text[start].isascii()
    rules = _ARABIC_RULES if arabic else () if text[start - 1 : start] == "第" else _RULES
    for pattern in rules:
        matched = pattern.match(text, start)
        if matched and (best is None or matched.end() > best.end):
            best = _term(text, start, matched.end())
    if not arabic and (slogan := _juxtaposed(text, start)):
        best = slogan if best is None or slogan.end > best.end else best
    if best is None:
        best = _anniversary(text, start)
    if quoted := _quoted(text, start, best):
        return quoted
    return best


def _term(text: str, start: int, end: int) -> Found:
    return Found(start, end, Kind.NAMED_TERM, text[start:end])


def _counted(text: str, start: int, word: Word) -> bool:
    """制定三项制度 counts; “三项制度” and 落实三项制度 name."""
    if not word.countable or text[start - 1 : start] in _QUOTES:
        return False
    return _COUNTING_VERBS.search(text, max(0, start - 5), start) is not None


_TALLIED = frozenset("成毛块角胜负平败")
"""四成五, 三毛五 and 两胜一负 are amounts."""


def _juxtaposed(text: str, start: int) -> Found | None:
    """Read 三会一课, 一带二点三区六园, 四议两公开: numeral + noun, repeated, with no measure word."""
    found = _JUXTAPOSED.match(text, start)
    if found is None or text[start - 1 : start] in ("第", "每"):
        return None
    pieces = [piece[1] for piece in _PIECE.finditer(found[0])]
    if any(piece[0] in _TALLIED for piece in pieces):
        return None
    if "，" in found[0] and len(set(map(len, pieces))) > 1:
        return None  # 补两成，二级能效: two clauses
    if len(pieces[0]) > 2 and unit_at(pieces[0], 0):
        return None  # 九支瑶汉双语宣讲队 counts
    for piece in _PIECE.finditer(found[0]):
        idiom = lexicon_word(text, start + piece.start()) if piece.start() else None
        if idiom is not None and idiom.kind is None and len(idiom.text) > 2:
            return None  # 四大功能区一应俱全
        if len(piece[1]) == 1 and unit_at(piece[1], 0) and not _only_slogan(found[0]):
            return None
    return _term(text, start, found.end())


def _only_slogan(written: str) -> bool:
    """One character a numeral (一村一品, 三区六园) is a slogan even where one is also a measure word."""
    return len(written) == 4 and written[2] in "一二三四五六" and written[3] not in "名个人次件份条天年"


def _anniversary(text: str, start: int) -> Found | None:
    """100周年 after 成立, 建党 or before 大会, 纪念 names an event; 满5周年 counts."""
    found = _ANNIVERSARY.match(text, start)
    return _term(text, start, found.end()) if found else None


def _quoted(text: str, start: int, best: Found | None) -> Found | None:
    """Read a short quoted name with a numeral in it as one term: “三到位一处理”, “静海镇10条”."""
    opened = _open_quote(text, start)
    if opened < 0:
        return None
    closed = text.find(_QUOTES[text[opened]], start, opened + LONGEST_QUOTED + 2)
    inside = text[opened + 1 : closed]
    if best is not None and len(inside) > len(str(best.value)) + 8:
        return None
    if closed < 0 or not inside or _INSIDE_STOP & set(inside) or inside[0] == "第":
        return None
    if _DATED.match(inside) or (best is None and not _SPOKEN.isdisjoint(inside)):
        return None
    arabic = text[start] in "0123456789"
    designated = _DESIGNATED_BEFORE.search(text, max(0, opened - 4), opened) or _DESIGNATED_AFTER.match(
        text, closed + 1
    )
    if arabic and not designated:
        return None
    return _term(text, opened + 1 if best is None else min(opened + 1, best.start), closed)


def _open_quote(text: str, start: int) -> int:
    """Return the quote that opens before `start`, or -1; it must stand close and not be closed again."""
    if QUOTE_MARKS.isdisjoint(text[max(0, start - LONGEST_QUOTED) : start]):
        return -1
    for at in range(start - 1, max(-1, start - LONGEST_QUOTED), -1):
        if text[at] in _QUOTES:
            return at
        if text[at] in _INSIDE_STOP or text[at] in "”’」』":
            return -1
    return -1


def lexicon_word(text: str, start: int) -> Word | None:
    """Return the idiom or term of the shipped lexicon, or of the user's own terms, at `start`."""
    return current_lexicon().at(text, start)
