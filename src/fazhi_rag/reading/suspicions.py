"""What a reader should know before trusting a document: gaps, templates, damaged digits."""

from __future__ import annotations

import re

from fazhi_rag.types import DocumentKind, Identity, Part, Section

_PLACEHOLDER = re.compile(
    r"(?:[XxＸ×○〇*＊]{1,3}|某某?)(?:镇|乡|街道|县)|20[XxＸ×*＊]{2}年|[*＊×Xx]{1,3}(?=[次件场人名份])"
)
_DAMAGED = re.compile(
    r"(?<!\d)20\d{2}20\d{2}(?!\d)|(?<!\d)20\d{2}\d{1,4}(?=[日号])|〔[^〕\n]{0,10}号|〔[^〕\n]{0,10}\Z"
)
_YEAR = re.compile(r"^[^\d]{0,4}(20\d\d)年")
_MOST = 5


def find_suspicions(text: str, identity: Identity, sections: tuple[Section, ...]) -> tuple[str, ...]:
    """Return one English sentence for each suspicious thing, with where it stands."""
    warnings = list(_gaps(identity, sections)) if identity.kind is not DocumentKind.POLICY else []
    warnings += [
        f"placeholder of a template at offset {found.start()}: {found[0]}"
        for found in _first(_PLACEHOLDER, text)
    ]
    warnings += [f"damaged digits at offset {found.start()}: {found[0]}" for found in _first(_DAMAGED, text)]
    if "\ufffd" in text:
        warnings.append(f"{text.count(chr(0xFFFD))} characters were lost in an earlier conversion (U+FFFD)")
    return tuple(warnings)


def _gaps(identity: Identity, sections: tuple[Section, ...]) -> list[str]:
    gaps = []
    if identity.township is None:
        gaps.append("no township found: supply it, or the document answers for none")
    if identity.year is None:
        gaps.append("no report year found: supply it, or the document answers for none")
    if not sections:
        gaps.append("no headings found")
    for section in sections:
        stated = _YEAR.match(section.heading) if section.level == 1 else None
        told = section.part in (Part.ACHIEVEMENTS, Part.PROBLEMS)
        if stated and told and identity.year and int(stated[1]) != identity.year:
            gaps.append(f"heading {section.number} speaks of {stated[1]}, the report of {identity.year}")
    return gaps


def _first(pattern: re.Pattern[str], text: str) -> list[re.Match[str]]:
    return [found for _, found in zip(range(_MOST), pattern.finditer(text), strict=False)]
