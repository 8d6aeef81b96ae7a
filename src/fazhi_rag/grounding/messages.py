"""Say in one Chinese line what the source has instead."""

from __future__ import annotations

from fazhi_rag.numbers.context import Context

from .case import Place


def describe(context: Context) -> str:
    """Return what a source's number counts, in its own words, shortened."""
    words = context.mention.subject or context.own
    plain = words.strip(" ，、：:；。“”（）()\n")
    return plain[-20:]


_SLOTS = {
    "period": "时段不符",
    "per": "计数周期不符",
    "direction": "增减方向相反",
    "outcome": "经办数与办成数不同",
    "role": "变化前后的数不同",
    "exclusive": "所指对象不同",
    "level": "来源只说其中一级",
    "plan": "来源说的是计划数",
}


def explain(place: Place, *, scoped: bool = False, differs: str | None = None) -> str:
    """Return 「来源写的是156宗（调解各类民事纠纷）」.

    Adds whose and which year's it is if `scoped`, and in which slot it `differs` where the value is the same.
    """
    subject = describe(place.context)
    what = f"{place.context.mention.text}（{subject}）" if subject else place.context.mention.text
    if not scoped:
        return f"来源写的是{what}" + (f"，{_SLOTS[differs]}" if differs else "")
    source = place.source.source
    year = place.context.year.resolve(source.year) if place.context.year else source.year
    owner = f"{source.township or '另一来源'}{f'{year}年' if year else ''}"
    return f"这是{owner}的数字：{what}"
