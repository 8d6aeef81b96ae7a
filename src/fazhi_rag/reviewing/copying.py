"""C1xx: wording that may come from another text. Places and similarity are reported; nobody is accused."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fazhi_rag.grounding import find_foreign_words
from fazhi_rag.numbers.slots import has_words
from fazhi_rag.numbers.verbs import pattern as verbs
from fazhi_rag.reviewing.report import Check, Report
from fazhi_rag.reviewing.shingles import Shared
from fazhi_rag.reviewing.similarity import wording_index, wording_of
from fazhi_rag.types import Evidence, Part, ReviewFinding, Span

_ADVERB = "始终|坚持|认真|紧紧|积极|全面|严格|深入|高度|不断|切实|扎实|着力|共|累计|全年|法治政府建设"
_DOES = "成立|召开|印发|制定|组织|开展|把|将"
_PLACE = re.compile(
    r"(?:(?<=[，。；：、\n])|(?<=^)|(?<=年)|(?<=现将))(?P<county>[\u4e00-\u9fff]{2,3}[县区市])?"
    r"(?P<town>[\u4e00-\u9fff]{2,3}?(?:镇|乡|街道))"
    # A body may be what a verb is about (对照镇政府目录): it must be the one that does something.
    rf"(?=(?:{_ADVERB})|(?:党委|党工委|党政|人民政府|政府|办事处|领导|班子|、|和)+(?:{_ADVERB}|{_DOES}))"
)
_NO_NAME = re.compile(
    r"[我本全各该两某每]|乡镇|^(?:城|村|集|小|强|古|建制|特色|基层|中心|重点|试点|周边|兄弟|相邻|下辖|所辖|辖区)|政府|工作|法治|人民|发挥|切实|充分|进一步|关于|根据|按照|由于|通过|以及|作为|协助|配合|对照|借助|依托|服从|报请|提请|提交|结合|围绕|参与|支持|服务"
)
_STALE = re.compile(
    r"(?:(?<=[。；：\n])|(?<=^))[ ]?(?P<year>20\d\d)年(?:度|以来|全年)?，?(?=[^。；\n]{2,60}\d)"
)
_BACKGROUND = re.compile(
    r"较|比|同比|上年|去年|相比|起|至今|印发|出台|施行|实施|修订|成立|建成|创建|启动|开局|获评|被评|命名|投用|为基|—|至|到"
)


def _foreign_words(report: Report) -> Iterator[ReviewFinding]:
    township = report.document.identity.township
    for word, span in find_foreign_words(report.text, township):
        message = f"“{word}”与{township}的建制不符，请核实是否沿用了其他文本"
        yield report.finding("C101", span, message)


def _foreign_places(report: Report) -> Iterator[ReviewFinding]:
    """Yield townships that are spoken of as if the report were theirs."""
    own = report.document.identity
    if own.township is None:
        return
    for found in _PLACE.finditer(report.text):
        town = found["town"]
        if town == own.township or own.township.endswith(town) or not _is_name(town):
            continue
        if town.endswith(own.township) or own.township[:2] in found[0]:
            continue
        message = f"写到了其他乡镇“{found[0]}”，请核实是否沿用了其他文本"
        yield report.finding("C104", Span(*found.span()), message)


def _is_name(town: str) -> bool:
    """Whether it can be a township's name, not 通过镇 or 各乡镇."""
    return not (_NO_NAME.search(town) or any(verbs(kind).search(town) for kind in ("strong", "soft")))


def _stale_years(report: Report) -> Iterator[ReviewFinding]:
    """Yield years before the report's that open a sentence of its results with figures."""
    for found in _STALE.finditer(report.text) if report.year else ():
        if int(found["year"]) >= (report.year or 0):
            continue
        sentence = report.prepared.sentence_of(found.end()).of(report.text)
        if report.part_at(found.start()) in (None, Part.NEXT_PLAN) or _BACKGROUND.search(sentence):
            continue
        if str(report.year) in sentence or has_words("plan", sentence):
            continue
        span = Span(found.start("year"), found.end("year") + 1)
        message = f"{report.year}年度报告里写的是{found['year']}年的情况，请核实是否沿用了旧文本"
        yield report.finding("C105", span, message)


def _shared(report: Report) -> Iterator[ReviewFinding]:
    holdings = report.holdings
    if holdings is None or not holdings.reports:
        return
    records = holdings.reports
    own = wording_of(report.document)
    index = wording_index(holdings.kb, records)
    own_last = {at for at, record in enumerate(records) if holdings.is_last(record)}
    # What a township takes over from an older report of its own is no copy of another's.
    others = {at for at, one in enumerate(records) if not (holdings.is_own(one) or holdings.is_same(one))}
    for code, compared, least in (
        ("C102", own_last, report.settings.repeated),
        ("C103", others, report.settings.copied),
    ):
        if report.settings.wants(code) and compared:
            leave_out = set(range(len(records))) - compared
            for shared in index.shared_with(own, least=least, leave_out=leave_out):
                yield _stretch(report, code, own.span(*shared.here), shared)


def _stretch(report: Report, code: str, span: Span, shared: Shared) -> ReviewFinding:
    assert report.holdings
    record = report.holdings.reports[shared.text]
    who, theirs = record.identity, report.holdings.kb.load(record.id)
    there = wording_of(theirs).span(shared.there, shared.there + shared.length)
    quoted = there.of(theirs.text)
    evidence = Evidence(quoted, quoted, there, theirs.name, who.township, who.county, who.year)
    whose = (
        "本单位上年报告"
        if code == "C102"
        else f"{who.county or ''}{who.township or ''}{who.year or ''}年报告"
    )
    message = f"与{whose}有{shared.length}个字相同（套话、文件名和数字不计），请核实"
    return report.finding(code, span, message, related=[evidence])


CHECKS = (
    Check(("C101",), _foreign_words),
    Check(("C102", "C103"), _shared),
    Check(("C104",), _foreign_places),
    Check(("C105",), _stale_years),
)
