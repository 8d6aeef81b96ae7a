"""Last year's text + this year's facts → this year's text: figures replaced, years updated, the rest blank.

Nothing is invented: a figure without a fact becomes 【待补：…】, and a claim that last year's text makes
without a figure (未发生, 全覆盖, 多次) becomes 【待核：…】 for the clerk to confirm.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fazhi_rag.numbers import find_mentions, sentence_spans
from fazhi_rag.numbers.measures import match_units
from fazhi_rag.numbers.synonyms import canonicalise
from fazhi_rag.types import Approx, Kind, Mention, Span, Value
from fazhi_rag.writing.drafting.facts import Fact

MATCH = 0.5
"""Share of an indicator's characters that a figure's own context must hold. A prior, not tuned: half."""
_APPROXIMATOR_BEFORE = re.compile(r"(?:不少于|至少|超过|不足|大约|超|约|近|逾)$")
_CUT_OFF_BEFORE = re.compile(r"截[至止][到至]?$")
_ONCE = re.compile(r"之年|周年|(?<!每)起(?:开始|正式)?[实施]行|换届|首年|第一年|揭牌|颁布|印发之")
"""开局之年, 建党100周年, 自…起实施: what happens once is not true of the next year."""
_STRUCTURE = re.compile(r"[级大]$|方面$|维度$|层面$")
_STRUCTURE_AFTER = re.compile(r"方面|维度|层面|层级|环节|层次|方位|角度|渠道")
"""镇村两级, 八大办公室, 两个维度: how the township is built, which no fact tells; the clerk confirms it."""
_MANNER_UNITS = ("种", "方面", "层次", "方位", "维度", "层面")
"""多种形式, 以下几个方面: how a thing is done or told, no amount that could be false."""
_BLANK = re.compile(r"【待[补核]：[^【】]*】")


@dataclass(frozen=True, slots=True)
class Blank(Value):
    """A place the clerk has to fill in or confirm."""

    span: Span
    text: str
    """As printed: 【待补：调解人员（名）】."""


@dataclass(frozen=True, slots=True)
class Rolled(Value):
    """The result of rolling a text forward."""

    text: str
    used: tuple[str, ...]
    """Ids of the facts whose figure (or blank) stands in the text."""


@dataclass(frozen=True, slots=True)
class _Edit:
    span: Span
    text: str


def roll_forward(text: str, facts: Sequence[Fact], *, last: int, year: int) -> Rolled:
    """Roll `text`, a section of the report for `last`, forward to `year`.

    Facts that fit no figure of the text are appended as sentences of their own.
    """
    mentions = [m for m in find_mentions(text) if m.kind is not Kind.ENUMERATOR]
    matched = match_facts(text, mentions, facts)
    edits: list[_Edit] = []
    for at, mention in enumerate(mentions):
        before = text[max(mention.span.start - 4, 0) : mention.span.start]
        if mention.is_fact:
            if at not in matched and _is_structure(mention, text):
                edits.append(_Edit(mention.span, f"【待核：{mention.text}】"))
            else:
                edits.append(_figure_edit(mention, matched.get(at), before))
        elif mention.kind is Kind.YEAR and _happens_once(mention, text, last):
            edits.append(_Edit(mention.span, f"【待核：{mention.text}】"))
        elif mention.kind in (Kind.YEAR, Kind.DATE, Kind.DOC_NUMBER):
            replacement = _time_edit(
                mention, before, _as_of(matched, mentions, at, text), last=last, year=year
            )
            edits.extend([_Edit(mention.span, replacement)] if replacement else [])
        elif mention.kind is Kind.OTHER and _claims(mention) and not _is_manner(mention, text):
            edits.append(_Edit(mention.span, f"【待核：{mention.text}】"))
    rolled = _apply(text, edits)
    placed = {fact.id for fact in matched.values()}
    added = [fact for fact in facts if fact.id not in placed]
    body = "".join([rolled.rstrip("\n"), *map(_own_sentence, added)])
    return Rolled(body, tuple(fact.id for fact in facts))


def find_blanks(text: str) -> tuple[Blank, ...]:
    """Find the 【待补：…】 and 【待核：…】 places of a draft."""
    return tuple(Blank(Span(*m.span()), m.group()) for m in _BLANK.finditer(text))


def mask_blanks(text: str) -> str:
    """Return `text` with each blank replaced by as many fill characters, so that offsets stay."""
    return _BLANK.sub(lambda m: "＿" * len(m.group()), text)


def mask_figures(text: str) -> str:
    """Return `text` with every figure, year, date and document number as ×, to be shown as an exemplar."""
    hidden = [m.span for m in find_mentions(text) if m.kind not in (Kind.ENUMERATOR, Kind.NAMED_TERM)]
    return _apply(text, [_Edit(span, "×") for span in hidden])


def match_facts(text: str, mentions: Sequence[Mention], facts: Sequence[Fact]) -> dict[int, Fact]:
    """Pair each figure with the fact that states it anew: position in `mentions` → fact.

    A pair needs compatible measure words and half of the indicator in the figure's own context; the best
    pairs are taken first, and each fact and figure once.
    """
    scored = []
    for at, mention in enumerate(mentions):
        if mention.is_fact:
            context = _context(text, mentions, at)
            scored += [
                (score, -at, at, fact)
                for fact in facts
                if match_units(fact.unit or None, mention.unit, nouns=context).ok
                and (score := fact_share(fact, context)) >= MATCH
            ]
    matched: dict[int, Fact] = {}
    for _, _, at, fact in sorted(scored, key=lambda row: row[:2], reverse=True):
        if at not in matched and fact not in matched.values():
            matched[at] = fact
    return matched


def _context(text: str, mentions: Sequence[Mention], at: int) -> str:
    """The words a figure counts: its subject and the text between its neighbours in the sentence."""
    span = mentions[at].span
    sentence = next((s for s in sentence_spans(text) if s.contains(span)), span)
    start = max([sentence.start, *(m.span.end for m in mentions[:at])])
    end = min([sentence.end, *(m.span.start for m in mentions[at + 1 :])])
    after = re.split(r"[，、；。,;]", text[span.end : max(end, span.end)], maxsplit=1)[0]
    return f"{mentions[at].subject or ''} {text[start : span.start]} {after}"


def fact_share(fact: Fact, context: str) -> float:
    """Return the share of a fact's indicator, character by character, that `context` holds."""
    wanted = [char for char in canonicalise(fact.indicator) if char != " "]
    held = canonicalise(context)
    return sum(char in held for char in wanted) / len(wanted) if wanted else 0.0


def _figure_edit(mention: Mention, fact: Fact | None, before: str) -> _Edit:
    approximator = _APPROXIMATOR_BEFORE.search(before)
    lead = len(approximator.group()) if approximator and mention.approx is not Approx.EXACT else 0
    span = Span(mention.span.start - lead, mention.span.end)
    if fact and fact.figure:
        return _Edit(span, fact.figure)
    label = fact.indicator if fact else mention.subject or "数字"
    return _Edit(span, _to_fill(label, (fact and fact.unit) or mention.unit or ""))


def _to_fill(label: str, unit: str) -> str:
    clean = re.sub(r"[【】\s·]", "", label)
    return f"【待补：{clean}（{unit}）】" if unit else f"【待补：{clean}】"


def _own_sentence(fact: Fact) -> str:
    figure = fact.figure or _to_fill(fact.indicator, fact.unit)
    return f"{fact.as_of and f'截至{fact.as_of}，'}{fact.indicator}{figure}。"


def _claims(mention: Mention) -> bool:
    """Whether a non-figure claims an amount: zero (未发生), totality (全覆盖) or a vague one (多次)."""
    return mention.value in (Decimal(0), Decimal(100)) or (mention.value is None and mention.unit is not None)


def _is_structure(mention: Mention, text: str) -> bool:
    return bool(_STRUCTURE.search(mention.text) or _STRUCTURE_AFTER.match(text, mention.span.end))


def _is_manner(mention: Mention, text: str) -> bool:
    if mention.value is not None:
        return False
    return mention.unit in _MANNER_UNITS or bool(_STRUCTURE_AFTER.match(text, mention.span.end))


def _happens_once(mention: Mention, text: str, last: int) -> bool:
    """Whether a year of last year's text is the year of something that happens once."""
    sentence = next((s for s in sentence_spans(text) if s.contains(mention.span)), mention.span)
    return mention.value == last and bool(_ONCE.search(text, mention.span.end, sentence.end))


def _time_edit(mention: Mention, before: str, as_of: str | None, *, last: int, year: int) -> str | None:
    """What replaces a year, date or document number; None keeps it."""
    if mention.kind is Kind.YEAR:
        return _next_year(mention, last=last, year=year)
    if mention.kind is Kind.DOC_NUMBER:
        return "【待补：文号】" if f"〔{last + 1}〕" in mention.text else None
    if _CUT_OFF_BEFORE.search(before):
        return as_of or "【待补：截止时间】"
    if str(last + 1) in mention.text and str(last) not in mention.text:
        return "【待补：日期】"
    if str(last) in mention.text:
        edge = re.fullmatch(r"\d{4}年年?([初末底])", mention.text)
        return f"年{edge[1]}" if edge else "【待补：日期】"
    return None


def _next_year(mention: Mention, *, last: int, year: int) -> str | None:
    if mention.value in (Decimal(last), Decimal(last + 1)):
        stated = int(str(mention.value))
        return mention.text.replace(str(stated), str(stated + year - last))
    return None


def _as_of(matched: dict[int, Fact], mentions: Sequence[Mention], at: int, text: str) -> str | None:
    """The cut-off of the facts that replace the figures after position `at` in its sentence."""
    sentence = next((s for s in sentence_spans(text) if s.contains(mentions[at].span)), None)
    inside = (fact.as_of for i, fact in matched.items() if sentence and sentence.contains(mentions[i].span))
    return next((as_of for as_of in inside if as_of), None)


def _apply(text: str, edits: Iterable[_Edit]) -> str:
    parts, end = [], 0
    for edit in sorted(edits, key=lambda e: e.span):
        if edit.span.start >= end:
            parts += [text[end : edit.span.start], edit.text]
            end = edit.span.end
    return "".join([*parts, text[end:]])
