"""Answers about the rules: from the policy documents alone, article by article, with their validity."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from fazhi_rag.knowledge import DocumentRecord, KnowledgeBase
from fazhi_rag.types import Abstention, Document, DocumentKind, Place, Span
from fazhi_rag.writing.asking.composing import Line, Quoter, Reply, abstain
from fazhi_rag.writing.asking.laws import named_laws
from fazhi_rag.writing.asking.matching import Matcher, bigrams
from fazhi_rag.writing.asking.plan import Plan

_LEAST = 0.4
"""Least coverage for an article, read with its document's title."""
_NEAR_BEST = 0.6
_SECOND = 0.75
_ADDS = 0.1
"""A further document is cited where it covers this share of the best, and adds so much to it."""
_DOCUMENTS = 2
_ARTICLES = 4
_LINE = re.compile(r"\S[^\n]*")
_CONTRAST = re.compile(
    r"[^。；，]*(?:[和与跟同][^。；]*(?:是两|不同|不是一回事|两回事)|不同于|区别于|有别于|不能[^。；]{0,6}套用)[^。；]*"
)
"""What an article tells itself apart from is not what it is about."""
_QUOTED_HELD = 0.5
"""Share of the bigrams of a term in quotation marks that the articles must hold: 首违不罚 in 首违可不罚."""
_ARTICLE = re.compile(r"第[一二三四五六七八九十百零\d]+条|要点")


@dataclass(frozen=True, slots=True)
class _Article:
    record: DocumentRecord
    span: Span
    text: str

    @property
    def place(self) -> Place:
        number = _ARTICLE.match(self.text)
        return Place(self.record.name, section=number.group() if number else "", span=self.span)


def answer_policy(plan: Plan, kb: KnowledgeBase) -> Reply:
    """Quote the articles of the policy documents that answer, best documents first."""
    records = {record.name: record for record in kb.documents(kind=DocumentKind.POLICY)}
    if not records:
        message = "资料库没有政策法规文件，无法回答制度依据问题；请先入库政策文件。"
        return abstain(Abstention.NO_DOCUMENTS, message)
    laws = named_laws(plan.question, records.values())
    if laws.unknown and not laws.titled:
        named = "、".join(f"《{title}》" for title in laws.unknown)
        return abstain(Abstention.NOT_MENTIONED, f"资料库没有{named}，无法据以回答。")
    near = [hit.document for hit in kb.search(plan.question, kind=DocumentKind.POLICY, k=30)]
    near = [record.name for record in laws.titled] or near
    articles = [a for name in dict.fromkeys(near) for a in _articles(kb.load(name), records[name])]
    about = [a for a in articles if a.record in laws.about]
    chosen = _choose(plan, about) or _choose(plan, articles)
    if not chosen or not _holds_quoted(plan, chosen):
        return abstain(Abstention.NOT_MENTIONED, "资料库的政策法规文件里没有查到相应规定。")
    quoter, lines = Quoter(records[name] for name in chosen), list[Line]()
    for name, found in chosen.items():
        lines.append(Line(f"{_cite(records[name])}："))
        lines += [quoter.quote(a.record, a.text, a.place) for a in sorted(found, key=lambda a: a.span)]
    return Reply(tuple(lines), quoter.citations)


def _choose(plan: Plan, articles: list[_Article]) -> dict[str, list[_Article]]:
    """The articles that cover the question nearly as well as the best one, of at most two documents."""
    matcher = Matcher(plan.question, [article.text for article in articles], of_reports=False)
    scored = [(matcher.coverage(f"{_title(a.record)} {_CONTRAST.sub('', a.text)}"), a) for a in articles]
    best = max((value for value, _ in scored), default=0.0)
    chosen: dict[str, list[_Article]] = defaultdict(list)
    for value, article in sorted(scored, key=lambda row: -row[0]):
        name = article.record.name
        share = _SECOND if chosen and name not in chosen else _NEAR_BEST
        if value < max(_LEAST, share * best) or (name not in chosen and len(chosen) == _DOCUMENTS):
            continue
        if chosen and name not in chosen and not _adds(matcher, chosen, article):
            continue
        if len(chosen[name]) < _ARTICLES:
            chosen[name].append(article)
    return chosen


def _holds_quoted(plan: Plan, chosen: dict[str, list[_Article]]) -> bool:
    """Whether each term in quotation marks stands in the articles, near enough."""
    told = " ".join(f"{_title(one.record)} {one.text}" for found in chosen.values() for one in found)
    terms = [bigrams(term) for term in plan.quoted]
    return all(sum(pair in told for pair in pairs) >= _QUOTED_HELD * len(pairs) for pairs in terms)


def _adds(matcher: Matcher, chosen: dict[str, list[_Article]], article: _Article) -> bool:
    """Whether an article of a further document says of the question what those chosen do not."""
    told = " ".join(f"{_title(one.record)} {one.text}" for found in chosen.values() for one in found)
    return matcher.coverage(f"{told} {article.text}") >= matcher.coverage(told) + _ADDS


def _articles(document: Document, record: DocumentRecord) -> list[_Article]:
    """Each line of a policy but its title."""
    lines = [_Article(record, Span(*m.span()), m.group()) for m in _LINE.finditer(document.text)]
    return [line for line in lines if line.text.strip() != _title(record)]


def _title(record: DocumentRecord) -> str:
    return record.identity.title or record.name


def _cite(record: DocumentRecord) -> str:
    who = record.identity
    number = f"（{who.doc_number}）" if who.doc_number else ""
    ended = f"，有效期至{who.effective_to:%Y年%m月%d日}" if who.effective_to else ""
    return f"《{_title(record)}》{number}{ended}"
