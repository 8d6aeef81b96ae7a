"""The laws and regulations a question names, in full, in 《》, or by what they are about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from fazhi_rag.knowledge import DocumentRecord
from fazhi_rag.types import DocumentKind

_FORM = re.compile(r"^(?:中华人民共和国|关于)|（[^）]*）$")
_ENDING = re.compile(r"(?:暂行|试行|实施)*(?:法|条例|规定|办法|规则|细则)$")
_CITED = re.compile(r"《([^《》]{2,40})》")
_LEAST_SUBJECT = 4
"""Characters of a law's title before its ending that name it by themselves: 人民调解, 社区矫正."""
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
    return Laws(tuple(titled), tuple(about), tuple(unknown))


def asks_of_law(question: str, laws: Laws) -> bool:
    """Whether the question is about a law it names, not about what reports say of it."""
    return bool(laws.titled or laws.unknown) and not _OF_REPORTS.search(question)


def _bare(title: str) -> str:
    return _FORM.sub("", _FORM.sub("", title))


def _subject(title: str) -> str:
    """The title without its ending; all of a plan's, whose subject is everybody's: 法治政府建设实施纲要."""
    subject = _ENDING.sub("", title)
    return subject if len(subject) >= _LEAST_SUBJECT else title
