"""N111: 人 for 人次, % for 百分点, material counted in people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from fazhi_rag.numbers.context import Context
from fazhi_rag.numbers.zones import features
from fazhi_rag.reviewing.report import Check, Report
from fazhi_rag.types import Kind, ReviewFinding

_STOCK = re.compile(
    r"(?:配备|配齐|聘请|聘用|选聘|招录|招聘|现有|共有|拥有|培育|培养|设有|选任|吸纳|登记在册)"
    r"(?!.*(?:培训|参加|参与|参训|走访|出动|接待|开展|活动|服务|受教育|讲|指导|调解(?!员|人员|骨干|主任)))"
)
_MATERIAL = re.compile(
    r"(?:发放|印发|张贴|悬挂|印制)(?:了|各类|各种|法治|法律|普法|宣传)*(?:资料|材料|手册|折页|横幅|标语|海报|传单|宣传单|宣传品)(?:共|约|达|累计)?$"
)
_RATE = re.compile(r"[^\W\d]率(?:均|都)?(?:为|达|达到|达到了|保持在|是)?$")
_CHANGED = re.compile(r"提高|提升|上升|增加|增长|下降|降低|减少|回落|高|低|升|降")
_FROM = re.compile(
    r"(?:由|从)[^，。；]{0,12}?(\d+(?:\.\d+)?)[%％](?:提高|提升|上升|下降|降低|增加|降|升)(?:到|至)了?(\d+(?:\.\d+)?)[%％]，?(?:同比|共)?(?:提高|提升|上升|下降|降低|增加)了?(\d+(?:\.\d+)?)[%％]"
)
_SAME = 0.8
_LEAST = 10
"""Smaller counts are alike by chance."""
_MOST = 40
"""Equal counts that are compared, which keeps a hostile text within bounds."""


def _slips(report: Report) -> Iterator[ReviewFinding]:
    for context in report.prepared.contexts:
        mention = context.mention
        before = context.own.split("，")[-1]
        if mention.unit == "人次" and _STOCK.search(before):
            yield _finding(report, context, "是人数还是人次", fix=mention.text.replace("人次", "人"))
        elif mention.unit in ("人", "人次", "名") and _MATERIAL.search(context.own):
            yield _finding(report, context, "宣传材料不按人计")
        elif mention.unit == "百分点" and _RATE.search(context.own) and not _CHANGED.search(context.own):
            fix = re.sub(r"个?百分点", "%", mention.text)
            yield _finding(report, context, "比率本身用%，变化才用百分点", fix=fix)


def _points(report: Report) -> Iterator[ReviewFinding]:
    """Yield changes of a rate that are given in % where the two rates show points: 由95%提高到98%，提高3%."""
    for found in _FROM.finditer(report.text):
        low, high, change = map(Decimal, found.groups())
        if abs(high - low) == change:
            for mention in report.prepared.of_kind(Kind.PERCENT):
                if mention.span.start == found.start(3):
                    message = f"两个比率相差{change}个百分点，不是{mention.text}"
                    yield report.finding("N111", mention.span, message, fix=f"{change}个百分点")


def _two_units(report: Report) -> Iterator[ReviewFinding]:
    """Yield one count that is once of people and once of attendances."""
    counted: dict[Decimal, list[Context]] = {}
    for context in report.prepared.contexts:
        if context.mention.unit in ("人", "名", "人次") and context.value and context.value >= _LEAST:
            counted.setdefault(context.value, []).append(context)
    for same in counted.values():
        for one, other in combinations(same[:_MOST], 2):
            units = {"人" if unit == "名" else unit for unit in (one.mention.unit, other.mention.unit)}
            if units == {"人", "人次"} and _agree(one, other):
                message = f"同一事项的单位不一致：{one.mention.text}和{other.mention.text}"
                related = [report.prepared.evidence(other.mention)]
                yield report.finding("N111", one.mention.span, message, related=related)


def _agree(one: Context, other: Context) -> bool:
    mine, theirs = features(one.own), features(other.own)
    return len(mine & theirs) >= _SAME * max(len(mine), len(theirs), 4)


def _finding(report: Report, context: Context, why: str, *, fix: str | None = None) -> ReviewFinding:
    message = f"单位请核实：{context.own.strip('，、 ')}{context.mention.text}（{why}）"
    return report.finding("N111", context.mention.span, message, fix=fix)


CHECKS = (Check(("N111",), _slips), Check(("N111",), _points), Check(("N111",), _two_units))
