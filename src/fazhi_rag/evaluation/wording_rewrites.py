"""Faithful rewrites around the number: sentences merged, split, shuffled; synonyms, names, years, marks."""

from __future__ import annotations

import re
from random import Random

from fazhi_rag.evaluation.edits import word_tables
from fazhi_rag.evaluation.number_rewrites import edit_labels
from fazhi_rag.evaluation.suites import GroundingCase
from fazhi_rag.types import Kind

_INHERITS = re.compile(
    "其中|含|另有|分别|尚有|其余|均|比|较|占|同比|增长|下降|由|至|上年|下半年|镇级|实到|合格|成功"
)
"""How a clause begins that takes its subject from the one before it."""
_FRAMES = re.compile(r"截至|月|季度|期间|半年|\d年|上年|当天|以来|年内|明年|每年|日")
"""Words that set the time for the clauses after them."""
_YEAR_WORDS = {
    "今年以来": "{}年以来",
    "今年": "{}年",
    "本年度": "{}年度",
    "全年": "{}年全年",
    "一年来": "{}年",
}


def copy(case: GroundingCase, draw: Random) -> str | None:
    """The text itself, verbatim."""
    return case.text


def synonym(case: GroundingCase, draw: Random) -> str | None:
    """A word of the subject gives way to a synonym: 化解→调处."""
    for one, other in word_tables()["synonyms"]:
        for old, new in ((one, other), (other, one)):
            if old in case.text and new not in case.text and old not in new and new not in old:
                return case.text.replace(old, new)
    return None


def merged(case: GroundingCase, draw: Random) -> str | None:
    """Sentences become clauses of one: 。→，."""
    text = case.text.rstrip("。").replace("。", "，") + "。"
    return text if text != case.text else None


def _own_heads(case: GroundingCase) -> list[str] | None:
    """The clauses of a text where each names its own subject and no period frames the others."""
    clauses = re.split(r"[，；。]", case.text.rstrip("。"))
    fit = all(not _INHERITS.match(c) and not _FRAMES.search(c) and len(c) > 4 for c in clauses)
    return clauses if fit and len(clauses) > 1 else None


def split_sentences(case: GroundingCase, draw: Random) -> str | None:
    """Clauses become sentences: ，→。."""
    clauses = _own_heads(case)
    return "。".join(clauses) + "。" if clauses else None


def lone_clause(case: GroundingCase, draw: Random) -> str | None:
    """One clause that holds a number, alone."""
    clauses = [clause for clause in _own_heads(case) or [] if re.search(r"\d", clause)]
    return draw.choice(clauses) + "。" if clauses else None


def shuffled(case: GroundingCase, draw: Random) -> str | None:
    """The clauses in another order."""
    clauses = _own_heads(case)
    if clauses is None:
        return None
    order = clauses[1:] + clauses[:1]
    return "，".join(order) + "。"


def dropped_words(case: GroundingCase, draw: Random) -> str | None:
    """Adverbs that carry nothing are left out: 积极开展→开展."""
    text = case.text
    for word in word_tables()["fillers"]:
        text = text.replace(word, "")
    return text if text != case.text else None


def named(case: GroundingCase, draw: Random) -> str | None:
    """我镇→the township's name, or the name in front: 渠马镇…."""
    if case.township is None or case.township in case.text:
        return None
    own = _ours(case.township)
    return case.text.replace(own, case.township) if own in case.text else f"{case.township}：{case.text}"


def pronoun(case: GroundingCase, draw: Random) -> str | None:
    """The township's name→我镇."""
    own = case.township
    if own is None or own not in case.text or "《" in case.text:
        return None
    return case.text.replace(own, _ours(own))


def _ours(township: str) -> str:
    """我镇, 我乡, 我街道."""
    return "我" + ("街道" if township.endswith("街道") else township[-1])


def dated(case: GroundingCase, draw: Random) -> str | None:
    """今年→the report's year, 全年→2024年全年, or the year in front."""
    if case.year is None or re.search(r"\d{4}年|明年", case.text):
        return None
    for word, new in _YEAR_WORDS.items():
        if word in case.text:
            return case.text.replace(word, new.format(case.year), 1)
    return f"{case.year}年，{case.text}"


def this_year(case: GroundingCase, draw: Random) -> str | None:
    """今年 in front of a text that names no time."""
    timed = _FRAMES.search(case.text) or any(word in case.text for word in _YEAR_WORDS)
    return None if case.year is None or timed else f"今年，{case.text}"


def quotation_marks(case: GroundingCase, draw: Random) -> str | None:
    """“三项制度”→三项制度 and back."""
    if "“" in case.text:
        return case.text.replace("“", "").replace("”", "")
    return edit_labels(case, lambda label: f"“{label.text}”" if label.kind is Kind.NAMED_TERM else None)


def half_width_marks(case: GroundingCase, draw: Random) -> str | None:
    """，→, （→(: the punctuation of another keyboard."""
    return case.text.translate(str.maketrans("，；：（）", ",;:()"))
