"""Numbers that identify: document numbers, articles, ordinals, phones, scores, versions, codes."""

from __future__ import annotations

import re

from fazhi_rag.numbers.found import Found
from fazhi_rag.numbers.lexicon import unit_at
from fazhi_rag.numbers.numerals import NUMERAL, evaluate
from fazhi_rag.types import Kind

_DOC = re.compile(r"((?:19|20)[0-9]{2})[〕\]］)）】] ?(?:第 ?)?([0-9]{1,5}) ?号")
_DOC_OPEN = frozenset("〔[［(（【")
_ISSUER = re.compile(r"[\u4e00-\u9fffA-Za-z]{1,12} ?\Z")
_NOT_ISSUER = re.compile(
    r".*(?:根据|按照|依据|依照|印发|转发|关于|文件|通知|贯彻|落实|执行|以及|遵照|对照|发布|出台|下发|文号|参照|严格|收到)",
    re.DOTALL,
)
_N = r"(?:[0-9]{1,4}|[〇零一二两三四五六七八九十百千]{1,7})"
_ARTICLE = re.compile(
    rf"第({_N})(条|款|项|章|编|节|目)(?:(?:之[一二三四五六七八九十])?(?:第{_N}[款项目])*)(?!线|道)"
)
_ORDINAL = re.compile(rf"第 ?({_N})")
_PHONE = re.compile(
    r"(?:0[0-9]{2,3}[-— ]?[0-9]{7,8}(?:-[0-9]{1,5})?|1[3-9][0-9]{9}"
    r"|[48]00-[0-9]{3,4}-[0-9]{3,4}|[48]00[0-9]{7})(?![0-9])"
)
_HOTLINE = re.compile(
    r"(?:1[0-9]{2}|1[0-9]{4}|9[56][0-9]{3,4})(?=[”\" ]?(?:热线|平台|政务|服务|便民|电话|举报|投诉|报警"
    r"|指挥|急救|消费|公共法律|市民|接警|警情|出警|工单|检察|信访平台|法律|专线|、1))"
)
_SCORE = re.compile(
    r"([0-9]{1,4}|[一二三四五六七八九十]{1,2})(?:比|:|-|—)([0-9]{1,6}|[零一二三四五六七八九十]{1,2})(?![0-9%:.年月日亿万千百]|-[0-9])"
)
_CONTEST = re.compile(
    r"比分|击败|战胜|战平|战成|淘汰|不敌|负于|大胜|险胜|惜败|逆转|决赛|半场|盘|局|领先|落后|横扫|完胜|客场|主场|取胜|获胜|胜出|双打|单打|抢七|拿下|赢|输|告负|扳"
)
_VERSION = re.compile(r"[0-9]+(?:\.[0-9]+){2,}|[0-9]+\.[0-9]+(?=版)|[0-9]+\.0(?=[”\"时模系])")
_SUM = re.compile(r"(?:[0-9]+|[NnXx])(?:\+(?:[0-9]++|[NnXxMmYyZz])){1,8}+(?![0-9%])")
_TIMES = re.compile(r"[0-9]+[×xX*](?!10[\^⁰¹²³⁴-⁹⁻])[0-9]+(?:[×xX*][0-9]+)*(?:小时)?")

_CODE = re.compile(r"[A-Za-z0-9.\-/]{0,24}[A-Za-z0-9]")
_ADDRESS = re.compile(
    r"[0-9]+(?:[-—][0-9]+){0,3}(?:号(?![召称])(?:楼|院|线|门|文件|机|公告|令|台风|厅|馆|桥|井|地块|洞|店|公路|高速)?|楼(?!盘|房)|室(?!内|外)|路(?:公交|车)|单元|栋[0-9]|幢[0-9])"
)
_SCALED_RANK = re.compile(r"[0-9]{2,4}强")


_PHONE_LABELS = frozenset(["电话", "传真", "手机", "手机号", "号码"])
_LABEL = re.compile(
    r"(邮编|邮政编码|编号|代码|账号|卡号|证号|单号|批号|尾号|学号|工号|号牌|电话|传真"
    r"|手机号?|号码)(?:为|是|[:： ])*\Z"
)
_LABEL_ENDS = frozenset("编码号牌话真机为是:： ")
_CASE = re.compile(
    r"((?:19|20)[0-9]{2})[〕\]］)）] ?([\u4e00-\u9fff]{1,2}[0-9]{0,4}[\u4e00-\u9fff]{1,4}[0-9]{1,6}号)"
)


def read_document_number(text: str, start: int, floor: int) -> Found | None:
    """Read 〔2023〕1号 with the issuer's mark before it; `floor` is where the mention before it ends."""
    if text[start - 1 : start] not in _DOC_OPEN or start == 0:
        return None
    if case := _CASE.match(text, start):
        return Found(start - 1, case.end(), Kind.DOC_NUMBER, f"〔{case[1]}〕{case[2]}", "号")
    found = _DOC.match(text, start)
    if found is None:
        return None
    begin = max(floor, start - 14)
    issuer = _ISSUER.search(text, begin, start - 1)
    mark = issuer[0] if issuer else ""
    if cut := _NOT_ISSUER.match(mark):
        mark = mark[cut.end() :]
    begin = start - 1 - len(mark)
    return Found(begin, found.end(), Kind.DOC_NUMBER, f"{mark.strip()}〔{found[1]}〕{int(found[2])}号", "号")


def read_article(text: str, start: int) -> Found | None:
    """Read 第二十四条第三款 (`start` at the numeral), as the normalised 第24条第3款."""
    found = _ARTICLE.match(text, start - 1) if text[start - 1 : start] == "第" else None
    if found is None:
        return None
    value = re.sub(_N, lambda number: str(evaluate(number[0])), found[0])
    return Found(start - 1, found.end(), Kind.ARTICLE, value)


_RANKED = frozenset(
    [
        "名",
        "位",
        "个",
        "次",
        "届",
        "批",
        "期",
        "轮",
        "季度",
        "年",
        "天",
        "日",
        "周",
        "月",
        "层",
        "站",
        "代",
        "场",
        "例",
        "件",
        "款",
        "章",
        "条",
        "项",
        "步",
        "类",
        "种",
        "组",
        "集",
        "部",
        "版",
        "号",
        "回",
        "阶段",
        "学期",
        "局",
        "盘",
        "节",
        "座",
        "家",
        "所",
        "线",
        "环",
        "者",
        "课",
        "讲",
        "道",
        "级",
        "村",
        "部分",
        "方面",
    ]
)


def read_ordinal(text: str, start: int) -> Found | None:
    """Read 第3届 as an ordinal and 第一资源 as a named term; `start` is at the numeral."""
    lead = text[:start][-1:] if start < 2 else text[start - 1]
    if lead == " " and start > 1:
        lead = text[start - 2]
    if lead != "第":
        return None
    begin = text.rindex("第", max(0, start - 2), start)
    found = _ORDINAL.match(text, begin)
    if found is None or found.start(1) != start:
        return None
    value = evaluate(found[1])
    unit = unit_at(text, found.end())
    if (
        unit
        or text[found.end() : found.end() + 1] in tuple("批季号阶者线")
        or not "\u4e00" <= text[found.end() : found.end() + 1] <= "\u9fff"
    ):
        return Found(
            begin,
            found.end() + (len(unit[0]) if unit else 0),
            Kind.ORDINAL,
            value,
            unit[1].name if unit else None,
        )
    end = min(found.end() + 2, len(text))
    return Found(begin, end, Kind.NAMED_TERM, text[begin:end])


def read_code(text: str, start: int) -> Found | None:
    """Read phones, hotlines, versions, 1+3+N, 7×24, scores, house numbers and digits joined to letters."""
    if not text[start].isascii():
        return _score(text, start)
    if text[start - 1 : start] in _LABEL_ENDS and (labelled := _LABEL.search(text, max(0, start - 7), start)):
        found = _CODE.match(text, start)
        kind = Kind.PHONE if labelled[1] in _PHONE_LABELS else Kind.OTHER
        counted = found and unit_at(text, found.end())  # 电话3400个 counts telephones
        return (
            Found(start, found.end(), kind, found[0]) if found and len(found[0]) > 3 and not counted else None
        )
    run = _DIGITS.match(text, start)
    following = text[run.end() : run.end() + 1] if run else ""
    if following in ",，。；、\n\t" and run and len(run[0]) < 3 and not _joined(text, start):
        return None
    for pattern, kind in (
        (_PHONE, Kind.PHONE),
        (_HOTLINE, Kind.NAMED_TERM),
        (_SUM, Kind.NAMED_TERM),
        (_VERSION, Kind.OTHER),
        (_TIMES, Kind.OTHER),
    ):
        if found := pattern.match(text, start):
            return Found(start, found.end(), kind, found[0])
    return _score(text, start) or _letters(text, start) or _address(text, start)


_DIGITS = re.compile("[0-9]++")


def _joined(text: str, start: int) -> bool:
    """Whether a letter, hyphen, point or slash touches the digits on their left."""
    before = text[start - 1 : start]
    return before.isascii() and (before.isalnum() or before in "-./") and bool(before)


def _score(text: str, start: int) -> Found | None:
    found = _SCORE.match(text, start)
    if found is None:
        return None
    joint = text[found.end(1) : found.start(2)]
    contest = _CONTEST.search(text, max(0, start - 24), min(len(text), found.end() + 16)) is not None
    if joint in "-—" and (not contest or unit_at(text, found.end())):
        return None
    if joint == "比" and unit_at(text, found.end()) and not contest:
        return None
    return Found(start, found.end(), Kind.OTHER, f"{evaluate(found[1])}:{evaluate(found[2])}", "比")


_MODEL = re.compile(r"[歼轰运直苏米强教伊安图波音飞豹号]-\Z")
"""Chinese names of types whose number follows a hyphen: 歼-20, 苏-35."""


def _letters(text: str, start: int) -> Found | None:
    """Digits joined to Latin letters name something (G4719, 5G), unless a % or a unit follows them."""
    begin = start
    while (
        begin
        and start - begin < 12
        and (text[begin - 1].isascii() and (text[begin - 1].isalnum() or text[begin - 1] in "-./"))
    ):
        begin -= 1
    found = _CODE.match(text, start)
    if found is None:
        return None
    if (
        text[begin:start] == "-"
        and _MODEL.search(text, max(0, start - 4), start)
        and not unit_at(text, found.end())
    ):
        return Found(begin - 1, found.end(), Kind.OTHER, text[begin - 1 : found.end()])
    left = any(c.isalpha() for c in text[begin:start])
    right = any(c.isalpha() for c in found[0])
    if not left and not right:
        return None
    numeral = NUMERAL.match(text, start)
    after = numeral.end() if numeral else start
    unit = unit_at(text, after + (text[after : after + 1] == " "))
    if right and not left and unit and unit[0][0].isascii() and _whole_word(text, after, unit[0]):
        return None
    if (
        left
        and not right
        and (
            (text[after : after + 1] in "%‰" and text[after : after + 1])
            or (
                unit
                and text[start - 1].isalpha()
                and text[begin:start].isalpha()
                and len(text[begin:start]) > 1
            )
        )
    ):
        return None
    return Found(begin, found.end(), Kind.OTHER, text[begin : found.end()])


def _whole_word(text: str, start: int, unit: str) -> bool:
    following = text[start + len(unit) : start + len(unit) + 1]
    return not (following.isascii() and following.isalpha())


def _address(text: str, start: int) -> Found | None:
    found = _ADDRESS.match(text, start) or _SCALED_RANK.match(text, start)
    return Found(start, found.end(), Kind.OTHER, found[0]) if found else None


_BEFORE_NOW = tuple("目此之以日午先")
"""What makes a time word of 前 (目前9名): no rank."""


def read_rank(text: str, start: int) -> Found | None:
    """Read 前10名 and 前三强 as ordinals; `start` is at the numeral."""
    if (
        text[start - 1 : start] != "前"
        or text[start - 2 : start - 1] in _BEFORE_NOW
        or not (number := NUMERAL.match(text, start))
    ):
        return None
    if text[number.end() : number.end() + 1] not in tuple("名位强甲"):
        return None
    return Found(start - 1, number.end() + 1, Kind.ORDINAL, evaluate(number[0]), text[number.end()])
