"""Trace every number of a text to the sources: the one public entry of the checks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from fazhi_rag.numbers.context import Context
from fazhi_rag.numbers.periods import Period, find_periods
from fazhi_rag.numbers.pers import is_stretch, spell
from fazhi_rag.numbers.slots import has_words
from fazhi_rag.types import FACT_KINDS, Conflict, Finding, Grounding, Kind, Mention, Source, Span, Status

from .aligned import Counterpart, find_counterparts
from .case import Draft, Sources, Verdict, Wording
from .claims import is_zero, judge_claim
from .conflicts import conflicts_of
from .deeds import find_doubles
from .forms import derive_missing
from .judge import judge
from .names import NAME_KINDS, Judged, find_altered_terms, find_titles, judge_name, judge_title
from .pointing import is_article
from .prepared import PreparedSource, prepare, rarity_in, read_source
from .quantifiers import Quantified, find_quantified, judge_quantified
from .scope import Claim, Scope, TownshipReader, claim_of, covers, split_township
from .swaps import find_swaps
from .times import has_period, judge_date, judge_year, judge_year_range

_SENTENCE = 300
_LEAD = 60
"""Characters to either side of a number that can say what form of claim it is."""
_SIBLINGS = 8
"""How many numbers to either side may be operands of a computed one."""
_MEANT = re.compile(
    "(?<![主重需必纪摘概简扼])要(?![求点素害闻领件])|将(?![军士领官近])|(?<![虚模草])拟(?![定稿文制])|争取|力争|确保|计划|打算"
)
"""Words that mean to do something."""


def verify(
    text: str,
    sources: Sequence[Source | str],
    *,
    township: str | None = None,
    county: str | None = None,
    year: int | None = None,
) -> Grounding:
    """Judge every number of `text` against `sources`, in order of the text.

    Facts, years, dates, document numbers, articles, named terms, 《titles》 and claims of none or all are
    judged; enumerators are not. `township`, `county` and `year` say whose text it is; sources that say the
    same of themselves are then the only ones that can support it. Plain strings are sources without scope.
    """
    prepared = tuple(prepare(Source(item) if isinstance(item, str) else item) for item in sources)
    checked = read_source(Source(text, township, county, year), indexed=False)
    check = _Check(
        checked,
        Sources(prepared, rarity_in(prepared)),
        Scope(township, county, year),
        TownshipReader.read(text, [item.source for item in prepared], Scope(township, county, year)),
        find_counterparts(checked, prepared),
    )
    findings = sorted(check.findings(), key=lambda finding: finding.span)
    return Grounding(tuple(findings), tuple(_conflicts_behind(findings, prepared)))


@dataclass(frozen=True, slots=True)
class _Check:
    text: PreparedSource
    sources: Sources
    own: Scope
    townships: TownshipReader
    beside: dict[int, list[Counterpart]]

    def findings(self) -> Iterator[Finding]:
        verdicts = self._judge_amounts()
        articles = {draft.context.index for draft, verdict in verdicts if is_article(draft, verdict)}
        by_index = {draft.context.index: verdict for draft, verdict in verdicts}
        misplaced = {
            draft.context.year.year
            for draft, verdict in verdicts
            if draft.context.year and draft.context.year.near and verdict.status is Status.WRONG_SCOPE
        }
        known: dict[tuple[Kind, str, str], Judged | None] = {}
        for index, mention in enumerate(self.text.mentions):
            if index in articles:
                continue
            if index in by_index:
                yield self._finding(mention, by_index[index])
            elif (judged := self._judge_once(index, known)) is not None:
                if (
                    mention.kind is Kind.YEAR
                    and mention.value in misplaced
                    and mention.value != self.own.year
                ):
                    judged = (Status.WRONG_SCOPE, judged[1], "这一年的数字在来源中属于别的年份")
                yield _named_finding(mention.text, mention.span, mention, judged)
        yield from self._titles_and_terms()
        own = self._own_sources()
        taken = [self.text.mentions[index].span for index in self._judged() if index not in articles]
        for claim in find_quantified(self.text.source.text, taken):
            if (judged_claim := judge_quantified(claim, own)) is not None:
                yield _claim_finding(claim, judged_claim)

    def _judged(self) -> Iterator[int]:
        """Yield the mentions that have findings of their own."""
        for index, mention in enumerate(self.text.mentions):
            if mention.kind is not Kind.ENUMERATOR:
                yield index

    def _titles_and_terms(self) -> Iterator[Finding]:
        text = self.text.source.text
        for span, title in find_titles(text):
            yield _named_finding(span.of(text), span, None, judge_title(title, self.sources.prepared))
        for span, evidence, term in find_altered_terms(text, self.text.mentions, self.sources.prepared):
            judged = (Status.CONTRADICTED, (evidence,), f"来源写的是{term}")
            yield _named_finding(span.of(text), span, None, judged)

    def _judge_once(self, index: int, known: dict[tuple[Kind, str, str], Judged | None]) -> Judged | None:
        """Judge a name or time; the same words before and in it need no second look."""
        mention = self.text.mentions[index]
        if index in self.beside:
            return self._judge_other(mention, self.beside[index])
        key = (mention.kind, mention.text, self._opening(mention))
        if key not in known:
            known[key] = self._judge_other(mention, ())
        return known[key]

    def _own_sources(self) -> list[PreparedSource]:
        """Return the sources of the text's own township and year; all where that is not known."""
        claim = Claim(
            frozenset(filter(None, [split_township(self.own.township)])),
            self.own.county,
            frozenset(filter(None, [self.own.year])),
            explicit=False,
        )
        return [source for source in self.sources.prepared if covers(claim, source.source)]

    def _opening(self, mention: Mention) -> str:
        """Return the few characters before a mention that may open a period: 截至, 前."""
        return self.text.source.text[max(mention.span.start - 4, 0) : mention.span.start]

    def _judge_other(self, mention: Mention, beside: Sequence[Counterpart]) -> Judged | None:
        match mention.kind:
            case Kind.YEAR:
                sentence = self.text.sentence_of(mention.span.start).of(self.text.source.text)[:_SENTENCE]
                planned = has_words("plan_heading", sentence) or bool(_MEANT.search(sentence))
                return judge_year(mention, self.sources.prepared, self.own, beside=beside, planned=planned)
            case Kind.YEAR_RANGE:
                return judge_year_range(mention, self.sources.prepared, beside)
            case Kind.DATE:
                opening = self._opening(mention)
                return judge_date(mention, self._own_sources(), self.own, before=opening, beside=beside)
            case Kind.ORDINAL if (named := self._period_named(mention)) and has_period(
                named, self._own_sources()
            ):
                return Status.SUPPORTED, (), ""
            case kind if kind in NAME_KINDS:
                elsewhere = self.townships.before(mention.span.end, 0)
                mine = elsewhere is None or elsewhere[1] == split_township(self.own.township)
                own = self._own_sources() if mine else []
                return judge_name(mention, own, self.sources.prepared, text=self.text.source.text)
            case _:
                return None

    def _judge_amounts(self) -> list[tuple[Draft, Verdict]]:
        judged: list[tuple[Draft, Verdict]] = []
        for _, group in groupby(self.text.contexts, key=lambda context: context.sentence):
            row = tuple(group)
            drafts = [
                self._draft(context, row[max(at - _SIBLINGS, 0) : at + _SIBLINGS + 1])
                for at, context in enumerate(row)
            ]
            pairs = find_swaps([(draft, self._judge_one(draft)) for draft in drafts])
            judged += _carry_periods(derive_missing(find_doubles(pairs), self.sources))
        return judged

    def _draft(self, context: Context, siblings: tuple[Context, ...]) -> Draft:
        sentence = self.text.sentences[context.sentence]
        span = context.mention.span
        context = self._planned(context)
        bounds = (sentence.start, self.text.clauses[context.clause].start)
        text = self.text.source.text
        return Draft(
            context,
            claim_of(context, self.own, self.townships, bounds=bounds),
            Wording.of(context, self.sources.rarity),
            sentence.of(self.text.source.text).strip("。；;！？ \n"),
            siblings,
            tuple(self.beside.get(context.index, ())),
            text[max(sentence.start, span.start - _LEAD) : span.start],
            text[span.end : min(self.text.clauses[context.clause].end, span.end + _LEAD)],
            self._near(context, siblings),
        )

    def _planned(self, context: Context) -> Context:
        """Return a number's context as planned where its sentence means to do it in a year still to come."""
        stated = context.year.resolve(self.own.year) if context.year else None
        if stated is None or self.own.year is None or stated <= self.own.year:
            return context
        if not _MEANT.search(self.text.sentences[context.sentence].of(self.text.source.text)[:_SENTENCE]):
            return context
        return replace(context, slots=replace(context.slots, plan=True))

    def _near(self, context: Context, siblings: tuple[Context, ...]) -> str:
        """Return the text of a number's clause between the numbers beside it."""
        text, clause, span = self.text.source.text, self.text.clauses[context.clause], context.mention.span
        facts = [one.mention.span for one in siblings if one.mention.is_fact]
        ends, starts = [f.end for f in facts if f < span], [f.start for f in facts if f > span]
        left, right = max([clause.start, *ends]), min([clause.end, *starts])
        return text[max(left, span.start - _LEAD) : span.start] + text[span.end : right][:_LEAD]

    def _judge_one(self, draft: Draft) -> Verdict:
        mention = draft.context.mention
        if not mention.usable:
            return Verdict(Status.UNCHECKED, "数字残缺，无法核对")
        if (named := self._period_named(mention)) and has_period(named, self._own_sources()):
            return Verdict(Status.SUPPORTED)
        if mention.kind is Kind.OTHER and mention.value is None and (bare := find_periods(mention.text)):
            # 比一季度: the opening makes it a base of comparison, which is no stretch.
            stretch = (find_periods(self._opening(mention) + mention.text) or bare)[-1][1]
            if has_period(stretch, self._own_sources()):
                return Verdict(Status.SUPPORTED)
        if mention.kind in FACT_KINDS and not is_zero(draft.context):
            return judge(draft, self.sources)
        return judge_claim(draft, self.sources)

    def _period_named(self, mention: Mention) -> Period | None:
        """Return the stretch that a number names with no more than its opening: 前十个月, 第一季度."""
        opening = self._opening(mention)
        opened = opening[-1:] in ("前", "头") and mention.unit in ("个月", "月", "个季度", "季度")
        if not opened and mention.kind is not Kind.ORDINAL:
            return None
        stated = find_periods(opening + mention.text) or find_periods(opening[-1:] + mention.text)
        return stated[-1][1] if stated else None

    def _finding(self, mention: Mention, verdict: Verdict) -> Finding:
        place = verdict.place or verdict.rival
        evidence = (place.source.evidence(place.context.mention),) if place else ()
        return Finding(
            mention.text,
            mention.span,
            mention.kind,
            mention.value,
            mention.unit,
            verdict.status,
            evidence,
            verdict.message,
        )


def _named_finding(text: str, span: Span, mention: Mention | None, judged: Judged) -> Finding:
    status, evidence, message = judged
    kind, value, unit = (
        (mention.kind, mention.value, mention.unit) if mention else (Kind.NAMED_TERM, text, None)
    )
    return Finding(text, span, kind, value, unit, status, evidence, message)


def _carry_periods(pairs: list[tuple[Draft, Verdict]]) -> list[tuple[Draft, Verdict]]:
    """Judge 一周, 一人 and 每月 by the number they are said of, where one follows in the clause: 一周值班2天.

    What is wrong with a number told per month is flagged once, at the number.
    """
    found = list(pairs)
    for at in range(len(pairs) - 2, -1, -1):
        mention, follower = pairs[at][0].context.mention, pairs[at + 1][0].context
        if follower.clause != pairs[at][0].context.clause:
            continue
        stretch = mention.is_fact and is_stretch(mention) and mention.unit != "小时"
        every = mention.kind is Kind.OTHER and mention.text.startswith("每")
        every = every or (mention.value == 1 and spell(mention.unit or "") in follower.slots.pers)
        told = found[at + 1][1].status in (Status.SUPPORTED, Status.DERIVED, Status.MISATTRIBUTED)
        if stretch or (every and told):
            found[at] = (pairs[at][0], found[at + 1][1])
        elif every and follower.mention.is_fact:
            found[at] = (pairs[at][0], Verdict(Status.SUPPORTED))
    return found


def _claim_finding(claim: Quantified, judged: Judged) -> Finding:
    value = None if claim.some else Decimal(0 if claim.none else 100)
    unit = "%" if value else None
    status, evidence, message = judged
    return Finding(claim.text, claim.span, Kind.OTHER, value, unit, status, evidence, message)


def _conflicts_behind(findings: Sequence[Finding], sources: Sequence[PreparedSource]) -> Iterator[Conflict]:
    """Yield the conflicts inside a source in which a finding's evidence stands."""
    used = {(place.source, place.span) for finding in findings for place in finding.evidence}
    seen: set[int] = set()
    for source in sources:
        for conflict in conflicts_of(source):
            if id(conflict) not in seen and any((one.source, one.span) in used for one in conflict.places):
                seen.add(id(conflict))
                yield conflict
