"""Which line of a page is what in an official document: head, title, 主送, body, signature, 附件."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from fazhi_rag.reading.frame import read_tail
from fazhi_rag.rendering.letterhead import Attachment, Letterhead, print_date
from fazhi_rag.rendering.page import Line, Page, Piece, cut_lines
from fazhi_rag.rendering.titles import break_title
from fazhi_rag.rendering.wording import printable
from fazhi_rag.types import Value


class Role(StrEnum):
    """What a paragraph is. A gap is a blank line."""

    MARK = "mark"
    REFERENCE = "reference"
    TITLE = "title"
    UNDER_TITLE = "under_title"
    ADDRESSEE = "addressee"
    BODY = "body"
    TABLE_ROW = "table_row"
    ATTACHMENTS = "attachments"
    ISSUER = "issuer"
    DATE = "date"
    ATTACHMENT_LABEL = "attachment_label"
    IMPRINT = "imprint"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Block(Value):
    """One paragraph of the Word file."""

    role: Role
    line: Line

    @property
    def text(self) -> str:
        """The paragraph as it must read back."""
        return printable("".join(piece.text for piece in self.line.heading + self.line.body))


_MOST_FRONT_LINES = 8
_LONGEST_FRONT_LINE = 60
_TITLE_END = re.compile(r"(?:报告|情况|总结|汇报|要点|方案|通知|计划|意见)(?:[（(][^（()）]{1,20}[）)])?\Z")
_DOC_NUMBER = re.compile(
    r"(?:发文字号|文号)?[：:]?[\u4e00-\u9fffA-Za-z]{2,15}[〔\[（(【]20\d\d[〕\]）)】]第?\d{1,5}号"
)
_NUMBER_BLANK = re.compile(r"【待[补核]：[^】]*文号[^】]*】")
_DATE_BLANK = re.compile(r"【待[补核]：[^】]*(?:日期|时间)[^】]*】")
_PROSE = re.compile(r"。|如下[：:]\Z")
_DATE_LINE = re.compile(r"[（(]?(?:20|二[〇○O零])[^。，：]{2,12}[日月][）)]?")


@dataclass(frozen=True, slots=True)
class _Parts:
    """The lines of a page by what they are."""

    title: tuple[Line, ...]
    number: tuple[Line, ...]
    under_title: tuple[Line, ...]
    addressee: tuple[Line, ...]
    body: tuple[Line, ...]
    issuers: tuple[Line, ...]
    date: tuple[Line, ...]


def lay_out(page: Page, letterhead: Letterhead) -> tuple[Block, ...]:
    """Return the paragraphs of the page in order. What the letterhead says replaces what the text says."""
    parts = _read_parts(cut_lines(page))
    number = () if letterhead.doc_number else parts.number
    addressee = (_plain(f"{letterhead.addressee}："),) if letterhead.addressee else parts.addressee
    issuers = tuple(map(_plain, letterhead.issuers)) or parts.issuers
    if letterhead.sealed and letterhead.issuers:
        # Sealed, several issuers stand side by side (§7.3.5.1).
        issuers = (_plain("  ".join(letterhead.issuers)),)
    date = (_plain(print_date(letterhead.date)),) if letterhead.date else parts.date
    title = parts.title or tuple(_plain(page.title) for _ in (page.title,) if page.title.strip())
    blocks = [
        *_head(letterhead),
        *_blocks(Role.TITLE, (line for whole in title for line in _break(whole))),
        *_blocks(Role.UNDER_TITLE, (*number, *parts.under_title)),
        *(_gaps(1) if title else ()),
        *_blocks(Role.ADDRESSEE, addressee),
        *(_body_block(line) for line in parts.body),
        *_named(letterhead.attachments),
        *(_gaps(2 if letterhead.sealed else 1) if issuers or date else ()),
        *_blocks(Role.ISSUER, issuers),
        *_blocks(Role.DATE, date),
    ]
    return (*blocks, *_attached(letterhead.attachments), *_blocks(Role.IMPRINT, _imprint(letterhead)))


def _plain(text: str) -> Line:
    return Line(0, (), (Piece(" ".join(printable(text).split("\n"))),))


def _blocks(role: Role, lines: Iterable[Line]) -> list[Block]:
    return [Block(role, line) for line in lines]


def _gaps(count: int) -> list[Block]:
    return [Block(Role.GAP, Line(0, (), ()))] * count


def _body_block(line: Line) -> Block:
    return Block(Role.TABLE_ROW if "\t" in _text(line) else Role.BODY, line)


def _text(line: Line) -> str:
    return "".join(piece.text for piece in line.heading + line.body)


def _head(letterhead: Letterhead) -> list[Block]:
    """The red head: issuers, two blank lines, number and signer over the red line, two blank lines."""
    if not letterhead.doc_number:
        return []
    issuers = letterhead.issuers
    marks = [f"{issuers[0]}文件"] if len(issuers) == 1 else list(issuers)
    signer = f"\t签发人：{letterhead.signer}" if letterhead.signer else ""
    return [
        *_blocks(Role.MARK, map(_plain, marks)),
        *_gaps(2),
        Block(Role.REFERENCE, _plain(f"{letterhead.doc_number}{signer}")),
        *_gaps(2),
    ]


def _named(attachments: tuple[Attachment, ...]) -> list[Block]:
    """The list of 附件 under the body: numbered where there are several, no final punctuation."""
    titles = [attachment.title.strip("。；; ") for attachment in attachments]
    if len(titles) > 1:
        titles = [f"{at}. {title}" for at, title in enumerate(titles, 1)]
    lines = [_plain(f"附件：{title}" if at == 0 else title) for at, title in enumerate(titles)]
    return [*_gaps(1), *_blocks(Role.ATTACHMENTS, lines)] if lines else []


def _attached(attachments: tuple[Attachment, ...]) -> Iterator[Block]:
    """Yield the 附件 that have a text: label top left on a new page, title on the third line."""
    for at, attachment in enumerate(attachments, 1):
        if not attachment.text.strip():
            continue
        label = f"附件{at}" if len(attachments) > 1 else "附件"
        yield Block(Role.ATTACHMENT_LABEL, _plain(label))
        yield from _gaps(1)
        yield from _blocks(Role.TITLE, map(_plain, break_title(attachment.title)))
        yield from _gaps(1)
        yield from map(_body_block, cut_lines(Page("", attachment.text, ())))


def _imprint(letterhead: Letterhead) -> Iterator[Line]:
    """Yield the lines of the 版记 at the foot of the last page (§7.4): 抄送, then 印发机关 and 印发日期."""
    if letterhead.copied_to:
        yield _plain(f"抄送：{'，'.join(name.strip('，。； ') for name in letterhead.copied_to)}。")
    printed = f"{print_date(letterhead.printed_on)}印发" if letterhead.printed_on else ""
    if told := "\t".join(part for part in (letterhead.printed_by, printed) if part):
        yield _plain(told)


def _read_parts(lines: tuple[Line, ...]) -> _Parts:
    opening = _opening(lines)
    front, rest = lines[:opening], lines[opening:]
    numbers = tuple(line for line in front if _is_number(_text(line)))
    dates = tuple(line for line in front if _DATE_LINE.fullmatch(_text(line)))
    addressee = tuple(line for line in front if _text(line).endswith(("：", ":")))
    title = tuple(line for line in front if line not in (*numbers, *dates, *addressee))
    end, dated = _closing(rest)
    return _Parts(title, numbers, dates, addressee, rest[:end], rest[end:dated], rest[dated:])


def _is_number(text: str) -> bool:
    return bool(_DOC_NUMBER.fullmatch(text) or _NUMBER_BLANK.fullmatch(text))


def _opening(lines: tuple[Line, ...]) -> int:
    """Return how many lines stand before the body: none, unless a title is among them."""
    count, titled = 0, False
    for line in lines[:_MOST_FRONT_LINES]:
        text = _text(line)
        addressed = text.endswith(("：", ":"))
        if line.level or "。" in text or len(text) > _LONGEST_FRONT_LINE or _PROSE.search(text):
            break
        # Once the title is complete, only 文号, date and 主送 follow it.
        if titled and not (addressed or _is_number(text) or _DATE_LINE.fullmatch(text)):
            break
        titled = titled or bool(_TITLE_END.search(text))
        count += 1
        if addressed:
            break
    return count if titled or (count and _text(lines[count - 1]).endswith(("：", ":")) and count == 1) else 0


def _closing(lines: tuple[Line, ...]) -> tuple[int, int]:
    """Return where the issuers and where the date begin, counted in lines."""
    end = len(lines)
    dated = end - 1 if end and _DATE_BLANK.fullmatch(_text(lines[-1])) else end
    text = "\n".join(_text(line) for line in lines[:dated])
    tail = read_tail(text)
    start = text[: tail.start].count("\n") if tail.start < len(text) else dated
    if tail.issue_date and dated == end:
        dated = end - 1
    return min(start, dated), dated


def _break(line: Line) -> Iterator[Line]:
    """Yield the lines of a title, its pieces cut where it breaks."""
    pieces = list(line.body)
    for text in break_title(_text(line)):
        taken, missing = [], len(text)
        while missing:
            piece = pieces.pop(0)
            taken.append(replace(piece, text=piece.text[:missing]))
            if rest := piece.text[missing:]:
                pieces.insert(0, replace(piece, text=rest))
            missing -= len(taken[-1].text)
        yield Line(0, (), tuple(taken))
