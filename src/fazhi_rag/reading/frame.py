"""What frames a report: title, document number and addressee in front, signature and date behind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from fazhi_rag.reading.numerals import find_date

_MOST_LINES = 12
_LONGEST_TITLE_LINE = 110
_ANNOUNCES = ("如下：", "如下:", "如下")
_DOC_NUMBER = re.compile(
    r"(?:发文字号|文号|文件编号)?[：: ]*"
    r"(?P<number>[\u4e00-\u9fffA-Za-z]{2,15}[〔\[（(【]20\d\d[〕\]）)】] ?第?\d{1,5}号)"
    r"(?:[ \u3000]*签发人[：:].{0,20})?"
)
_ISSUER = re.compile(
    r"[\u4e00-\u9fff]{2,15}?[县区市旗]人民政府[\u4e00-\u9fff]{2,12}?街道办事处"
    r"|(?:中共)?[\u4e00-\u9fff]{2,24}?(?:人民政府|委员会|办事处|党工委|党委|人大主席团|司法所|管委会)"
)
_RED_HEAD = re.compile(rf"(?:{_ISSUER.pattern})文件")
"""The line at the top of an issued document: 渠马镇人民政府文件."""
_IMPRINT = re.compile(r"(?:抄送|抄报|分送)[：:]|.{0,40}印发$")
"""The lines below the signature that say who else gets it, and who printed it when."""
_BETWEEN_ISSUERS = re.compile(r"[ 、和]+")
_ADDRESSEE = re.compile(r"(?P<to>[^。；：:]{2,60}(?:委|政府|会|室|办|局|小组|单位|部门|人大|代表))[：:]")
_TITLE_END = re.compile(
    r"(?:报告|情况|总结|汇报|要点|方案|通知|计划|意见|办法|规定|条例)"
    r"(?:[（(][^（()）]{1,20}[）)])?[”》]?\Z"
)
_FURNITURE = re.compile(
    r"[\[【]? ?(?:索引号|信息索引号|发文字号|文件编号|主题分类|体裁分类|发布机构|有效性|成文日期|发布日期"
    r"|发布时间|来源|浏览|访问|点击|字体|打印|分享|公开方式|公开类别|信息名称|首页|当前位置)"
)


@dataclass(frozen=True, slots=True)
class Head:
    """The lines before the body."""

    title: str | None
    doc_number: str | None
    addressee: str | None
    issuers: tuple[str, ...]
    issue_date: date | None
    opening: str
    """The first paragraph."""


@dataclass(frozen=True, slots=True)
class Tail:
    """The signature; `start` is the offset where it begins, the length of the text where there is none."""

    start: int
    issuers: tuple[str, ...] = ()
    issue_date: date | None = None


def read_head(text: str, *, end: int) -> Head:
    """Read the title block in `text[:end]`, the text before the first heading."""
    lines = [line for line in text[:end].split("\n", _MOST_LINES + 1)[: _MOST_LINES + 1] if line]
    block = [line for line in lines if not (_FURNITURE.match(line) or _RED_HEAD.fullmatch(line))]
    opening = next((index for index, line in enumerate(block) if _is_prose(line)), len(block))
    front = block[:opening]
    addressees = [found["to"] for line in front if (found := _ADDRESSEE.fullmatch(line))]
    numbers = [found["number"] for line in lines if (found := _DOC_NUMBER.fullmatch(line))]
    title, issuers = _title([line for line in front if _may_be_title(line)])
    dates = [when[0] for line in front if (when := find_date(line)) and when[2] - when[1] >= len(line) - 4]
    return Head(
        title,
        numbers[0] if numbers else None,
        addressees[0] if addressees else None,
        issuers,
        dates[0] if dates else None,
        block[opening] if opening < len(block) else "",
    )


def read_tail(text: str) -> Tail:
    """Read the signature in the last lines of `text`."""
    start = len(text)
    issuers: list[str] = []
    issued: date | None = None
    for line_start, line in _last_lines(text):
        if start == len(text) and _IMPRINT.match(line):
            continue
        rest, when = _without_date(line)
        names = _split_issuers(rest)
        if not names and (rest or when is None):
            break
        start, issued = line_start, when or issued
        issuers = names + issuers
    return Tail(start, tuple(issuers), issued)


def _split_issuers(line: str) -> list[str]:
    """Return the bodies a line consists of: 中共渠马镇委员会 渠马镇人民政府; none if it says more."""
    issuers = []
    for piece in _BETWEEN_ISSUERS.split(line.strip()):
        found = [match[0] for match in _ISSUER.finditer(piece)]
        if "".join(found) != piece:
            return []
        issuers += found
    return issuers


def _is_prose(line: str) -> bool:
    return "。" in line or len(line) > _LONGEST_TITLE_LINE or line.endswith(_ANNOUNCES)


def _may_be_title(line: str) -> bool:
    if _DOC_NUMBER.fullmatch(line) or _ADDRESSEE.fullmatch(line) or line.endswith(("：", ":")):
        return False
    when = find_date(line)
    return when is None or when[2] - when[1] < len(line) - 4


def _title(lines: list[str]) -> tuple[str | None, tuple[str, ...]]:
    """Join the lines of the title; whoever stands above 关于…, or in front of it, issued the report.

    A page prints its title up to three times: the first one that is complete counts.
    """
    issuers: list[str] = []
    title = ""
    for line in lines:
        above = [] if title else _split_issuers(line)
        issuers += above
        title += "" if above else line
        if _TITLE_END.search(title):
            break
    if issuers and title.startswith("关于"):
        title = " ".join(dict.fromkeys(issuers)) + title
    else:
        issuers += _split_issuers(title.partition("关于")[0])
    return title or None, tuple(dict.fromkeys(issuers))


def _last_lines(text: str, most: int = 6) -> Iterator[tuple[int, str]]:
    """Yield the last lines with their offsets, from the end."""
    end = len(text)
    for _ in range(most):
        start = text.rfind("\n", 0, end) + 1
        if not 0 < start <= end or end - start > _LONGEST_TITLE_LINE:
            return
        yield start, text[start:end]
        end = start - 1


def _without_date(line: str) -> tuple[str, date | None]:
    when = find_date(line)
    if when is None:
        return line, None
    return (line[: when[1]] + line[when[2] :]).strip(" （）()"), when[0]
