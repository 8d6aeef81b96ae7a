"""How Word prints the number of a list level: 一 （一） 1 ① A iv 甲, by the name of the format."""

from __future__ import annotations

from collections.abc import Callable, Mapping

_ZH = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_OLD = "零壹貳參肆伍陸柒捌玖"
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
_LARGEST = 32_767
"""Word counts no further."""


def format_number(value: int, format_: str) -> str:
    """Return `value` in a number format of Word (w:numFmt), in Arabic digits where it has no such number.

    Source: ECMA-376 part 1 §17.18.59 (ST_NumberFormat).
    """
    write = _FORMATS.get(format_, str)
    return write(value) if 0 <= value <= _LARGEST else str(value)


def _counting(digits: str, units: str) -> Callable[[int], str]:
    """Write numbers as they are counted: 十, 二十一, 一百零三; the zero of the digits stands alone only."""
    zero = "零"

    def write(value: int) -> str:
        if value < 10:
            return digits[value]
        written, gap = "", False
        for power, unit in zip((10_000, 1_000, 100, 10, 1), ("万", *units, ""), strict=True):
            digit = value // power % 10 if power < 10_000 else value // power
            if digit:
                written += (zero if gap and written else "") + digits[digit] + unit
            gap = bool(written) and not digit
        short = digits is _ZH and written.startswith(digits[1] + units[-1])
        return written[1:] if short else written

    return write


def _positional(digits: str) -> Callable[[int], str]:
    table = str.maketrans("0123456789", digits)
    return lambda value: str(value).translate(table)


def _series(characters: str) -> Callable[[int], str]:
    """Take the n-th character; a number past the end is Arabic."""
    return lambda value: characters[value - 1] if 0 < value <= len(characters) else str(value)


def _letters(first: str) -> Callable[[int], str]:
    """Write a … z, then aa … zz, then aaa: Word repeats the letter."""

    def write(value: int) -> str:
        if not 0 < value <= 780:
            return str(value)
        return chr(ord(first) + (value - 1) % 26) * ((value - 1) // 26 + 1)

    return write


def _roman(value: int) -> str:
    if value == 0:
        return "0"
    written = ""
    for worth, letters in _ROMAN:
        written += letters * (value // worth)
        value %= worth
    return written


def _range(first: str, last: str) -> str:
    return "".join(map(chr, range(ord(first), ord(last) + 1)))


_counted = _counting(_ZH, "千百十")
_circled = _series(_range("①", "⑳") + _range("㉑", "㉟") + _range("㊱", "㊿"))
_full_width = _positional("０１２３４５６７８９")
_digits = _positional(_ZH)

_FORMATS: Mapping[str, Callable[[int], str]] = {
    "decimalZero": lambda value: f"{value:02}",
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": _series(_range("⒈", "⒛")),
    "decimalEnclosedParen": _series(_range("⑴", "⒇")),
    "numberInDash": lambda value: f"- {value} -",
    "lowerLetter": _letters("a"),
    "upperLetter": _letters("A"),
    "lowerRoman": _roman,
    "upperRoman": lambda value: _roman(value).upper(),
    "chineseCounting": _counted,
    "chineseCountingThousand": _counted,
    "japaneseCounting": _counted,
    "taiwaneseCounting": _counted,
    "taiwaneseCountingThousand": _counted,
    "koreanDigital2": _digits,
    "ideographDigital": _digits,
    "japaneseDigitalTenThousand": _digits,
    "taiwaneseDigital": _digits,
    "chineseLegalSimplified": _counting(_LEGAL, "仟佰拾"),
    "ideographLegalTraditional": _counting(_LEGAL_OLD, "仟佰拾"),
    "ideographEnclosedCircle": _series(_range("㊀", "㊉")),
    "ideographTraditional": _series("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _series("子丑寅卯辰巳午未申酉戌亥"),
    "bullet": lambda _: "",
    "none": lambda _: "",
}
