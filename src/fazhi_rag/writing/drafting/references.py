"""Numbers by reference: a model writes `{f3}` or `{f2/f1:percent}`, the library prints the figure.

    reference  = "{" expression [":" form] "}"
    expression = term {("+" | "-") term}          left to right, / binds tighter
    term       = id ["/" (id | "4" | "12")]       4 and 12: the mean of a quarter and of a month
    form       = "percent" [digits] | "times" [digits]

Each fact stands once in an expression, and no other number does: with free factors a model could print any
figure it likes. Sums and differences need one unit; a quotient of one unit has none and needs a form.
Everything is computed in Decimal and rounded half up once, at the end.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, DivisionByZero, InvalidOperation, localcontext

from fazhi_rag.numbers.measures import match_units
from fazhi_rag.types import Span, Value
from fazhi_rag.writing.drafting.facts import Fact, print_figure

REFERENCE = re.compile(r"\{([^{}\n]{1,80})\}")
_TOKEN = re.compile(r"\s*(?:(?P<id>f\d{1,4})|(?P<number>\d{1,9}(?:\.\d{1,4})?)|(?P<op>[-+/]))\s*")
_FORM = re.compile(r"(percent|times)(\d?)")
_MEANS = ("4", "12")
_DIGITS = {"percent": 1, "times": 1}


class BadReference(ValueError):
    """A reference that cannot be printed; the message (Chinese) says why, for the model and the clerk."""


@dataclass(frozen=True, slots=True)
class Printed(Value):
    """A reference as printed."""

    span: Span
    """In the printed text."""
    reference: str
    """What stands between the braces."""
    facts: tuple[str, ...]
    """Ids of its operands, each once, in order."""
    value: Decimal
    unit: str
    expression: str
    """With the operands' figures: 155件 / 156件 = 99.4%; empty for a fact printed as it is."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its references printed. What could not be printed is a blank, told in `faults`."""

    text: str
    printed: tuple[Printed, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Amount:
    value: Decimal
    unit: str
    plain: bool = False
    """A bare number of the expression, not a fact."""


def fill_references(text: str, facts: Mapping[str, Fact]) -> Filled:
    """Print every reference of `text`; a known fact without a value becomes its 【待补】 blank."""
    parts: list[str] = []
    printed: list[Printed] = []
    faults: list[str] = []
    at = length = 0
    for match in REFERENCE.finditer(text):
        lead = text[at : match.start()]
        length += len(lead)
        try:
            shown = _print(match[1], facts, at=length)
        except BadReference as fault:
            faults.append(f"{match.group()}：{fault}")
            blank = _blank(match[1], facts)
        else:
            printed.append(shown[0])
            blank = shown[1]
        parts += [lead, blank]
        length += len(blank)
        at = match.end()
    return Filled("".join([*parts, text[at:]]), tuple(printed), tuple(faults))


def _print(reference: str, facts: Mapping[str, Fact], *, at: int) -> tuple[Printed, str]:
    body, _, form = reference.partition(":")
    tokens = _tokens(body)
    names = tuple(dict.fromkeys(text for kind, text in tokens if kind == "id"))
    for name in names:
        if name not in facts:
            raise BadReference(f"没有编号{name}的事实")
        if facts[name].value is None:
            raise BadReference(f"{facts[name].indicator}还没有数字")
    if len(tokens) == 1 and names and not form:
        fact = facts[names[0]]
        text = fact.figure
        return Printed(
            Span(at, at + len(text)), reference, names, fact.value or Decimal(0), fact.unit, ""
        ), text
    if loose := next((facts[name] for name in names if facts[name].qualifier), None):
        raise BadReference(f"{loose.indicator}{loose.figure}不是准确数，不能参与计算")
    value, unit = _rounded(_evaluate(tokens, facts), form.strip())
    text = print_figure(value, unit)
    operands = "".join(f" {t} " if kind == "op" else _shown(t, facts) for kind, t in tokens).strip()
    return Printed(Span(at, at + len(text)), reference, names, value, unit, f"{operands} = {text}"), text


def _shown(token: str, facts: Mapping[str, Fact]) -> str:
    return facts[token].figure if token in facts else token


def _tokens(body: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    at = 0
    while at < len(body):
        match = _TOKEN.match(body, at)
        if match is None:
            raise BadReference("只能写事实编号和加减除")
        tokens.append((str(match.lastgroup), match[str(match.lastgroup)]))
        at = match.end()
    kinds = ["op" if kind == "op" else "value" for kind, _ in tokens]
    if kinds != ["value", "op"] * (len(kinds) // 2) + ["value"] or len(tokens) > 15:
        raise BadReference("算式不完整")
    names = [text for kind, text in tokens if kind == "id"]
    if not names:
        raise BadReference("算式里没有事实编号")
    if len(names) > len(set(names)):
        raise BadReference("同一条事实在算式里只能用一次")
    for (_, op), (kind, text) in zip([("", ""), *tokens], tokens, strict=False):
        if kind == "number" and (op != "/" or text not in _MEANS):
            raise BadReference("除季均{f1/4}、月均{f1/12}外，算式里不能写数字")
    return tokens


def _evaluate(tokens: list[tuple[str, str]], facts: Mapping[str, Fact]) -> _Amount:
    """Divide first, then add and subtract, left to right."""
    terms: list[tuple[str, _Amount]] = [("+", _operand(tokens[0], facts))]
    for (_, op), token in zip(tokens[1::2], tokens[2::2], strict=True):
        if op == "/":
            sign, left = terms[-1]
            terms[-1] = (sign, _divide(left, _operand(token, facts)))
        else:
            terms.append((op, _operand(token, facts)))
    total = terms[0][1]
    for op, term in terms[1:]:
        if not match_units(term.unit or None, total.unit or None).ok and term.unit != total.unit:
            raise BadReference(f"单位“{total.unit}”和“{term.unit}”不能相加减")
        value = total.value + term.value if op == "+" else total.value - term.value
        total = _Amount(value, total.unit)
    return total


def _operand(token: tuple[str, str], facts: Mapping[str, Fact]) -> _Amount:
    kind, text = token
    if kind == "number":
        return _Amount(Decimal(text), "", plain=True)
    fact = facts[text]
    return _Amount(fact.value or Decimal(0), fact.unit)


def _divide(left: _Amount, right: _Amount) -> _Amount:
    with localcontext() as context:
        context.prec = 40
        try:
            value = left.value / right.value
        except (DivisionByZero, InvalidOperation):
            raise BadReference("不能除以零") from None
    return _Amount(value, left.unit if right.plain else "")


def _rounded(amount: _Amount, form: str) -> tuple[Decimal, str]:
    if not form:
        if not amount.unit:
            raise BadReference("比值要写明形式，如 {f2/f1:percent}")
        return _half_up(amount.value, 2), amount.unit
    match = _FORM.fullmatch(form)
    if match is None:
        raise BadReference("形式只有 percent 和 times")
    if amount.unit:
        raise BadReference("带单位的数不能写成百分比或倍数")
    digits = int(match[2] or _DIGITS[match[1]])
    if match[1] == "percent":
        return _half_up(amount.value * 100, digits), "%"
    return _half_up(amount.value, digits), "倍"


def _half_up(value: Decimal, digits: int) -> Decimal:
    rounded = value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded


def _blank(reference: str, facts: Mapping[str, Fact]) -> str:
    """What stands where a reference could not be printed."""
    fact = facts.get(reference.strip())
    if fact is not None:
        return f"【待补：{fact.indicator}{f'（{fact.unit}）' if fact.unit else ''}】"
    return "【待补：数字】"
