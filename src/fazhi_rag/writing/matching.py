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

_FUNCTION = re.compile(
    r"请问|请|帮我|不同|区别|差异|异同|数量|数字|告诉我|介绍|说明|一下|了解|比较|对比|相比|分别|一共|总共|合计|共有|共|谁|"
    r"哪些|哪个|哪几个|哪几|哪|什么|怎么样|怎么|怎样|如何|是否|有没有|有无|多少|"
    r"几(?=[个件起宗例人名位次场份条部台家处户间项期卷张册天])[个件起宗例人名位次场份条部台家处户间项期卷张册天]|几|"
    r"情况|开展|进行|方面|主要|数据|有关|相关|关于|具体|各自|做了|做|事情|事项|这些|那些|它们|自己|承认|名字|名称|"
    r"[一二三四五六七八九十两几\d]+份报告|报告|年度|全年|今年|去年|本年|各镇|各乡镇|各地|乡镇|我镇|本镇|全镇|资料库|"
    r"里面|里|中的|算出来|保留[一二三四1234]位小数|发生了|发生|出现了|出现|参与了|组织了|设了|审查了|有(?=[哪几多什])|工作|"
    r"(?<=.)率(?=$|[是为（，。？\s])|"
    r"[的了吗呢是在有和与及或对从到把将被由为各、，。？！：；“”‘’《》（）()「」\s　…—\-?!,.:;]"
)


def segments(focus: str) -> tuple[str, ...]:
    """Cut a question into its content segments: 渠马镇…如何开展矛盾纠纷调解 → (矛盾纠纷调解,)."""
    return tuple(part for part in _FUNCTION.split(focus) if part and len(part) > 1)


def bigrams(text: str) -> list[str]:
    """Return the character bigrams of `text`."""
    return [text[i : i + 2] for i in range(len(text) - 1)]


class Matcher:
    """Scores texts against one question, as written and in the thesaurus's wording, whichever fits better."""

    def __init__(self, focus: str, texts: Sequence[str]) -> None:
        self.segments = segments(focus)
        self._written = _Wording(focus, texts)
        self._canonical = _Wording(canonicalise(focus), [canonicalise(text) for text in texts])

    def coverage(self, text: str) -> float:
        """Share of the question's weight that `text` covers, 0 to 1; 0 for a question without content."""
        return max(self._written.coverage(text), self._canonical.coverage(canonicalise(text)))


class _Wording:
    """One wording of the question, with bigram weights from the texts in scope in the same wording."""

    def __init__(self, focus: str, texts: Sequence[str]) -> None:
        self.segments = segments(focus)
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
            covered += sum(weight for weight, hit in zip(weights, _covered(part, text), strict=True) if hit)
        return covered / total if total else 0.0


def _covered(part: str, text: str) -> list[bool]:
    """Which characters of `part` stand in a bigram that `text` holds too."""
    seen = [False] * len(part)
    for i, pair in enumerate(bigrams(part)):
        if pair in text:
            seen[i] = seen[i + 1] = True
    return seen
