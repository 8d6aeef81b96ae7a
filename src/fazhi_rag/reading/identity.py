"""Whose a document is, about which year: from title, signature, first paragraph, and last the file name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import PurePath

from fazhi_rag.reading.frame import Head, Tail
from fazhi_rag.reading.numerals import parse_year
from fazhi_rag.reading.places import (
    Place,
    find_before_office,
    find_opening,
    find_units_above,
    find_units_named,
)
from fazhi_rag.types import DocumentKind, Identity

_GENRE = re.compile(r"(?:法治政府|法治建设|依法行政|法治工作|依法治[镇乡]|法治[镇乡])")
_REPORT = re.compile(r"报告|情况|总结|汇报")
_DISCLOSURE = re.compile(r"信息公开(?!条例|办法|规定|指南|目录)[^。]{0,12}(?:报告|总结|情况)")
_OTHER_GENRE = re.compile(r"信息公开|要点|方案|规划|计划|通知|纲要|办法|规定|条例|意见|通报|批复|请示")
_ANNOUNCED = re.compile(r"(?:现|特)(?:就|将|对)?[^。]{0,80}(?:报告|汇报|总结|公布|公开)(?:如下)?")
_YEAR = re.compile(
    r"(?<![\d—–~～-])(?P<year>20\d\d|二[〇零○Ｏ][〇零○Ｏ一二三四五六七八九]{2}) ?年(?!\d{1,2}月)"
)
_QUOTED = re.compile(r"《([^《》]{2,60})》|〈([^〈〉]{2,60})〉")
_WEIGHT = {"title": 100, "issuer": 60, "file": 8, "folder": 4, "quoted": 3, "opening": 3, "text": 1}
"""How much a township's standing in each place counts; a single mention in running text is not enough."""
_ENOUGH = 2


def find_identity(text: str, *, head: Head, tail: Tail, name: str, hints: Identity) -> Identity:
    """Return what text, file name, folders and the page's title say about a document.

    A folder may name a place, never a year: it may as well be the year of issue.
    """
    if head.title is None and hints.title:
        head = replace(head, title=hints.title)
    kind = _kind(head)
    township = _township(text, head, tail, name)
    place = _place(township, text, head, name) if township else None
    return Identity(
        kind=kind,
        title=head.title,
        township=township,
        county=place.county if place else None,
        prefecture=place.prefecture if place else None,
        province=place.province if place else None,
        year=_year(head, name),
        issue_date=tail.issue_date or head.issue_date,
        doc_number=head.doc_number,
        addressee=head.addressee,
        issuers=head.issuers or tail.issuers,
    )


def prefer(first: Identity, second: Identity) -> Identity:
    """Return `first` with its gaps filled from `second`."""
    gaps = {
        field.name: getattr(second, field.name)
        for field in fields(Identity)
        if getattr(first, field.name) in (None, (), DocumentKind.OTHER)
    }
    return replace(first, **gaps)


def _kind(head: Head) -> DocumentKind:
    """Tell the genre by its title; without one, by what the first paragraph announces."""
    announced = _ANNOUNCED.search(head.opening)
    said = head.title or (announced[0] if announced else "")
    is_report = _GENRE.search(said) and _REPORT.search(said) and not _OTHER_GENRE.search(said)
    if is_report:
        return DocumentKind.ANNUAL_REPORT
    return DocumentKind.DISCLOSURE_REPORT if _DISCLOSURE.search(said) else DocumentKind.OTHER


def find_clashes(head: Head, stated: Identity, given: Identity) -> Iterator[str]:
    """Yield in Chinese what the title says against the first paragraph, and the user against the text."""
    announced = _ANNOUNCED.search(head.opening)
    titled, opened = _year_of(head.title or ""), _year_of(announced[0] if announced else "")
    if titled and opened and titled != opened:
        yield f"年度不一致：标题说 {titled} 年，首段说 {opened} 年"
    for name, what in (("township", "乡镇"), ("county", "区县"), ("year", "年度")):
        said, read = getattr(given, name), getattr(stated, name)
        if said and read and said != read:
            yield f"{what}以您说明的“{said}”为准，文中是“{read}”"


def _year(head: Head, name: str) -> int | None:
    """Return the year of the title, else of 现将…年…报告如下, of the first sentence, of the file name."""
    announced = _ANNOUNCED.search(head.opening)
    places = (head.title or "", announced[0] if announced else "", head.opening[:8])
    years = (_year_of(place) for place in places)
    return next((year for year in years if year), None) or _file_year(name)


def _year_of(text: str) -> int | None:
    found = _YEAR.search(text)
    return parse_year(found["year"]) if found else None


def _file_year(name: str) -> int | None:
    found = re.search(r"(?<!\d)(20\d\d)(?!\d)", PurePath(name).stem)
    return int(found[1]) if found else None


def _township(text: str, head: Head, tail: Tail, name: str) -> str | None:
    votes: Counter[str] = Counter()
    for township, weight in _candidates(text, head, tail, name):
        votes[township] += weight
    best = max(votes, key=lambda township: votes[township], default=None)
    return best if best and votes[best] >= _ENOUGH else None


def _candidates(text: str, head: Head, tail: Tail, name: str) -> Iterator[tuple[str, int]]:
    yield from ((place.township, _WEIGHT["title"]) for place in find_before_office(head.title or ""))
    issuers = "\n".join((*head.issuers, *tail.issuers))
    yield from ((place.township, _WEIGHT["issuer"]) for place in find_before_office(issuers))
    yield from ((place.township, _WEIGHT["file"]) for place in find_before_office(PurePath(name).stem))
    folders = "\n".join(PurePath(name).parts[:-1])
    yield from ((place.township, _WEIGHT["folder"]) for place in find_before_office(folders))
    quoted = (place.township for place in find_before_office("\n".join(_quoted(text))))
    yield from ((township, _WEIGHT["quoted"]) for township in quoted if _is_short(township))
    for where, said in (("opening", head.opening), ("text", text)):
        yield from ((township, _WEIGHT[where]) for township in find_opening(said) if _is_short(township))


def _is_short(township: str) -> bool:
    """Whether it has at most three characters before its suffix; a longer one has caught other words."""
    return len(township) <= (5 if township.endswith(("街道", "苏木")) else 4)


def _quoted(text: str) -> list[str]:
    return [found[1] or found[2] for found in _QUOTED.finditer(text)]


def _place(township: str, text: str, head: Head, name: str) -> Place:
    told = "\n".join((head.title or "", *head.issuers, PurePath(name).stem, text))
    place = find_units_above(township, told, addressee=head.addressee or "")
    above = find_units_named(PurePath(name).parts[:-1])
    if place.county and above.county not in (None, place.county):
        return place
    return replace(
        place,
        county=place.county or above.county,
        prefecture=place.prefecture or above.prefecture,
        province=place.province or above.province,
    )
