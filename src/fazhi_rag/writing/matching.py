"""How well a passage answers a question: weighted character coverage, no segmenter, no model.

The question is cut into content segments at function words. A character of a segment counts as covered
when it stands in a bigram (or quoted term) that the passage holds too; it weighs what its rarest bigram
weighs among the passages in scope. Coverage is between 0 and 1 and absolute: what nothing in scope says
lowers it, which is what an abstention rests on.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from fazhi_rag.numbers.synonyms import canonicalise

_QUESTION = (
    r"请问|请|帮我|告诉我|介绍|说明|一下|了解|比较|对比|相比|不同|区别|差异|异同|分别|"
    r"一共|总共|合计|共有|共|谁|哪些|哪个|哪几个|哪几|哪|什么时候|什么|怎么样|怎么|怎样|如何|是否|有没有|有无|"
    r"多少|几[个件起宗例人名位次场份条部台家处户间项期卷张册天]?|数量|数字|名字|名称|"
    r"讲了|写了|说了|做了|做|发生了|发生|出现了|出现|参与了|组织了|设了|审查了|承认|算出来|有(?=[哪几多什])|"
    r"方面|主要|数据|有关|相关|关于|具体|各自|自己|事情|事项|这些|那些|它们|里面|里|中的|"
    r"保留[一二三四1234]位小数|(?:场次|次数|件数|人数|户数|家数)(?=$|[？、，和及\s])|(?<=.)率(?=$|[是为（，。？\s])|"
    r"[的了吗呢是在有和与及或对从到把将被由为各、，。？！：；“”‘’《》（）()「」\s　…—\-?!,.:;]"
)
"""Words that ask; they are never what is looked for."""
_GENRE = (
    r"法治政府建设|情况|开展|进行|[一二三四五六七八九十两几\d]+份报告|报告|年度|全年|今年|去年|本年|"
    r"各镇|各乡镇|各地|乡镇|我镇|本镇|全镇|资料库"
)
"""Words that every report holds: in a question to reports they single nothing out."""
_ASKED_OF_REPORTS = re.compile(f"{_GENRE}|{_QUESTION}")
_ASKED_OF_RULES = re.compile(_QUESTION)


_BY_TWO = 0.7


def segments(focus: str, *, of_reports: bool = True) -> tuple[str, ...]:
    """Cut a question into its content segments: 如何开展矛盾纠纷调解 → (矛盾纠纷调解,)."""
    cut = _ASKED_OF_REPORTS if of_reports else _ASKED_OF_RULES
    return tuple(part for part in cut.split(focus) if len(part) > 1)


def bigrams(text: str) -> list[str]:
    """Return the character bigrams of `text`."""
    return [text[i : i + 2] for i in range(len(text) - 1)]


class Matcher:
    """Scores texts against one question, as written and in the thesaurus's wording, whichever fits better."""

    def __init__(self, focus: str, texts: Sequence[str], *, of_reports: bool = True) -> None:
        self.segments = segments(focus, of_reports=of_reports)
        canonical = segments(canonicalise(focus), of_reports=of_reports)
        self._written = _Wording(self.segments, texts)
        self._canonical = _Wording(canonical, [canonicalise(text) for text in texts])

    def coverage(self, text: str) -> float:
        """Share of the question's weight that `text` covers, 0 to 1; 0 for a question without content."""
        return max(self._written.coverage(text), self._canonical.coverage(canonicalise(text)))


class _Wording:
    """One wording of the question, with bigram weights from the texts in scope in the same wording."""

    def __init__(self, parts: tuple[str, ...], texts: Sequence[str]) -> None:
        self.segments = parts
        self._n = len(texts)
        wanted = {pair for part in self.segments for pair in bigrams(part)}
        self._frequency = Counter(pair for text in texts for pair in wanted if pair in text)

    def _weight(self, pair: str) -> float:
        """Inverse document frequency over the texts in scope; a bigram none of them holds weighs most."""
        return math.log((self._n + 1) / (self._frequency[pair] + 0.5))

    @cached_property
    def _weights(self) -> tuple[tuple[float, ...], ...]:
        """For each segment, the weight of each character: that of its rarest bigram."""
        rows = []
        for part in self.segments:
            pairs = [self._weight(pair) for pair in bigrams(part)]
            rows.append(tuple(max(pairs[max(i - 1, 0) : i + 1]) for i in range(len(part))))
        return tuple(rows)

    def coverage(self, text: str) -> float:
        covered = total = 0.0
        for part, weights in zip(self.segments, self._weights, strict=True):
            total += sum(weights)
            covered += sum(w * credit for w, credit in zip(weights, _credit(part, text), strict=True))
        return covered / total if total else 0.0


def _credit(part: str, text: str) -> list[float]:
    """How far each character of `part` is covered: fully in a run of three that `text` holds too, else less.

    A run of two is chance in compounds: 执法…记录 covers little of 执法记录仪.
    """
    credit = [0.0] * len(part)
    for length, worth in ((2, 1.0 if len(part) < 3 else _BY_TWO), (3, 1.0)):
        for i in range(len(part) - length + 1):
            if part[i : i + length] in text:
                credit[i : i + length] = [worth] * length
    return credit
