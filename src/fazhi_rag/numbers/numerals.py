"""Numerals: from characters to exact `Decimal` values and back.

Reads Arabic, full-width, Chinese, traditional and banker's digits and any mixture of them with scales
(1亿2000万, 3千5, 一万二). Units, approximators and ranges stand around a numeral: see `amounts`.
"""

from __future__ import annotations

import re
from decimal import Context, Decimal

from fazhi_rag.errors import InputError
from fazhi_rag.numbers.wellformed import is_well_formed

LONGEST = 64
"""A run of more numeral characters is not a number anybody wrote; it is never evaluated."""

EXACT = Context(prec=4 * LONGEST)
"""Arithmetic in this context never rounds a numeral of at most LONGEST characters."""

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "俩": 2, "仨": 3}
SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "兆": 10**12}
LARGE = 10**4
_TENS = str.maketrans({"廿": "二十", "卅": "三十", "卌": "四十", ",": None})

_PAIRS = """
０0 １1 ２2 ３3 ４4 ５5 ６6 ７7 ８8 ９9 ％% ．. ＋+ －- ／/ ～~ ∶: 萬万 億亿 兩两
壹一 弌一 贰二 貳二 貮二 弍二 叁三 叄三 參三 弎三 肆四 柒七 捌八 玖九 佰百 仟千 幾几 數数 餘余 約约
個个 條条 場场 項项 張张 間间 處处 戶户 點点 歲岁 號号 週周 雙双 隻只 筆笔 臺台 輛辆 幢幢 棟栋 級级
種种 頁页 冊册 萬万 達达 滿满 圓元 圆元 塊块 畝亩 噸吨 時时 鐘钟 環环 屆届 黨党 負负 過过 這这 區区
鎮镇 組组 員员
"""
_TO_PLAIN = str.maketrans({pair[0]: pair[1] for pair in _PAIRS.split()})
_BANKER = re.compile(
    r"(?<=[零一二三四七八九伍陆拾百千万亿])[伍陆拾]|[伍陆](?=[拾百千万亿元])|拾(?=[零一二三四七八九伍陆万亿元])"
)
_WIDE_THOUSANDS = re.compile("(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
_TO_DIGITS = str.maketrans("伍陆拾", "五六十")


def plain_forms(text: str) -> str:
    """Return `text`, same length, with full-width, traditional and banker's numerals in simplified form.

    The common traditional measure words change with them (個 → 个), and a full-width comma between groups of
    full-width digits (１，２３４). 伍, 陆 and 拾 change only beside other
    numerals: 队伍, 大陆 and 拾金不昧 stay.
    """
    plain = _WIDE_THOUSANDS.sub(",", text).translate(_TO_PLAIN)
    if "拾" in plain or "伍" in plain or "陆" in plain:
        plain = _BANKER.sub(lambda found: found[0].translate(_TO_DIGITS), plain)
    return plain


ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})++(?![0-9])|[0-9]++)(?:\.[0-9]++)?"
# 千, 百 and 兆 open units as well (千瓦时, 百分点, 兆帕): there they are not scales.
SCALE = r"(?:十|百(?!分[之点]|帕)|千(?![瓦米克伏赫帕卡焦])|万(?!分之)|亿|兆(?![瓦帕赫字比]))"
CHINESE_DIGIT = "[零〇○一二两三四五六七八九廿卅卌]"
_NEXT_PART = (
    rf"零?(?:[0-9]++(?:\.[0-9]++)?(?={SCALE})|(?<=零)[0-9]{{1,3}}(?![0-9.年月日])"
    r"|(?<=[千万亿])[0-9](?![0-9.年月日/:\-—~至到]))"
)
NUMERAL = re.compile(
    rf"{ARABIC}(?:{SCALE}(?:{_NEXT_PART})?)*+"
    rf"|(?:{CHINESE_DIGIT}|{SCALE})++(?:点[零〇一二三四五六七八九]++{SCALE}*+)?"
)
"""One numeral, in plain forms; anchored use only. It never backtracks over what it has read."""

_TOKEN = re.compile(r"[0-9.]+|.")


def evaluate(numeral: str) -> Decimal:
    """Return the value of what `NUMERAL` matches: 一百二十 → 120, 二〇二四 → 2024, 1亿2000万 → 120000000.

    A digit that ends the numeral right after a scale counts in tenths of that scale: 一万二 → 12000.

    Raises:
        InputError: not a numeral, or longer than LONGEST characters.
    """
    if len(numeral) > LONGEST:
        raise InputError(f"a numeral of more than {LONGEST} characters: shorten it")
    if numeral.isascii():
        return _arabic(numeral)
    whole, point, tail = numeral.translate(_TENS).partition("点")
    if not whole:
        raise InputError(f"{numeral}: not a numeral")
    digits = tail.rstrip("十百千万亿兆")
    if point and not (digits and all(c in DIGITS for c in digits)):
        raise InputError(f"{numeral}: not a numeral")
    places = max(len(digits), *(len(part.partition(".")[2]) for part in _TOKEN.findall(whole)))
    units = _whole(whole, 10**places)
    if digits:
        units += int("".join(str(DIGITS[c]) for c in digits)) * 10 ** (places - len(digits))
    for scale in tail[len(digits) :]:
        units *= SCALES[scale]
    return tidy(Decimal(units).scaleb(-places, EXACT))


_PLAIN_ARABIC = re.compile(r"[0-9]+(?:\.[0-9]+)?")


def _arabic(numeral: str) -> Decimal:
    digits = numeral.replace(",", "")
    if not _PLAIN_ARABIC.fullmatch(digits):
        raise InputError(f"{numeral}: not a numeral")
    return tidy(Decimal(digits)) if "." in digits else Decimal(digits)


def tidy(value: Decimal) -> Decimal:
    """Return `value` without a useless fraction: 12000.0 → 12000, 2.50 → 2.5."""
    if value == value.to_integral_value():
        return Decimal(int(value))
    return value.normalize(EXACT)


def _whole(numeral: str, one: int) -> int:
    """Return the value in units of 1/`one`, so that decimals stay whole numbers."""
    total = section = 0
    digit: int | None = None
    scale, zero = 1, False
    for part in _TOKEN.findall(numeral):
        size = SCALES.get(part, 0)
        if not size:
            zero = zero or part in ("零", "〇", "○")
            digit = _with_digit(digit, part, one)
            continue
        if size < LARGE:
            section += (one if digit is None else digit) * size
        else:
            total = _times_large(total, section + (digit or 0), size, one)
            section = 0
        digit, scale, zero = None, size, False
    if digit is not None:
        in_tenths = scale > 10 and not zero and digit < 10 * one
        section += digit * scale // 10 if in_tenths else digit
    return total + section


def _with_digit(before: int | None, token: str, one: int) -> int:
    new = DIGITS[token] * one if token in DIGITS else int(EXACT.multiply(Decimal(token), Decimal(one)))
    return new if before is None else before * 10 + new


def _times_large(total: int, section: int, size: int, one: int) -> int:
    """Close a section with 万, 亿 or 兆: what was below that scale is multiplied by it (五万亿)."""
    if total and (total < size * one or not section):
        return (total + section) * size
    return total + (section or one) * size


def render_chinese(number: int) -> str:
    """Write a whole number in Chinese numerals: 10203 → 一万零二百零三.

    Raises:
        InputError: more digits than any text has (10^32 and above).
    """
    if abs(number) >= 10**32:
        raise InputError("a number of more than 32 digits: not rendered")
    if number < 0:
        return "负" + render_chinese(-number)
    if not number:
        return "零"
    written = _render(number)
    return written[1:] if written.startswith("一十") else written


def _render(number: int) -> str:
    for mark, size in (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100), ("十", 10)):
        if number >= size:
            high, low = divmod(number, size)
            gap = "零" if 0 < low < size // 10 else ""
            return f"{_render(high)}{mark}{gap}{_render(low) if low else ''}"
    return "零一二三四五六七八九"[number]


_AROUND = re.compile(r"^(?:约|近|超过|超|逾|至少|不足|上|过)|(?:余|多|来|有余|左右|以上|以下|整|元整?)$")
_PERCENT = re.compile(r"(?:百分之(.+)|(.+)[%‰])")
_TENTHS = re.compile(r"(.+)成(半|[一二三四五六七八九])?")
_FRACTION = re.compile(r"(?:(.+)又)?(?:(.+)分之(.+)|([0-9]+)/([0-9]+))")
_POWER = re.compile(r"([0-9]+(?:\.[0-9]+)?)(?:[×xX*]10\^|[eE])([+-]?[0-9]{1,2})")
_WHOLE_WORDS = {"一半": Decimal("0.5"), "百分百": Decimal(100), "俩": Decimal(2), "仨": Decimal(3)}
_ROUND = re.compile(r"(.+?)[余多来几]([十百千万亿]+)")


def parse_number(text: str) -> Decimal:
    """Read one bare number: 一百二十余 → 120, 1.2万 → 12000, 二分之一 → 0.5, 负三 → -3, ３０％ → 30.

    Percent words give the figure before the % sign, as `Mention.value` does: 百分之九十八点五 → 98.5,
    三成 → 30. Approximators around the number are dropped; ranges (十几, 三五) and units are not read.

    Raises:
        InputError: not one number, or a fraction whose denominator is zero.
    """
    plain = plain_forms(text.strip()).translate(_TO_DIGITS).replace("，", ",").replace(" ", "")
    if not 0 < len(plain) <= LONGEST:
        raise InputError(f"{text[:LONGEST]!r} is not one number of at most {LONGEST} characters")
    return _parse(_AROUND.sub("", _AROUND.sub("", plain)), text)


def _parse(plain: str, shown: str) -> Decimal:
    if plain[:1] in ("负", "-", "−"):
        return _parse(plain[1:], shown).copy_negate()
    if plain[:1] in ("+", "正"):
        return _parse(plain[1:], shown)
    if plain in _WHOLE_WORDS:
        return _WHOLE_WORDS[plain]
    if found := _POWER.fullmatch(plain):
        return tidy(_parse(found[1], shown).scaleb(int(found[2]), EXACT))
    if found := _PERCENT.fullmatch(plain):
        return _parse(found[1] or found[2], shown)
    if found := _TENTHS.fullmatch(plain):
        return EXACT.multiply(_parse(found[1], shown), Decimal(10)) + _tenth(found[2])
    if found := _FRACTION.fullmatch(plain):
        below, above = _parse(found[2] or found[5], shown), _parse(found[3] or found[4], shown)
        return divide(above, below, shown) + (_parse(found[1], shown) if found[1] else 0)
    if found := _ROUND.fullmatch(plain):
        plain = found[1] + found[2]
    if plain.endswith("半"):
        return Decimal("0.5") + (_parse(plain.rstrip("半个"), shown) if len(plain) > 1 else 0)
    if not NUMERAL.fullmatch(plain) or not is_well_formed(plain):
        raise InputError(f"{shown!r} is not a number; give one numeral such as 一百二十 or 1.2万")
    return evaluate(plain)


def _tenth(written: str | None) -> Decimal:
    return Decimal(5) if written == "半" else evaluate(written) if written else Decimal(0)


def divide(above: Decimal, below: Decimal, shown: str) -> Decimal:
    """Return the fraction as a Decimal, to 28 digits where it does not end.

    Raises:
        InputError: the denominator is zero.
    """
    if not below:
        raise InputError(f"{shown!r} has a zero denominator")
    return tidy(above / below)
