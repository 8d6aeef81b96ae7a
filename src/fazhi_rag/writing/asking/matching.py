"""How well a passage answers a question: weighted character coverage, no segmenter, no model.

A character of a question's content word counts as covered when it stands in a bigram that the passage holds
too; it weighs what its rarest bigram weighs among the passages in scope, and what `content` says of its word.
Coverage is between 0 and 1 and absolute: what nothing in scope says lowers it, which is what an abstention
rests on.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Sequence
from functools import lru_cache

from fazhi_rag.numbers.synonyms import canonicalise, say_as_written
from fazhi_rag.writing.asking.content import Aspect, Run, blank_asking, read_aspects, read_whole
from fazhi_rag.writing.asking.everyday import fold_names, say_plainly
from fazhi_rag.writing.asking.spelling import mend

_RUN = re.compile(r"[^\W_]{2,}")
_BY_TWO = 0.7
_ONE_ASPECT = 0.85
_SHORTER = 0.85
"""Worth of the thesaurus's wording where it says less than the question: 普法资料 → 资料."""
_RELATED = 0.4
"""Credit for a word of the field that the passage does not say, but whose topic it is about."""


def segments(focus: str) -> tuple[str, ...]:
    """Cut a question into its content segments: 如何开展矛盾纠纷调解 → (矛盾纠纷调解,)."""
    return tuple(_RUN.findall(blank_asking(focus)))


def bigrams(text: str) -> list[str]:
    """Return the character bigrams of `text`."""
    return [text[i : i + 2] for i in range(len(text) - 1)]


class Matcher:
    """Scores texts against one question, as written and in the thesaurus's wording, whichever fits better."""

    def __init__(self, focus: str, texts: Sequence[str], *, of_reports: bool = True) -> None:
        whole = "\n".join(texts)
        focus = say_plainly(focus, whole)
        bare = say_as_written(mend(blank_asking(focus, of_reports=of_reports), whole), whole)
        read = read_aspects if of_reports else read_whole
        canonical = [own_words(text) for text in texts]
        self._written = _Wording(read(bare, whole), texts)
        shorter = _RUN.sub(lambda run: canonicalise(run.group()), bare)
        self._own = _Wording(read(fold_names(shorter), "\n".join(canonical)), canonical)
        self._kept = 1.0 if _length(shorter) >= _length(bare) else _SHORTER

    @property
    def segments(self) -> tuple[str, ...]:
        """What the question names, as far as it can be looked for."""
        return tuple(run.text for aspect in self._written.aspects for run in aspect)

    @property
    def topics(self) -> frozenset[str]:
        """The topics its words speak for."""
        runs = (run for aspect in self._written.aspects for run in aspect)
        return frozenset().union(*(word.topics for run in runs for word in run.words))

    def coverage(self, text: str, topics: Collection[str] = ()) -> float:
        """Share of the question's weight that `text` covers, 0 to 1; 0 for a question without content.

        `topics` are what the text is about. Where a question asks about several things side by side, a text
        may answer one of them: it then counts as `_ONE_ASPECT` of what it covers of that one.
        """
        return max(
            self._written.coverage(text, topics), self._kept * self._own.coverage(own_words(text), topics)
        )


@lru_cache(4096)
def own_words(text: str) -> str:
    """A text in the thesaurus's words and one everyday name a thing."""
    return fold_names(canonicalise(text))


def _length(bare: str) -> int:
    return sum(len(run) for run in _RUN.findall(bare))


class _Wording:
    """One wording of the question, with bigram weights from the texts in scope in the same wording."""

    def __init__(self, aspects: tuple[Aspect, ...], texts: Sequence[str]) -> None:
        self.aspects = aspects
        self._n = len(texts)
        runs = {run for aspect in aspects for run in aspect}
        wanted = {pair for run in runs for pair in bigrams(run.text)}
        self._frequency = Counter(pair for text in texts for pair in wanted if pair in text)
        self._weights = {run: self._weigh(run) for run in runs}

    def _weigh(self, run: Run) -> tuple[float, ...]:
        """The weight of each character: the inverse document frequency of its rarest bigram."""
        pairs = [math.log((self._n + 1) / (self._frequency[pair] + 0.5)) for pair in bigrams(run.text)]
        return tuple(max(pairs[max(i - 1, 0) : i + 1], default=0.0) for i in range(len(run.text)))

    def coverage(self, text: str, topics: Collection[str]) -> float:
        each = [self._covered(aspect, text, topics) for aspect in self.aspects]
        return max(sum(each) / len(each), _ONE_ASPECT * max(each)) if each else 0.0

    def _covered(self, aspect: Aspect, text: str, topics: Collection[str]) -> float:
        covered = total = 0.0
        for run in aspect:
            credit, weights = _credit(run.text, text), self._weights[run]
            for word in run.words:
                least = _RELATED if word.topics.intersection(topics) else 0.0
                span = slice(word.start, word.start + len(word.text))
                weight = sum(weights[span])
                got = sum(w * c for w, c in zip(weights[span], credit[span], strict=True)) / (weight or 1.0)
                share = max(got, least)
                covered += weight * word.said * share
                total += weight * (word.said * share + word.missed * (1 - share))
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
