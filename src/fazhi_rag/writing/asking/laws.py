"""The laws and regulations a question names, in full, in 《》, or by what they are about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fazhi_rag.knowledge import DocumentRecord
from fazhi_rag.types import DocumentKind

_FORM = re.compile(r"^(?:中华人民共和国|关于)|（[^）]*）$")
_ENDING = re.compile(r"(?:暂行|试行|实施)*(?:法|条例|规定|办法|规则|细则)$")
_CITED = re.compile(r"《([^《》]{2,40})》")
_YEAR = re.compile(r"20\d\d")
_LEAST_SUBJECT = 4
"""Characters of a law's title before its ending that name it by themselves: 人民调解, 社区矫正."""
_ASKER = re.compile(
    r"(?:镇|乡|街道|　)的?(?:同志|干部|同事|工作人员|群众|村民|居民|人|我)*(?:来)?(?:问|打听|咨询|想[问知])"
)
"""A township that asks, and is not asked about."""
_RULE = re.compile(r"(?:按|按照|根据|依据|依照)(?:《|.{2,12}(?:法|条例|规定|办法))|第几条|哪[一几]?条")
_OBLIGES = re.compile(
    r"(?:多少|几)个?(?:天|日|工作日|月)(?:之?内|以内)|应当|必须|要求[^，。]{0,8}[吗几多什]|第几条|哪[一几]?条|期限"
)
_OF_REPORTS = re.compile(
    r"(?:哪[些几]?|几|多少|各|所有|全部|每)个?份?(?:乡镇|镇|乡|街道|地方|单位|报告)|报告[里中]"
    r"|[写提讲说]到[^，。？]*(?:镇|乡|街道|报告)|情况|做了|开展了|落实得|学了"
)


@dataclass(frozen=True, slots=True)
class Laws:
    """What a question names of the rules."""

    titled: tuple[DocumentRecord, ...] = ()
    """Named by their titles."""
    about: tuple[DocumentRecord, ...] = ()
    """Whose subject the question names: 人民调解 of 人民调解法."""
    unknown: tuple[str, ...] = ()
    """Cited in 《》 and not held."""


def named_laws(question: str, records: Iterable[DocumentRecord]) -> Laws:
    """Find the laws of `records` that `question` names."""
    held = [(_bare(r.identity.title or ""), r) for r in records if r.identity.kind is DocumentKind.POLICY]
    cited = [_bare(name) for name in _CITED.findall(question)]
    titled = [r for title, r in held if title and (title in question or any(c in title for c in cited))]
    about = [r for title, r in held if _subject(title) in question]
    unknown = [
        c for c in cited if _ENDING.search(c) and not any(c in title or title in c for title, _ in held)
    ]
    return Laws(tuple(_of_their_years(titled, question)), tuple(about), tuple(unknown))


def _of_their_years(titled: Sequence[DocumentRecord], question: str) -> Sequence[DocumentRecord]:
    """Of plans of one title the one whose years the question names: 实施纲要（2021—2025年）."""
    asked = set(_YEAR.findall(question))
    same = [record for record in titled if asked & set(_YEAR.findall(record.identity.title or ""))]
    return same or titled


def asks_of_law(question: str, laws: Laws) -> bool:
    """Whether the question is about a law it names, not about what reports say of it."""
    return bool(laws.titled or laws.unknown) and not _OF_REPORTS.search(question)


def asks_of_rule(question: str) -> bool:
    """Whether a question that names a township asks what a law demands: 按《信访工作条例》多少日内办结."""
    return bool(_ASKER.search(question) or (_RULE.search(question) and _OBLIGES.search(question)))


def _bare(title: str) -> str:
    return _FORM.sub("", _FORM.sub("", title))


def _subject(title: str) -> str:
    """The title without its ending; all of a plan's, whose subject is everybody's: 法治政府建设实施纲要."""
    subject = _ENDING.sub("", title)
    return subject if len(subject) >= _LEAST_SUBJECT else title
