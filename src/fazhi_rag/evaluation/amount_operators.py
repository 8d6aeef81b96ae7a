"""Operators on a number itself: its value (V1–V5), its measure word (U1, U2), its approximator (A1–A4)."""

from __future__ import annotations

import re
from decimal import Decimal
from random import Random

from fazhi_rag.evaluation.edits import Edit, fact_numeral, swap_in, word_tables
from fazhi_rag.evaluation.suites import GroundingCase, Label
from fazhi_rag.evaluation.surfaces import SCALES, Numeral, arabic_like, chinese_numeral
from fazhi_rag.types import Approx, Kind

LOWER = (Approx.MORE_THAN, Approx.AT_LEAST)
UPPER = (Approx.LESS_THAN, Approx.AT_MOST)


def _place(numeral: Numeral) -> Decimal:
    """The place of the last digit that is not 0, at least one unit of the last decimal printed."""
    exponent = numeral.value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(int(exponent)) if numeral.value else Decimal(1)


def drift(case: GroundingCase, label: Label, draw: Random) -> Edit | None:
    """V1: the last digit drifts by one: 178个→179个; a bound only towards what is not true any more."""
    numeral = fact_numeral(label)
    if numeral is None:
        return None
    exact = label.approx in (None, Approx.EXACT)
    step = Decimal(1).scaleb(-len(numeral.digits.partition(".")[2])) if exact else _place(numeral)
    up = label.approx not in UPPER and (not exact or numeral.value <= step or draw.random() < 0.5)
    new = numeral.value + (step if up else -step)
    if label.kind is Kind.PERCENT and new > 100:
        new = numeral.value - step
    return swap_in(label, numeral.printed(_print(numeral, new))) if new >= 0 else None


def _print(numeral: Numeral, value: Decimal) -> str:
    return arabic_like(numeral.digits, value) if numeral.arabic else chinese_numeral(int(value))


def tenfold(case: GroundingCase, label: Label, draw: Random) -> Edit | None:
    """V2: ten times or a tenth: 5000→500."""
    numeral = fact_numeral(label)
    if numeral is None or not numeral.value:
        return None
    shrink = not numeral.value % 10 and label.approx not in LOWER and draw.random() < 0.5
    new = numeral.value / 10 if shrink else numeral.value * 10
    too_much = (label.kind is Kind.PERCENT and new > 100) or (label.approx in UPPER and not shrink)
    return None if too_much else swap_in(label, numeral.printed(_print(numeral, new)))


def transpose(case: GroundingCase, label: Label, draw: Random) -> Edit | None:
    """V3: two neighbouring digits change places: 156→165."""
    numeral = fact_numeral(label)
    if numeral is None or not numeral.arabic:
        return None
    digits = numeral.digits
    swapped = [digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :] for i in range(len(digits) - 1)]
    shaped = [new for new in swapped if new != digits and re.fullmatch(r"[1-9]\d*(\.\d*\d)?", new)]
    fit = [new for new in shaped if _untrue(label, numeral, new)]
    return swap_in(label, numeral.printed(draw.choice(fit))) if fit else None


def _untrue(label: Label, numeral: Numeral, digits: str) -> bool:
    new = Decimal(digits)
    if label.kind is Kind.PERCENT and new > 100:
        return False
    if label.approx in LOWER:
        return new > numeral.value
    return new < numeral.value if label.approx in UPPER else True


def slip_scale(case: GroundingCase, label: Label, draw: Random) -> Edit | None:
    """V4: 万 is dropped, or slips in: 80万元→80元, 200元→200万元. Not under 余 (fewer would be true)."""
    numeral = fact_numeral(label)
    if numeral is None or not numeral.arabic or label.approx in (*LOWER, *UPPER):
        return None
    if numeral.scale in SCALES:
        return swap_in(label, numeral.before + numeral.digits + numeral.after.replace(numeral.scale, "", 1))
    return (
        swap_in(label, numeral.before + numeral.digits + "万" + numeral.after) if label.unit == "元" else None
    )


def slip_chinese(case: GroundingCase, label: Label, draw: Random) -> Edit | None:
    """V5: a slip in Chinese numerals: 一百二十→一百零二. Numbers in digits are spelt out first."""
    numeral = fact_numeral(label)
    whole = (
        numeral is not None and numeral.value == numeral.value.to_integral() and 10 < numeral.value < 10**4
    )
    if numeral is None or not whole or label.approx not in (None, Approx.EXACT) or label.kind is Kind.PERCENT:
        return None
    digits = str(int(numeral.value))
    slips = {digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :] for i in range(len(digits) - 1)}
    fit = sorted(s for s in slips if s != digits and s[0] != "0")
    return swap_in(label, numeral.printed(chinese_numeral(int(draw.choice(fit))))) if fit else None


def _change_unit(label: Label, table: str) -> Edit | None:
    numeral = fact_numeral(label)
    other = word_tables()[table].get(label.unit) if numeral is not None and numeral.value else None
    if other is None or label.unit is None or not label.text.endswith(label.unit):
        return None
    return swap_in(label, label.text.removesuffix(label.unit) + other)


def other_unit(case: GroundingCase, label: Label, draw: Random) -> Edit | None:
    """U1: a measure word of quite another meaning: 200余人次→200余场."""
    return _change_unit(label, "other_meaning")


def near_unit(case: GroundingCase, label: Label, draw: Random) -> Edit | None:
    """U2: a measure word that looks alike and is not: 187人次→187人, 3.5个百分点→3.5%."""
    return _change_unit(label, "near_meaning")


_APPROXIMATORS = re.compile(r"将近|近|约|超过|超|逾|不少于|不低于|至少|余|(?<=\d)多|以上|左右|以内")


def drop_approximator(case: GroundingCase, label: Label, draw: Random) -> Edit | None:
    """A1: the approximator is dropped: 120余次→120次."""
    if fact_numeral(label) is None or label.approx in (None, Approx.EXACT):
        return None
    return swap_in(label, _APPROXIMATORS.sub("", label.text))


def add_approximator(case: GroundingCase, label: Label, draw: Random) -> Edit | None:
    """A2: an approximator is added (148→148余, 超148) or turned round (120余→不足120)."""
    numeral = fact_numeral(label)
    if numeral is None or not numeral.value or label.kind is Kind.RATE:
        return None
    if label.approx in (None, Approx.EXACT):
        loose = "." not in numeral.digits and numeral.value >= 10 and label.kind is Kind.QUANTITY
        if loose and not numeral.scale and draw.random() < 0.5:
            return swap_in(label, f"{numeral.before}{numeral.digits}余{numeral.after}")
        return swap_in(label, "超" + label.text) if label.text != "100%" else None
    bare = _APPROXIMATORS.sub("", label.text)
    return swap_in(label, "不足" + bare) if label.approx in LOWER else None


def invent_precision(case: GroundingCase, label: Label, draw: Random) -> Edit | None:
    """A3: precision is invented: 120余次→123次."""
    numeral = fact_numeral(label)
    if numeral is None or not numeral.arabic or label.approx not in (Approx.MORE_THAN, Approx.ABOUT):
        return None
    place = _place(numeral)
    if place <= 1 and numeral.scale not in SCALES:
        return None
    tenth = place * draw.randint(1, 9) / 10
    digits = str(
        (numeral.value + tenth).normalize().to_eng_string() if place <= 1 else int(numeral.value + tenth)
    )
    return swap_in(label, _APPROXIMATORS.sub("", numeral.printed(digits)))


def round_over(case: GroundingCase, label: Label, draw: Random) -> Edit | None:
    """A4: rounded past the truth: 630余→700余, 148→150余."""
    numeral = fact_numeral(label)
    bounded = label.approx is Approx.MORE_THAN
    if numeral is None or not numeral.arabic or label.kind is not Kind.QUANTITY or "." in numeral.digits:
        return None
    if numeral.value < 11 or numeral.scale or not (bounded or label.approx in (None, Approx.EXACT)):
        return None
    places = len(str(int(numeral.value)))
    place = Decimal(10) ** (places - 1 if bounded else max(places - 2, 1))
    new = (numeral.value // place + 1) * place
    if not numeral.value % place:
        return None
    return swap_in(label, f"{numeral.before}{int(new)}余{numeral.after.lstrip('余多')}")
