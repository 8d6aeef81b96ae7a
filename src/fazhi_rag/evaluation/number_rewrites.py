"""Faithful rewrites of the number: other digits, other scale, another measure word, a looser true bound."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from random import Random

from fazhi_rag.evaluation.edits import word_tables
from fazhi_rag.evaluation.suites import GroundingCase, Label
from fazhi_rag.evaluation.surfaces import SCALES, chinese_numeral, numeral_of
from fazhi_rag.types import FACT_KINDS, Approx, Kind

_FULL = str.maketrans("0123456789%", "０１２３４５６７８９％")


def edit_labels(case: GroundingCase, change: Callable[[Label], str | None]) -> str | None:
    """Print labels anew, last first; None where no label changes."""
    text = case.text
    for label in reversed(case.mentions):
        new = change(label)
        if new is not None:
            text = text[: label.start] + new + text[label.end :]
    return text if text != case.text else None


def _facts(case: GroundingCase) -> list[Label]:
    return [label for label in case.mentions if label.kind in FACT_KINDS and not label.optional]


def chinese_numerals(case: GroundingCase, draw: Random) -> str | None:
    """120余次→一百二十余次."""

    def change(label: Label) -> str | None:
        numeral = numeral_of(label.text) if label in facts and label.kind is not Kind.PERCENT else None
        if numeral is None or not numeral.arabic or "." in numeral.digits:
            return None
        return numeral.printed(chinese_numeral(int(numeral.value)))

    facts = _facts(case)
    return edit_labels(case, change)


def arabic_numerals(case: GroundingCase, draw: Random) -> str | None:
    """二十三场→23场."""

    def change(label: Label) -> str | None:
        numeral = numeral_of(label.text) if label in facts and label.kind is not Kind.PERCENT else None
        counted = numeral is not None and not numeral.arabic and label.text[-1] not in "级大"
        return numeral.printed(str(numeral.value)) if numeral is not None and counted else None

    facts = _facts(case)
    return edit_labels(case, change)


def full_width(case: GroundingCase, draw: Random) -> str | None:
    """12件→１２件, 100%→１００％."""
    return edit_labels(case, lambda label: label.text.translate(_FULL) if label.kind in FACT_KINDS else None)


def rescaled(case: GroundingCase, draw: Random) -> str | None:
    """80万元→800000元, 5600余册→0.56万余册, 1.2万条→12000条."""

    def change(label: Label) -> str | None:
        numeral = numeral_of(label.text) if label.kind is Kind.QUANTITY else None
        if numeral is None or not numeral.arabic:
            return None
        if numeral.scale in SCALES:
            digits = f"{(numeral.value * SCALES[numeral.scale]).normalize():f}"
            return f"{numeral.before}{digits}{numeral.after.replace(numeral.scale, '', 1)}"
        if numeral.value >= 1000 and not numeral.value % 100 and not numeral.after.startswith("多"):
            return f"{numeral.before}{(numeral.value / 10000).normalize():f}万{numeral.after}"
        return None

    return edit_labels(case, change)


def thousands(case: GroundingCase, draw: Random) -> str | None:
    """5600册→5,600册."""

    def change(label: Label) -> str | None:
        numeral = numeral_of(label.text) if label.kind is Kind.QUANTITY else None
        fit = numeral is not None and numeral.arabic and numeral.value >= 1000 and "." not in numeral.digits
        return numeral.printed(f"{int(numeral.value):,}") if numeral is not None and fit else None

    return edit_labels(case, change)


def number_first(case: GroundingCase, draw: Random) -> str | None:
    """宣传展板36块→36块宣传展板: a bare noun in front of its number goes behind it."""
    for label in _facts(case):
        before, after = case.text[: label.start], case.text[label.end :]
        noun = next((noun for noun in word_tables()["bare_nouns"] if before.endswith(noun)), None)
        if noun and label.kind is Kind.QUANTITY and after[:1] in ("，", "；", "。", "、", ""):
            return f"{before.removesuffix(noun)}{label.text}{noun}{after}"
    return None


def measure_word(case: GroundingCase, draw: Random) -> str | None:
    """纠纷12件→纠纷12起, 队员12名→队员12人: another measure word of the same noun."""

    def change(label: Label) -> str | None:
        for row in word_tables()["measure_words"]:
            near = (label.subject or "").endswith(tuple(row["nouns"]))
            if near and label.unit in row["units"] and label.text.endswith(label.unit or ""):
                others = [unit for unit in row["units"] if unit != label.unit]
                return label.text.removesuffix(label.unit or "") + str(draw.choice(others))
        return None

    return edit_labels(case, change)


def yu_duo(case: GroundingCase, draw: Random) -> str | None:
    """120余次→120多次 and back."""
    swap = {"余": "多", "多": "余"}

    def change(label: Label) -> str | None:
        if label not in facts or label.approx is not Approx.MORE_THAN:
            return None
        return re.sub(r"(?<=[\d十百千])(余|多)", lambda match: swap[match[1]], label.text)

    facts = _facts(case)
    return edit_labels(case, change)


def looser_bound(case: GroundingCase, draw: Random) -> str | None:
    """156件→150余件: a looser claim that is true."""
    for label in _facts(case):
        numeral = numeral_of(label.text)
        exact = label.approx is Approx.EXACT and label.kind is Kind.QUANTITY
        if numeral is None or not numeral.arabic or not exact:
            continue
        if "." in numeral.digits or numeral.scale or numeral.value < 21 or not numeral.value % 10:
            continue
        place = Decimal(10) if numeral.value < 1000 else Decimal(100)
        new = f"{numeral.before}{int(numeral.value // place * place)}余{numeral.after}"
        return case.text[: label.start] + new + case.text[label.end :]
    return None


def percent_words(case: GroundingCase, draw: Random) -> str | None:
    """98.5%→百分之九十八点五."""

    def change(label: Label) -> str | None:
        numeral = numeral_of(label.text) if label.text.endswith("%") and label.kind is Kind.PERCENT else None
        if numeral is None or not numeral.arabic or numeral.before:
            return None
        whole, _, tenths = numeral.digits.partition(".")
        point = "点" + "".join(chinese_numeral(int(digit)) for digit in tenths) if tenths else ""
        return f"百分之{'百' if whole == '100' else chinese_numeral(int(whole))}{point}"

    return edit_labels(case, change)


def date_dashes(case: GroundingCase, draw: Random) -> str | None:
    """2023年2月17日→2023-02-17, 2021—2025年→2021-2025年."""

    def change(label: Label) -> str | None:
        if label.kind is Kind.DATE:
            match = re.fullmatch(r"(\d{4})年(\d+)月(\d+)日", label.text)
            return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}" if match else None
        return re.sub("[—～至]", "-", label.text) if label.kind is Kind.YEAR_RANGE else None

    return edit_labels(case, change)


def bare_subject(case: GroundingCase, draw: Random) -> str | None:
    """A colon between the subject and its number: 宣传展板：36块."""
    for label in _facts(case):
        before = case.text[max(label.start - 4, 0) : label.start]
        bare = re.fullmatch(r"[\u4e00-\u9fff]{3}[员板书册]", before)
        if label.kind is Kind.QUANTITY and bare:
            return f"{case.text[: label.start]}：{case.text[label.start :]}"
    return None
