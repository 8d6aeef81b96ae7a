"""Find the mentions of a text: one pass over numeral characters, a fixed order of readers at each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from fazhi_rag.numbers import amounts
from fazhi_rag.numbers import approx as bounds
from fazhi_rag.numbers.articles import is_article
from fazhi_rag.numbers.classes import fits
from fazhi_rag.numbers.damage import read_damaged
from fazhi_rag.numbers.dates import read_date, read_lunar, read_weekday
from fazhi_rag.numbers.durations import join_durations
from fazhi_rag.numbers.enumerators import (
    CIRCLED,
    Sequence,
    read_enumerator,
    read_first,
    read_ordinal_enumerator,
)
from fazhi_rag.numbers.found import Found
from fazhi_rag.numbers.identifiers import (
    read_article,
    read_code,
    read_document_number,
    read_ordinal,
    read_rank,
)
from fazhi_rag.numbers.lexicon import Word, unit_at
from fazhi_rag.numbers.markers import find_markers
from fazhi_rag.numbers.numerals import plain_forms
from fazhi_rag.numbers.rates import slash_rate
from fazhi_rag.numbers.ratios import read_ratio
from fazhi_rag.numbers.subject import bind
from fazhi_rag.numbers.terms import LONGEST_QUOTED, QUOTE_MARKS, lexicon_word, read_term
from fazhi_rag.types import Approx, Kind, Mention

_CANDIDATE = re.compile(
    rf"[0-9零〇一二三四五六七八九十百千万亿两俩仨廿卅{CIRCLED}]|半(?=[年天个月小日])|几(?=[十百千万亿])|(?<![人次件户总票岁基系指倍位点台册份场天家名条页字分])数(?=[十百千万亿])|双(?=随机)|几(?=[个名次家项条年天件])"
)
_LONE = frozenset("百千万亿")
_RUN = re.compile(r"[0-9]++|[零〇○一二三四五六七八九十百千万亿两俩仨廿卅卌]++|.", re.DOTALL)


def find_mentions(text: str) -> list[Mention]:
    """Return every numeric expression of `text`, in order and without overlap.

    Spans are code points of `text` as given. Facts carry exact values with the scale applied; words that only
    contain a numeral character (进一步, 统一) are not returned. Runs in time proportional to the text.
    """
    plain = plain_forms(text)
    found = join_durations(plain, _merge(_scan(plain), find_markers(plain)))
    bind(plain, found)
    return [item.as_mention(text) for item in found]


def _scan(text: str) -> list[Found]:
    results: list[Found] = []
    sequence, at, floor = Sequence(), 0, 0
    while candidate := _CANDIDATE.search(text, at):
        start = candidate.start()
        item, after = _read(text, start, floor, sequence)
        if item is not None and item.start >= floor and item.end > start:
            results.append(item)
            at = floor = item.end
        else:
            at = max(after, start + 1)
    return results


_CELL_MARKS = frozenset(",\t|")
_CELL = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,6})?(?=[\t|]|,(?![0-9]{3}(?![0-9])))")
"""A bare number between the marks of a table row: no other reader could take it."""


_COUNT = re.compile(r"[0-9]{1,3}(?=[名人次件份户场宗起条项家部台辆张块]|个(?![百基]))")
_LEADS = frozenset(
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-./·第前每周期拜〔[［(（【 +×"
)


def _is_plain_count(text: str, start: int) -> bool:
    """Whether a short Arabic number with a common measure word stands here: only a quantity reads that."""
    return (
        _COUNT.match(text, start) is not None
        and text[start - 1 : start] not in _LEADS
        and QUOTE_MARKS.isdisjoint(text[max(0, start - LONGEST_QUOTED) : start])
        and lexicon_word(text, start) is None
    )


def _read(text: str, start: int, floor: int, sequence: Sequence) -> tuple[Found | None, int]:
    """Return the mention at `start`, or None and where to go on."""
    if (cell := _CELL.match(text, start)) and text[start - 1 : start] in _CELL_MARKS and start:
        return Found(start, cell.end(), Kind.QUANTITY, Decimal(cell[0])), cell.end()
    if _is_plain_count(text, start) and (count := read_quantity(text, start)):
        return count, count.end
    item = read_damaged(text, start) or read_document_number(text, start, floor)
    item = item or read_enumerator(text, start, sequence) or read_ordinal_enumerator(text, start)
    if item:
        return item, item.end
    if lunar := read_lunar(text, start):
        return lunar, lunar.end
    word = lexicon_word(text, start)
    if word is not None and _counts_noun_before(text, start, word):
        word = None
    if word is not None and set(word.text) <= _LONE and bounds.before(text, start)[1] is not Approx.EXACT:
        word = None  # 突破千万 states an amount, 千万要注意 does not
    if word is not None and word.kind is None and _is_hedged_count(text, start, word):
        word = None
    item = read_term(text, start, word)
    if (
        word is not None
        and word.kind is None
        and (item is None or item.end <= start - word.offset + len(word.text))
    ):
        return None, start - word.offset + len(word.text)
    item = item or _read_after_lead(text, start) or read_date(text, start)
    item = item or read_ratio(text, start) or read_code(text, start) or read_quantity(text, start)
    run = _RUN.match(text, start)
    return item, run.end() if run else start + 1


def _is_hedged_count(text: str, start: int, word: Word) -> bool:
    """Whether an approximator or 翻 makes a word a count: 近百家, 翻一番, against 百家 in 百家争鸣."""
    if word.offset or len(word.text) != 2:
        return False
    if word.text == "一番":
        return text[start - 1 : start] == "翻" or text[max(0, start - 2) : start] == "翻了"
    hedged = word.text[0] in _LONE and unit_at(word.text, 1) is not None
    return hedged and bounds.before(text, start)[1] is not Approx.EXACT


def _counts_noun_before(text: str, start: int, word: Word) -> bool:
    """Whether a word is a count of the noun right before it: 锦旗两面, against 两面 in 两面派."""
    unit = unit_at(word.text, 1) if word.kind is None and word.offset == 0 and len(word.text) == 2 else None
    noun = text[max(0, start - 4) : start]
    return unit is not None and fits(unit[0], noun) and not _is_han(text[start + 2 : start + 3])


def _read_after_lead(text: str, start: int) -> Found | None:
    """Read what the character before the numeral announces: 第, 前, 周."""
    match text[start - 1 : start]:
        case "第":
            return read_article(text, start) or read_ordinal(text, start)
        case "头":
            return read_first(text, start)
        case "前":
            return read_rank(text, start)
        case "周" | "期" | "拜":
            return read_weekday(text, start)
        case " ":
            return read_ordinal(text, start)
    return None


_MONEY = {"￥": "元", "¥": "元", "$": "美元", "€": "欧元", "£": "英镑"}


def read_quantity(text: str, start: int) -> Found | None:
    """Read the counted amount at `start`; None where the numeral counts nothing."""
    amount = amounts.read_amount(text, start)
    if amount is None:
        return None
    unit = amount.unit
    if amount.value is None:
        return Found(amount.start, amount.end, Kind.OTHER, None, unit.name if unit else None, Approx.ABOUT)
    if not (_counts_with_unit(text, amount) if unit else _counts_alone(text, amount)):
        return None
    unit_name = unit.name if unit else None
    if unit_name is None and (money := _MONEY.get(text[amount.start - 1 : amount.start])):
        amount.start, unit_name = amount.start - 1, money
    kind = Kind.ORDINAL if amount.word == "级" and amount.digits in ("一", "二", "1", "2") else Kind.QUANTITY
    found = Found(amount.start, amount.end, kind, amount.value, unit_name, amount.approx)
    slash_rate(text, found)
    return found


def _counts_with_unit(text: str, amount: amounts.Amount) -> bool:
    if amounts.lone_scale(amount.digits):
        hedged = amount.approx is not Approx.EXACT
        return hedged or (len(amount.digits) > 1 and amount.word in ("元", "人", "人次", "吨", "亩", "美元"))
    if amount.digits == "一" and text[amount.start - 1 : amount.start] == "无":
        return False  # 无一例 is a zero: see `markers`
    if amount.digits == "一" and is_article(text, amount.start, amount.end, amount.word):
        return False
    loose = amount.unit is not None and amount.unit.loose and _is_loose(amount.word)
    return not (loose and amount.digits == "一")


def _is_loose(word: str) -> bool:
    found = unit_at(word, 0)
    return found is not None and found[1].loose


def _counts_alone(text: str, amount: amounts.Amount) -> bool:
    """A numeral without a measure word counts when it is Arabic, of several characters, or alone."""
    if amount.arabic:
        return True
    if amounts.lone_scale(amount.digits):
        return amount.approx is not Approx.EXACT
    if len(amount.digits) > 1 and set(amount.digits) & set("十百千万亿"):
        return True
    before, after = text[amount.start - 1 : amount.start], text[amount.end : amount.end + 1]
    return (
        isinstance(amount.value, Decimal)
        and not (_is_han(before) or _is_han(after))
        and "、" not in (before, after)
    )


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _merge(numerals: list[Found], markers: Iterable[Found]) -> list[Found]:
    """Put the two ordered streams together; a numeral wins over a marker it overlaps."""
    merged: list[Found] = []
    at = 0
    for marker in markers:
        while at < len(numerals) and numerals[at].start < marker.end:
            merged.append(numerals[at])
            at += 1
        if not merged or merged[-1].end <= marker.start:
            merged.append(marker)
    return merged + numerals[at:]
