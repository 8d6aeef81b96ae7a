"""Amounts: a numeral or range with its measure word and approximators, as one value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from fazhi_rag.numbers import approx as bounds
from fazhi_rag.numbers.lexicon import Unit, unit_at
from fazhi_rag.numbers.numerals import CHINESE_DIGIT, EXACT, LONGEST, NUMERAL, SCALES, evaluate, tidy
from fazhi_rag.numbers.wellformed import is_well_formed
from fazhi_rag.types import Approx, Number


@dataclass(slots=True)
class Amount:
    """What stands at one place: `value` is None for 数十 and the like."""

    start: int
    end: int
    value: Number | None
    approx: Approx
    unit: Unit | None = None
    word: str = ""
    """The measure word as written."""
    digits: str = ""
    """The numeral as written, in plain forms."""

    @property
    def arabic(self) -> bool:
        """Whether the numeral begins with an Arabic digit."""
        return self.digits[:1].isascii()


@dataclass(frozen=True, slots=True)
class Reading:
    """A number without its unit."""

    end: int
    value: Number | None
    approx: Approx = Approx.EXACT
    scaled: bool = False


_VAGUE = re.compile(r"[数几](?:[十百千万亿]++)")
_TEEN = re.compile(rf"({CHINESE_DIGIT}?十)几(?![乎何率])")
_DIGIT = "一二三四五六七八九"
_NEIGHBOURS = re.compile(
    rf"((?:[{_DIGIT}][千百万])*+(?:[{_DIGIT}]?十)?)(?!一二(?![十百千万亿]))([{_DIGIT}两])([{_DIGIT}两])([十百千万亿]*+)(?![零〇点{_DIGIT}0-9]|分之|年代|届)"
)
_POWER = re.compile(r" ?[×xX*] ?10(?:\^([+-]?[0-9]{1,2})|([⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}))")
"""Scientific notation: 1.5×10^8, 6.02×10²³."""
_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_MORE = re.compile(r"(余|多|来)(?![自到])([百千万亿]*+)")
_HALF_MONTH = re.compile(r"半月(?![谈刊板])")
_LONE_SCALE = re.compile(r"[百千万亿]+\Z")
_SPANS = frozenset("年月天日")
_HALF = re.compile(r"半(?![导岛夜空径路价场决程山点边挂成数壁月径马])")


def read_number(text: str, start: int) -> Reading | None:
    """Read the numeral at `start` with the hedges inside it: 十几, 七八, 120余, 1万余, 数十."""
    if text[start : start + 1].isascii():
        return _written(text, start)
    if text.startswith("半", start):
        return Reading(start + 1, Decimal("0.5"))
    if found := _VAGUE.match(text, start):
        return Reading(found.end(), None, Approx.ABOUT)
    if found := _TEEN.match(text, start):
        tens = evaluate(found[1])
        return Reading(found.end(), (tens + 1, tens + 9), Approx.ABOUT)
    if (found := _NEIGHBOURS.match(text, start)) and (pair := _neighbours(found)):
        return Reading(found.end(), pair, Approx.ABOUT)
    return _written(text, start)


def _written(text: str, start: int) -> Reading | None:
    numeral = NUMERAL.match(text, start)
    if numeral is None or len(numeral[0]) > LONGEST:
        return None
    if not is_well_formed(numeral[0]):
        return None
    value = evaluate(numeral[0])
    if power := _POWER.match(text, numeral.end()):
        digits = (power[1] or power[2]).translate(_RAISED)
        return Reading(power.end(), tidy(value.scaleb(int(digits), EXACT)))
    scaled = numeral[0][-1] in SCALES
    more = _MORE.match(text, numeral.end())
    if (
        more
        and (more[1] != "来" or scaled or more[2])
        and (more[2] or more[1] != "多" or text[more.end() : more.end() + 2] != "元化")
    ):
        for scale in more[2]:
            value = EXACT.multiply(value, Decimal(SCALES[scale]))
        hedge = Approx.ABOUT if more[1] == "来" else Approx.MORE_THAN
        return Reading(more.end(), tidy(value), hedge, scaled=True)
    return Reading(numeral.end(), value, scaled=scaled)


def _neighbours(found: re.Match[str]) -> tuple[Decimal, Decimal] | None:
    """Return the two ends of 七八 or 三五十; None where the digits do not follow on each other."""
    low, high = evaluate(found[2]), evaluate(found[3])
    if high - low != 1 and [low, high] != [3, 5]:
        return None
    base = evaluate(found[1]) if found[1] else Decimal(0)
    size = Decimal(1)
    for scale in found[4]:
        size *= SCALES[scale]
    return (base + low) * size, (base + high) * size


_TO = re.compile(r" ?(?:[—–\-~]{1,2}|至|到) ?(?=[0-9一二两三四五六七八九十百])")


def read_amount(text: str, start: int) -> Amount | None:
    """Read the amount at `start`: number, or range, then measure word, then hedges on both sides."""
    number = read_number(text, start)
    if number is None:
        return None
    end, value = number.end, number.value
    unit = _unit(text, end)
    far = _range_end(text, unit[0] if unit else end, number)
    if far is not None:
        value, end = far
        unit = _unit(text, end)
    begin, bound = bounds.before(text, start)
    if begin < start and bounds.needs_round(text, start, end):
        begin, bound = start, Approx.EXACT
    amount = Amount(begin, end, value, bound if bound is not Approx.EXACT else number.approx)
    amount.digits = text[start:end]
    _add_sign(text, amount, start, unit[1] if unit else "")
    if unit:
        amount.end, amount.word, amount.unit = unit
        _add_half(text, amount)
        _add_split_unit(text, amount)
    after_end, after = bounds.after(text, amount.end, amount.unit.name if amount.unit else None)
    if after is not Approx.EXACT:
        amount.end = after_end
        amount.approx = after if amount.approx is Approx.EXACT else amount.approx
    return amount


def _unit(text: str, end: int) -> tuple[int, str, Unit] | None:
    """Return where the measure word after `end` stops, and the word; one space may part them."""
    gap = 1 if text[end : end + 1] in (" ", "\u00a0") else 0
    found = unit_at(text, end + gap)
    return (end + gap + len(found[0]), *found) if found else None


def _range_end(text: str, end: int, first: Reading) -> tuple[tuple[Decimal, Decimal], int] | None:
    """Read 至50 after 30 (or 至50人 after 30人); the scale of the second end serves both (3至5万)."""
    joint = _TO.match(text, end)
    if joint is None or not isinstance(first.value, Decimal):
        return None
    second = read_number(text, joint.end())
    if second is None or not isinstance(second.value, Decimal):
        return None
    low, high = first.value, second.value
    if second.scaled and not first.scaled and end == first.end:
        written = NUMERAL.match(text, joint.end())
        tail = re.search(r"[百千万亿]+\Z", written[0]) if written else None
        for scale in tail[0] if tail else "":
            low = EXACT.multiply(low, Decimal(SCALES[scale]))
    return ((tidy(low), high), second.end) if low < high else None


_MINUS = re.compile(r"(?:负|零下|(?<![0-9A-Za-z%）)])[-−])\Z")
_SIGNED_UNITS = frozenset(["度", "℃", "°C", "摄氏度", "元", "万元", "亿元"])


def _add_sign(text: str, amount: Amount, start: int, word: str) -> None:
    """Read 负三, 零下5℃ and -5; a hyphen after a Chinese character joins, unless a temperature follows."""
    sign = _MINUS.search(text, max(0, start - 2), start)
    if sign is None or not isinstance(amount.value, Decimal):
        return
    joins = sign[0] in "-−" and "\u4e00" <= text[sign.start() - 1 : sign.start()] <= "\u9fff"
    if not joins or word in _SIGNED_UNITS:
        amount.start, amount.value = sign.start(), amount.value.copy_negate()


_TENTH = re.compile(rf"[1-9{_DIGIT}](?=[，。；、多左]|$)")
_HUNDREDTHS = re.compile(r"([0-9]{2})(?![0-9.])")


def _add_half(text: str, amount: Amount) -> None:
    """Read what goes on after the measure word: 三年半, 两个半小时, 9秒83."""
    if (
        amount.word in ("秒", "米")
        and isinstance(amount.value, Decimal)
        and (tail := _HUNDREDTHS.match(text, amount.end))
    ):
        amount.value, amount.end = amount.value + Decimal(tail[1]) / 100, tail.end()
    if (
        amount.word in ("米", "块")
        and isinstance(amount.value, Decimal)
        and (tail := _TENTH.match(text, amount.end))
    ):
        amount.value, amount.end = amount.value + evaluate(tail[0]) / 10, tail.end()
    if (
        amount.word == "个"
        and isinstance(amount.value, Decimal)
        and (month := _HALF_MONTH.match(text, amount.end))
    ):
        amount.value, amount.end = amount.value + Decimal("0.5"), month.end()
        amount.word, amount.unit = unit_at("个月", 0) or (amount.word, amount.unit)
        return
    half = _HALF.match(text, amount.end)
    if half is None or not isinstance(amount.value, Decimal):
        return
    if amount.word != "个" and text[half.end() : half.end() + 1] in _SPANS:
        return  # 21家半年查一次
    amount.value += Decimal("0.5")
    amount.end = half.end()
    if amount.word == "个" and (inner := unit_at(text, amount.end)):
        amount.end, amount.word, amount.unit = amount.end + len(inner[0]), *inner


_SPLIT = re.compile(r"个(?:多|余)(月|星期|小时|世纪|季度|工作日|学期|百分点)")


def _add_split_unit(text: str, amount: Amount) -> None:
    """Read 一个多月 as one month and more."""
    split = _SPLIT.match(text, amount.end - 1) if amount.word == "个" else None
    if split and (whole := unit_at("个" + split[1], 0)):
        amount.end, amount.approx = split.end(), Approx.MORE_THAN
        amount.word, amount.unit = whole


def lone_scale(digits: str) -> bool:
    """Whether the numeral is a scale with no digit before it: 百, 千万."""
    return _LONE_SCALE.match(digits) is not None
