"""Operators that tell a number of another time: its period (T1), its rate (R1–R3), a plan as done (Y2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fazhi_rag.evaluation.edits import mark, word_tables
from fazhi_rag.evaluation.suites import GroundingCase, Label
from fazhi_rag.evaluation.told_facts import FRAMES, STOPS, Told, exact, is_count, prints, told_facts
from fazhi_rag.types import Approx, Kind

_PERIOD = re.compile(
    r"(?:截至(?:\d{4}年)?(?:(?!12月)\d{1,2}月(?:\d{1,2}日|底|末)?|[一二三]季度末)|第[一二三四]季度|[一二三四]季度|上半年|下半年"
    r"|\d{1,2}[—至-]\d{1,2}月|前\d{1,2}个月"
    r"|(?:[^，。；：]{0,12}(?:节|日|周|月|清明|国庆|汛期|假|双十一)[”」]?期间))(?![\d日时（])"
)
_SHIFTS = {
    "上半年": "下半年",
    "下半年": "上半年",
    "一季度": "四季度",
    "二季度": "四季度",
    "三季度": "二季度",
    "四季度": "二季度",
}
_NO_TOTAL = re.compile("全年|全市|年内|上年|去年|同比|环比|人均|平均|库存|存量|现有|员工|票价")
_LOWER = (Approx.MORE_THAN, Approx.AT_LEAST)
_UPPER = (Approx.LESS_THAN, Approx.AT_MOST)


def other_period(case: GroundingCase, home: Sequence[GroundingCase]) -> Iterator[str]:
    """T1: what is counted for a stated period is told of the whole year, or of another period."""
    for match in _PERIOD.finditer(case.text):
        if match.start() and case.text[match.start() - 1] not in "，。；：":
            continue
        fact = next((one for one in told_facts(case) if one.label.start >= match.end()), None)
        if fact is None or not is_count(fact) or fact.opened > match.start():
            continue
        between = case.text[match.end() : fact.label.start].removeprefix("还")
        if _PERIOD.search(between) or _NO_TOTAL.search(between) or sum(map(between.count, "，；")) > 2:
            continue
        loose = fact.label.approx in _LOWER and "余" not in fact.label.text
        if loose or _counted_elsewhere(case, fact.label, home):
            continue
        tail = re.match(f"[^{STOPS}]*", case.text[fact.label.end : fact.closed])
        if tail is None or re.search(r"\d", tail[0]):
            continue
        told = f"{between}{mark(fact.label.text)}{tail[0]}。"
        rest = case.text[fact.closed + 1 :]
        yield case.text[: match.start()] + "全年" + told + rest
        yield from (
            case.text[: match.start()] + other + told + rest
            for other in _shifted(match[0])
            if other not in case.text
        )


def _shifted(period: str) -> Iterator[str]:
    """Yield another period of the same sort: 上半年→下半年, 截至11月底→截至8月底."""
    for old, new in _SHIFTS.items():
        if period.endswith(old):
            yield period.removesuffix(old) + new
    month = re.fullmatch(r"(截至)(\d{1,2})(月底|月末)", period)
    if month and int(month[2]) > 4:
        yield f"{month[1]}{int(month[2]) - 3}{month[3]}"


def _counted_elsewhere(case: GroundingCase, label: Label, home: Sequence[GroundingCase]) -> bool:
    """Whether the report prints the number a second time: it could be told of that time, too."""
    others = [peer for peer in home if peer.id != case.id]
    return prints(others, label.text) or sum(one.text == label.text for one in case.mentions) > 1


_RATE = re.compile("每个?(?:半年|季度|日|天|周|月|年)|[日周月年]均")
_LADDER = ("日", "周", "月", "季度", "年")
_EACH = {"天": "日", "每天": "日"}


def _per_of(fact: Told) -> re.Match[str] | None:
    """Return the words of a rate's time in front of its number, where there is one such."""
    found = list(_RATE.finditer(fact.zone)) if fact.label.kind is Kind.RATE else []
    per = fact.label.per or ""
    if re.search("由|几乎|若", fact.zone) or fact.label.role or not fact.own:
        return None
    return (
        found[0]
        if len(found) == 1 and found[0][0].removeprefix("每个").strip("每均").startswith(per)
        else None
    )


def rate_as_total(case: GroundingCase, home: Sequence[GroundingCase]) -> Iterator[str]:
    """R1: a rate is told as a total: 每季度1次→全年1次, 每村3名→全镇共3名. Not at least: that is implied."""
    for fact in told_facts(case):
        match = _per_of(fact)
        if fact.label.approx in _LOWER or (match and match[0] == fact.zone):
            continue
        if match and match[0] not in ("每年", "年均") and "每" not in case.text[fact.clause : fact.start]:
            yield from (
                _with_per(fact, match, total)
                for total in (("全年",) if match[0].endswith("均") else ("全年", "全年共"))
            )
        each = re.match("每个?(?:村|社区|村居)(?![民小（])", fact.zone) if case.township else None
        if each and not re.search("[年月日周]|季度|至少", fact.zone):
            own = "街道" if str(case.township).endswith("街道") else str(case.township)[-1]
            yield _with_per(fact, each, f"全{own}共")


def _with_per(fact: Told, match: re.Match[str], words: str) -> str:
    zone = fact.zone[: match.start()] + words + fact.zone[match.end() :]
    text = fact.case.text
    return text[: fact.start] + zone + mark(fact.label.text) + text[fact.label.end :]


def other_per(case: GroundingCase, home: Sequence[GroundingCase]) -> Iterator[str]:
    """R3: a rate's time is another: 每季度→每月. Of a bound only towards what is not implied."""
    for fact in told_facts(case):
        match = _per_of(fact)
        per = match[0].removeprefix("每个").strip("每均") if match else ""
        per = _EACH.get(per, per)
        if match is None or per not in _LADDER:
            continue
        at = _LADDER.index(per)
        others = [*_LADDER[max(at - 1, 0) : at], *_LADDER[at + 1 : at + 2]]
        for other in others:
            longer = _LADDER.index(other) > at
            implied = fact.label.approx in (_LOWER if longer else _UPPER)
            mean = match[0].endswith("均")
            absurd = other == "日" and fact.label.unit in ("天", "日")
            if (
                not (implied or absurd)
                and not (mean and other in ("季度", "周"))
                and f"每{other}" not in case.text
            ):
                yield _with_per(fact, match, f"{other}均" if mean else f"每{other}")


def total_as_rate(case: GroundingCase, home: Sequence[GroundingCase]) -> Iterator[str]:
    """R2: a year's total is told as a rate: 开展讲座12场→每季度开展讲座12场."""
    verbs = tuple(word_tables()["event_verbs"])
    for fact in told_facts(case):
        zone = re.sub("^(?:全年|累计|年内|共)+", "", fact.zone)
        framed = FRAMES.search(case.text[fact.opened : fact.start]) or FRAMES.search(zone)
        fit = (
            case.township
            and is_count(fact)
            and fact.alone
            and fact.ends
            and (exact(fact) or "余" in fact.label.text)
        )
        if fit and zone.startswith(verbs) and not framed and not re.search("[天日周月季年]", zone):
            rest = case.text[fact.label.end :]
            for per in ("每月", "每季度"):
                yield case.text[: fact.start] + per + zone + mark(fact.label.text) + rest


_PLAN = re.compile(
    r"(?:在|于)?(?:(?:20\d\d|明)年)?(?<![原模])(?:计划|拟|将|预计|力争|争取)(?:于|在)?"
    r"(?:(?:20\d\d|今|明)年)?(?:年底前?|年内)?再?"
)
_AIM = re.compile("(?:力争|争取)([^，。；]*?)(达到?)")


def plan_as_done(case: GroundingCase, home: Sequence[GroundingCase]) -> Iterator[str]:
    """Y2: what is planned is told as done: 2024年计划培训6期→已培训6期."""
    verbs = "|".join(word_tables()["plan_verbs"])
    for fact in told_facts(case):
        planned = case.text[fact.clause : fact.label.start]
        match = _PLAN.search(planned)
        if match is None or _counted_elsewhere(case, fact.label, home) or fact.label.unit == "岁":
            continue
        done = re.match(f"(?:[在为把][^，。；]{{1,12}}?)?(?:新|重点)?(?:{verbs})", planned[match.end() :])
        if aim := _AIM.search(planned):
            told = planned[: aim.start()] + aim[1] + "已" + aim[2] + planned[aim.end() :]
        elif done and is_count(fact):
            told = planned[: match.start()] + "已" + planned[match.end() :]
        else:
            continue
        lead = re.sub(r"20\d\d年", lambda year: _no_later(year[0], case.year), case.text[: fact.clause])
        yield lead + told + mark(fact.label.text) + case.text[fact.label.end :]


def _no_later(year: str, last: int | None) -> str:
    return f"{last}年" if last is not None and int(year[:4]) > last else year
