"""Other reports as examples of structure and wording alone: every figure, place and name in them masked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from fazhi_rag.knowledge import DocumentRecord, KnowledgeBase
from fazhi_rag.types import Document, DocumentKind, Identity, Section
from fazhi_rag.writing.drafting.roll_forward import mask_figures

_EXAMPLES = 2
_LONGEST = 600
"""Characters of one example."""
_INSTITUTION = re.compile(
    r"[\u3400-\u9fff]{2,8}(?=律师事务所|公司|合作社|学校|中学|小学|幼儿园|医院|卫生院|派出所|司法所|法院|检察院|法庭)"
)
_PLACE = re.compile(
    r"[\u3400-\u9fff]{1,4}(?=(?:社区|自然村|行政村|村委会|居委会)|(?<![全各每本该乡镇农一])村(?![民居级务规干组]))"
)
_PERSON = re.compile(
    r"(?<=书记|镇长|乡长|主任|所长|局长|律师|同志|组长)[\u3400-\u9fff]{2,3}"
    r"(?=[、，。；]|主持|带队|同志|讲授|担任)"
)
_QUOTED_NAME = re.compile(r"(?<=“)[^“”\n]{2,12}(?=”(?:品牌|工作法|模式|调解室|工作室|驿站|机制|平台|小程序))")
_HIDDEN = "○○"


def masked_exemplars(
    topic: str, name: str, kb: KnowledgeBase, *, besides: Identity, most: int = _EXAMPLES
) -> list[str]:
    """Return the best-fitting passages on `topic` in other townships' reports, masked, best first."""
    records = {record.name: record for record in kb.documents(kind=DocumentKind.ANNUAL_REPORT)}
    names = _names(records.values())
    found: list[str] = []
    seen: set[tuple[str | None, str | None]] = {(besides.county, besides.township)}
    for hit in kb.search(name, topic=topic, k=20):
        whose = (hit.county, hit.township)
        if whose not in seen and hit.document in records:
            seen.add(whose)
            found.append(mask(hit.text[:_LONGEST], names))
        if len(found) == most:
            break
    return found


def section_on(document: Document, topic: str) -> Section | None:
    """The section that is mainly about `topic`: best topic first, then the highest level."""
    holding = [section for section in document.sections if topic in section.topics]
    return min(holding, key=lambda s: (s.topics.index(topic), s.level == 1, s.level, s.index), default=None)


def mask(text: str, names: Sequence[str] = ()) -> str:
    """Return `text` with figures as × and places, institutions and persons as ○○.

    `names` are place names to hide besides, longest first.
    """
    for name in names:
        text = text.replace(name, _HIDDEN)
    for pattern in (_INSTITUTION, _PLACE, _PERSON, _QUOTED_NAME):
        text = pattern.sub(_HIDDEN, text)
    return mask_figures(text)


def _names(records: Iterable[DocumentRecord]) -> list[str]:
    """The places of all reports held, longest first, with and without their suffix."""
    names: set[str] = set()
    for record in records:
        who = record.identity
        for name in (who.township, who.county, who.prefecture, who.province):
            if name:
                names |= {name, name[:-1]} if len(name) > 2 else {name}
    return sorted(names, key=len, reverse=True)
