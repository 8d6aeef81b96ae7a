"""The rows of the ledger that answer a question about an amount: all that fit, report by report."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fazhi_rag.knowledge import DocumentRecord, KnowledgeBase
from fazhi_rag.numbers import clause_spans
from fazhi_rag.numbers.measures import match_units
from fazhi_rag.numbers.slots import read_exclusive, read_outcome
from fazhi_rag.types import Figure, Kind, Mention, Part
from fazhi_rag.writing.asking.everyday import fold_names
from fazhi_rag.writing.asking.heads import counts_other, counts_same, is_loose_one, tells_other
from fazhi_rag.writing.asking.matching import Matcher
from fazhi_rag.writing.asking.plan import TIMES, Plan
from fazhi_rag.writing.asking.wording import question_pattern
from fazhi_rag.writing.asking.zeros import find_zeros

_LEAST = 0.45
"""Least coverage of the question by a figure's sentence, read with its headings."""
_OWN = 0.3
"""Least coverage by what the figure itself counts, read with its clause."""
_TOLD = 0.7
"""Coverage by the sentence and its own heading from which its figures answer: 一是合法性审查。…合同31份."""
_NEAR_BEST = 0.9
_NOT_COUNTED = frozenset({None, "元", "%", "人次", "天", "年", "小时", "次", "平方米", "公里"})
_HAPPENED = frozenset({"次", "场", "场次", "件", "起", "宗", "批", "轮", "期"})
_EVENTS = frozenset({"次", "回", "场", "场次", "期", "轮", "批", "趟"})
"""How often something was held, in whatever measure it is asked for."""
_PEOPLE = frozenset({"人", "名", "位", "人次"})
"""Asked for in these, a figure counts those of a thing: 安置帮教对象 for 安置帮教多少人."""
_CASES = frozenset({"件", "起", "宗", "批", "笔"})
_OF_CASES = frozenset({"个", "例", "项"})
_UNLIKE, _UNTOLD = 0.8, 0.85
"""Worth of a figure of another outcome than the one asked for (排查 for 化解), and of one that tells none."""
_MOST_A_REPORT = 3
_MOST_READ = 60
"""Reports without a figure that are read for a claim that there was none: a county's, not a library's."""
_PLANNED = frozenset({Part.PROBLEMS.value, Part.NEXT_PLAN.value})


@dataclass(frozen=True, slots=True)
class Claim:
    """What a figure says beside its value: only figures of one claim may be added or ranked."""

    unit: str | None
    per: str | None
    outcome: str | None
    """tried | done: 排查 is not 化解."""
    exclusive: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, figure: Figure) -> Claim:
        """Read the claim of a ledger row from its subject and its clause."""
        mention = figure.mention
        words = f"{mention.subject or ''}{mention.text}"
        return cls(
            mention.unit, mention.per, read_outcome(mention.subject or ""), frozenset(read_exclusive([words]))
        )

    def differs(self, other: Claim) -> str:
        """Say in Chinese how the two claims differ; empty where they may be set side by side."""
        counted = "个" in (self.unit, other.unit) and not _NOT_COUNTED & {self.unit, other.unit}
        if not (counted or self.unit == other.unit or match_units(self.unit, other.unit).ok):
            return f"单位是“{self.unit or '无'}”，不是“{other.unit or '无'}”"
        if self.per != other.per:
            return f"按“每{self.per}”计" if self.per else "不是按比率计"
        if self.outcome and other.outcome and self.outcome != other.outcome:
            return "说的是办结、化解的数量" if self.outcome == "done" else "说的是受理、排查的数量"
        mine, others = dict(self.exclusive), dict(other.exclusive)
        unlike = [value for row, value in mine.items() if others.get(row, value) != value]
        return f"说的是“{unlike[0]}”" if unlike else ""


def find_rows(plan: Plan, kb: KnowledgeBase) -> dict[str, tuple[Figure, ...]]:
    """Return, by document name, the figures of each report in scope that answer `plan`, best first.

    A report that says nothing of it is not in the result; one that says there was none has a row of 0. Plans
    and problems count only where asked for.
    """
    figures = _fitting(plan, _in_scope(plan.scope.records, kb))
    matcher = Matcher(plan.focus, [figure.sentence for figure in figures])
    scored: dict[str, list[tuple[float, Figure]]] = defaultdict(list)
    for figure in figures:
        if value := _score(matcher, figure) * _outcome_fit(plan, figure):
            scored[figure.place.document].append((value, figure))
    found = {name: _best(rows) for name, rows in scored.items()}
    silent = [record for record in plan.scope.records if record.name not in found]
    if plan.unit == "%" or plan.limit or plan.part or len(silent) > _MOST_READ:
        return found
    return found | find_zeros(matcher, silent, kb, unit=plan.unit or _common_unit(found))


def _common_unit(found: dict[str, tuple[Figure, ...]]) -> str:
    """What most reports count it in."""
    units = Counter(figures[0].mention.unit for figures in found.values() if figures[0].mention.unit)
    return str(units.most_common(1)[0][0]) if units else "件"


def held_terms(plan: Plan, texts: Sequence[str]) -> list[str]:
    """The quoted terms that any text holds: the answer must hold them; others are only stressed words."""
    return [term for term in plan.quoted if any(term in text for text in texts)]


def fits_asked(plan: Plan, mention: Mention, sentence: str) -> bool:
    """Whether a figure has the measure asked for and does not count another thing: 网格员 for 网格.

    A measure word of its own fits where the noun is the one asked for: 决策12件 for 几项决策.
    """
    counted = mention.unit not in _NOT_COUNTED
    if counted and plan.unit not in _PEOPLE and counts_other(plan.noun, mention):
        return False
    if tells_other(fold_names(plan.focus), mention, sentence) or is_loose_one(plan.noun, mention):
        return False
    same = bool(plan.noun) and counts_same(plan.noun, mention)
    persons = question_pattern("persons")
    if (
        plan.unit == "个"
        and mention.unit in _PEOPLE
        and (persons.search(plan.noun) or persons.search(plan.focus))
    ):
        return True
    if plan.unit == "个" and mention.unit in _NOT_COUNTED - {None}:
        return False
    if {plan.unit, mention.unit} == {"次", "人次"}:
        return _one_by_one(mention)
    if plan.unit is None and question_pattern("cases").search(plan.noun):
        rounds = question_pattern("rounds").search(f"{mention.subject or ''}{mention.head or ''}")
        return (
            mention.unit in _CASES
            or (mention.unit == "次" and not rounds)
            or (mention.unit in _OF_CASES and same)
        )
    if plan.unit in _EVENTS and mention.unit not in _EVENTS | _CASES:
        return False
    if not fits_unit(plan.unit, mention, sentence):
        return counted and same and plan.unit not in _NOT_COUNTED
    return plan.unit != "个" or mention.unit == "个" or not plan.noun or same


def _one_by_one(mention: Mention) -> bool:
    """Whether what was done is done to one person at a time, so that 次 and 人次 count the same: 谈话30次."""
    return bool(
        question_pattern("one_by_one").search(fold_names(f"{mention.subject or ''}{mention.head or ''}"))
    )


def fits_unit(asked: str | None, mention: Mention, sentence: str) -> bool:
    """Whether a figure may answer a question for `asked`; 个 asks for anything that is counted."""
    if asked is None:
        return True
    if asked == "人" and mention.unit == "人次":
        return True  # how many came is asked in 人, and told in 人次
    if asked in _EVENTS and mention.unit in _EVENTS:
        return True
    if asked in _CASES and mention.unit in _EVENTS - _CASES:
        return False  # 集中排查41轮 is no number of disputes
    if asked in _CASES and mention.unit in _CASES:
        return True  # set beside each other with the unlike measure told
    if asked in TIMES and mention.unit in _HAPPENED:
        return True  # how often one was sued is told in 件
    if asked == "个" and mention.kind is Kind.QUANTITY and mention.unit not in _NOT_COUNTED:
        return True
    return match_units(asked, mention.unit, nouns=sentence).ok


def _in_scope(records: Sequence[DocumentRecord], kb: KnowledgeBase) -> Iterable[Figure]:
    """The ledger rows of `records`, read in one go where they share their year or township."""
    names = {record.name for record in records}
    years = {record.identity.year for record in records}
    townships = {(record.identity.county, record.identity.township) for record in records}
    county, township = next(iter(townships)) if len(townships) == 1 else (None, None)
    year = next(iter(years)) if len(years) == 1 else None
    rows = kb.figures(township=township, county=county, year=year)
    return (row for row in rows if row.place.document in names)


def _fitting(plan: Plan, figures: Iterable[Figure]) -> list[Figure]:
    figures = list(figures)
    quoted = held_terms(plan, [figure.sentence for figure in figures])
    wanted = plan.part.value if plan.part else None
    fitting = [
        figure
        for figure in figures
        if (wanted in figure.topics if wanted else not _PLANNED & set(figure.topics))
        and fits_asked(plan, figure.mention, figure.sentence)
        and all(term in figure.sentence for term in quoted)
        and not _excluded(plan, figure)
    ]
    same = [f for f in fitting if plan.unit is None and counts_same(plan.noun, f.mention)]
    return same or fitting


def _excluded(plan: Plan, figure: Figure) -> bool:
    """Whether a figure says outright that it is of the other kind: 诉讼 where 复议 is asked for."""
    asked, told = dict(read_exclusive([plan.focus])), dict(Claim.of(figure).exclusive)
    return any(told.get(row, value) != value for row, value in asked.items())


def _score(matcher: Matcher, figure: Figure) -> float:
    """How well what a figure counts covers the question; 0 where it does not answer."""
    if not matcher.segments:
        return 0.0
    read_with = f"{figure.sentence} {figure.place.section}"
    whole = matcher.coverage(read_with, figure.topics)
    if whole < _LEAST:
        return 0.0
    mention = figure.mention
    own = matcher.coverage(f"{mention.actor or ''} {mention.subject or ''} {mention.per or ''}")
    near = matcher.coverage(_clause(figure))
    if max(own, near) < _OWN and matcher.coverage(_told(figure)) < _TOLD:
        return 0.0
    return 0.7 * matcher.coverage(_so_far(figure), figure.topics) + 0.1 * own + 0.2 * whole


def _outcome_fit(plan: Plan, figure: Figure) -> float:
    """What a figure is worth by the outcome it tells: the tried are no answer to how many were done."""
    asked = read_outcome(fold_names(plan.focus))
    told = read_outcome(fold_names(figure.mention.subject or ""))
    return 1.0 if not asked or told == asked else _UNLIKE if told else _UNTOLD


def _so_far(figure: Figure) -> str:
    """The sentence up to the figure and the words right after it: later figures inherit what is said before.

    Of the figures of a sentence the first by which all of the question is said is the one asked for:
    采纳其中32条 after 提意见34条, for 被采纳的意见.
    """
    at = figure.mention.span.end - figure.sentence_span.start
    behind = _STOP.search(figure.sentence, at)
    return f"{figure.place.section} {figure.sentence[: behind.start() if behind else len(figure.sentence)]}"


def _told(figure: Figure) -> str:
    """The part of the sentence, up to a semicolon, that a figure stands in, with its own heading."""
    at = figure.mention.span.start - figure.sentence_span.start
    start = figure.sentence.rfind("；", 0, at) + 1
    end = figure.sentence.find("；", at)
    part = figure.sentence[start : end if end > 0 else len(figure.sentence)]
    return f"{figure.place.section.split(' › ')[-1]} {part}"


def _clause(figure: Figure) -> str:
    """The clause a figure stands in, from the sentence's last number on where that is in it too."""
    at = figure.mention.span.start - figure.sentence_span.start
    clauses = clause_spans(figure.sentence)
    clause = next((c for c in clauses if c.start <= at < c.end), None)
    if clause is None:
        return figure.sentence
    before = _NUMBER.split(figure.sentence[clause.start : at])[-1]
    return before + figure.sentence[at : clause.end]


_STOP = re.compile(r"[，。；、,;]|[^，。；、,;]?\d")
_NUMBER = re.compile(r"\d[\d.,]*[万亿余多]*")


def _best(rows: list[tuple[float, Figure]]) -> tuple[Figure, ...]:
    """The figures that score close to the best, each value once, best first."""
    ranked = sorted(rows, key=lambda row: (-row[0], row[1].mention.span))
    top, best = ranked[0]
    kept: dict[tuple[str, str | None], Figure] = {}
    for value, figure in ranked:
        if value >= _NEAR_BEST * top and match_units(best.mention.unit, figure.mention.unit).ok:
            kept.setdefault((figure.mention.text, figure.mention.per), figure)
    return tuple(kept.values())[:_MOST_A_REPORT]
