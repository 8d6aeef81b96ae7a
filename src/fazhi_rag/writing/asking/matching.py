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
from fazhi_rag.numbers.words import ADVERB, COVERB, VERB, words_in
from fazhi_rag.writing.asking.spelling import mend
from fazhi_rag.writing.asking.wording import question_pattern

_MARKS = r"[。？！：“”‘’《》（）()「」\s　…—\-?!,.:;]"
_AND = question_pattern("and")
_ASKED_OF_RULES = re.compile("|".join([question_pattern("asking").pattern, _AND.pattern, _MARKS]))
"""Words that ask are never what is looked for."""
_ASKED_OF_REPORTS = re.compile(f"{question_pattern('genre').pattern}|{_ASKED_OF_RULES.pattern}")
"""Nor are words that every report holds, in a question to reports."""
_SPOKEN = re.compile(
    r"[搞弄做干办去来出上下过起到得着了带给拿跑跟让叫用就又被把将那这要会能可不没怎么变回进掉]+"
)
"""What people say around a thing in speech: 带出来, 下去搞. Where no report says it, it asks for nothing."""
_BY_TWO = 0.7
_ONE_ASPECT = 0.85
_WORK, _LITTLE = "工作", 0.2
"""信访工作 asks about 信访; a text that has the whole word answers a little better."""


def aspects(focus: str) -> list[str]:
    """Cut a question into the things it asks about side by side: 材料发放和海报张贴."""
    return [part for part in _AND.split(focus) if segments(part)] or [focus]


def segments(focus: str, *, of_reports: bool = True) -> tuple[str, ...]:
    """Cut a question into its content segments: 如何开展矛盾纠纷调解 → (矛盾纠纷调解,)."""
    cut = _ASKED_OF_REPORTS if of_reports else _ASKED_OF_RULES
    return tuple(part for part in cut.split(focus) if len(part) > 1)


def bigrams(text: str) -> list[str]:
    """Return the character bigrams of `text`."""
    return [text[i : i + 2] for i in range(len(text) - 1)]


def _kept(focus: str) -> float:
    """Share of the question that the thesaurus's wording of it still says: 普法资料 → 资料 says half."""
    bare, own = "".join(segments(focus)), "".join(segments(canonicalise(focus)))
    return len(own) / len(bare) if bare and own in bare else 1.0


def _without_foreign_verbs(focus: str, whole: str) -> str:
    """Blank the verbs and adverbs that no text in scope holds: people ask in other verbs than reports use.

    Nouns stay: a thing that no text names is what an abstention rests on.
    """
    for token in words_in(focus):
        spoken = token.tag in (VERB, ADVERB, COVERB) or _SPOKEN.fullmatch(token.text)
        if spoken and token.text not in whole:
            focus = focus[: token.start] + "　" * len(token.text) + focus[token.end :]
    return focus


class Matcher:
    """Scores texts against one question, as written and in the thesaurus's wording, whichever fits better."""

    def __init__(self, focus: str, texts: Sequence[str], *, of_reports: bool = True) -> None:
        whole = "\n".join(texts)
        for segment in segments(focus, of_reports=of_reports):
            focus = focus.replace(segment, _without_foreign_verbs(mend(segment, whole), whole))
        self.segments = segments(focus, of_reports=of_reports)
        canonical = [canonicalise(text) for text in texts]
        asked = aspects(focus) if of_reports else [focus]
        self._aspects = [
            (
                _Wording(segments(part, of_reports=of_reports), texts),
                _Wording(segments(canonicalise(part), of_reports=of_reports), canonical),
                _kept(part),
            )
            for part in asked
        ]

    def coverage(self, text: str) -> float:
        """Share of the question's weight that `text` covers, 0 to 1; 0 for a question without content.

        Where a question asks about several things side by side, a text may answer one of them: it then counts
        as `_ONE_ASPECT` of what it covers of that one.
        """
        words = canonicalise(text)
        each = [
            max(written.coverage(text), kept * own.coverage(words)) for written, own, kept in self._aspects
        ]
        return max(sum(each) / len(each), _ONE_ASPECT * max(each))


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
            row = [max(pairs[max(i - 1, 0) : i + 1]) for i in range(len(part))]
            if part.endswith(_WORK) and len(part) > len(_WORK):
                row[-len(_WORK) :] = [weight * _LITTLE for weight in row[-len(_WORK) :]]
            rows.append(tuple(row))
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
