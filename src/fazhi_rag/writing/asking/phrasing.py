"""A model's wording of an answer: sentence by sentence, each checked against the quotations it cites.

The model sees what was quoted and nothing else. A sentence whose numbers do not verify against its own
citations, or that names a township they are not about, is not served: after one repair the quotation is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from pydantic import BaseModel, ConfigDict, Field

from fazhi_rag.errors import UnusableReply
from fazhi_rag.grounding import verify
from fazhi_rag.numbers import sentence_spans
from fazhi_rag.numbers.synonyms import canonicalise
from fazhi_rag.types import Answer, Citation, Finding, Source
from fazhi_rag.writing.asking.composing import Line, Reply
from fazhi_rag.writing.asking.matching import bigrams
from fazhi_rag.writing.model import Model, prompt_budget
from fazhi_rag.writing.prompts import fill_prompt
from fazhi_rag.writing.tokens import take_within

_SUPPORTED = 0.34
"""Least share of a sentence's bigrams that its citations hold. A prior, not tuned: a third."""
_KEY = re.compile(r"[\[【（(](\d{1,3})[\])）】]")
_KEYS = re.compile(r"[\[【](\d{1,3}(?:\s*[,，、]\s*\d{1,3})+)[\]】]")
"""Several keys in one bracket: [1, 2]."""
_LAYOUT = re.compile(
    r"<think>.*?</think>|\*\*"
    r"|(?m:^[ \t]*(?:#+|[-*•]|\d{1,2}[.、)）])[ \t]+)"
    r"|(?m:^[^\d\n]{1,20}[：:][ \t]*\n)",
    re.DOTALL,
)
"""What a streamed reply brings along that says nothing: thoughts, marks of lists, a lead-in line."""
_DOUBTFUL = "（出处待核）"


class SentenceReply(BaseModel):
    """One sentence and the keys of the quotations it rests on."""

    model_config = ConfigDict(extra="ignore")

    text: str = Field(min_length=1, max_length=500)
    evidence: list[int] = Field(default_factory=list, max_length=20)


class AnswerReply(BaseModel):
    """An answer as a model words it."""

    model_config = ConfigDict(extra="ignore")

    sentences: list[SentenceReply] = Field(min_length=1, max_length=20)


@dataclass(frozen=True, slots=True)
class _Checked:
    """A sentence with its verdicts."""

    text: str
    keys: tuple[int, ...]
    findings: tuple[Finding, ...]
    fault: str = ""
    """Why it may not be served."""
    doubt: str = ""
    """Why its citations do not carry it; it may be served with a mark."""

    def printed(self) -> Line:
        """The sentence with its keys: …。[1][2]"""
        keys = "".join(f"[{key}]" for key in self.keys)
        return Line(f"{self.text}{_DOUBTFUL if self.doubt else keys}", findings=self.findings)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a model may word: the question, the quoted answer, and the townships it must not bring in."""

    question: str
    reply: Reply
    townships: tuple[str, ...]
    """Names of all townships held."""

    @property
    def listed(self) -> str:
        """The quotations, one a line, each with its key and whose it is."""
        lines = (
            f"[{c.key}]（{c.place.township or ''}{c.place.year or ''}）{' '.join(c.text.split())}"
            for c in self.reply.citations
        )
        return "\n".join(take_within(lines, prompt_budget()))


def phrase(evidence: Evidence, model: Model) -> Reply:
    """Let the model word the quoted answer; after one repair that fails, the quotation stands.

    Raises:
        ModelError: the endpoint failed, or the budget is used up.

    """
    faults: list[str] = []
    checked: list[_Checked] = []
    try:
        for _ in range(2):
            reply = model.structured(_prompt(evidence, faults), AnswerReply)
            checked = [_check(sentence, evidence) for sentence in reply.sentences]
            faults = [f"{one.text}——{one.fault or one.doubt}" for one in checked if one.fault or one.doubt]
            if not faults:
                break
    except UnusableReply as error:
        if not checked:
            return _quoted(evidence.reply, f"模型的回答不能用（{error}）")
    return _served(evidence.reply, checked)


class AnswerStream:
    """An answer that is being worded: iterate its text, then read `answer`, which holds the verdicts.

    The text that streams by is not verified yet; where it does not verify, `answer` is the quotation.
    """

    def __init__(self, pieces: Iterator[str], finish: Callable[[str], Answer]) -> None:
        """Take the pieces of the text and what makes an answer of it."""
        self._pieces = pieces
        self._finish = finish
        self._text = ""
        self._answer: Answer | None = None

    def __iter__(self) -> Iterator[str]:
        """Yield the text as it comes. Raises: ModelError where the endpoint fails; `answer` still stands."""
        for piece in self._pieces:
            self._text += piece
            yield piece

    @property
    def answer(self) -> Answer:
        """The answer with its verdicts; waits for the rest of the text."""
        if self._answer is None:
            for _ in self:
                pass
            self._answer = self._finish(self._text)
        return self._answer


def stream_words(evidence: Evidence, model: Model) -> Iterator[str]:
    """Yield the model's wording as it comes, keys printed behind each sentence. Raises as `Model.stream`."""
    yield from model.stream(fill_prompt("ask", question=evidence.question, evidence=evidence.listed))


def settle_words(evidence: Evidence, text: str) -> Reply:
    """Return the answer that a streamed text comes to: itself where it verifies, else the quotation."""
    sentences = [SentenceReply(text=part[:500], evidence=keys) for part, keys in _cut(text)]
    if not sentences:
        return _quoted(evidence.reply, "模型没有答完")
    return _served(evidence.reply, [_check(sentence, evidence) for sentence in sentences])


def _prompt(evidence: Evidence, faults: Sequence[str]) -> str:
    return fill_prompt(
        "ask_sentences",
        question=evidence.question,
        evidence=evidence.listed,
        faults="\n".join(f"- {fault}" for fault in faults) or "（无）",
    )


def _check(sentence: SentenceReply, evidence: Evidence) -> _Checked:
    """Verify a sentence against what it cites, and nothing else."""
    text = _KEY.sub("", " ".join(sentence.text.split()))
    held = {citation.key: citation for citation in evidence.reply.citations}
    dangling = [key for key in sentence.evidence if key not in held]
    keys = tuple(key for key in dict.fromkeys(sentence.evidence) if key in held)
    cited = [held[key] for key in keys]
    township, county, year = _scope(cited)
    sources = [_source(citation) for citation in cited]
    findings = verify(text, sources, township=township, county=county, year=year).findings
    wrong = "、".join(finding.text for finding in findings if not finding.ok)
    strangers = _strangers(text, cited or evidence.reply.citations, evidence)
    fault = f"{wrong}在所引资料中核对不上" if wrong else ""
    if strangers:
        fault = f"所引资料没有写到{'、'.join(strangers)}"
    doubt = ""
    if dangling or not cited:
        doubt = f"没有编号为{'、'.join(map(str, dangling))}的资料" if dangling else "没有写明依据"
    elif _share(text, "".join(citation.text for citation in cited)) < _SUPPORTED:
        doubt = "所引资料没有这样的内容"
    return _Checked(text, keys, findings, fault, doubt)


def _strangers(text: str, cited: Sequence[Citation], evidence: Evidence) -> list[str]:
    """Townships that the sentence names and its citations are not about."""
    told = "".join(f"{c.place.township}{c.text}" for c in cited)
    return [name for name in evidence.townships if name in text and name not in told]


def _scope(cited: Sequence[Citation]) -> tuple[str | None, str | None, int | None]:
    """Whose the cited quotations are, where they are all of one report."""
    whose = {(c.place.township, c.place.county, c.place.year) for c in cited}
    return whose.pop() if len(whose) == 1 else (None, None, None)


def _source(citation: Citation) -> Source:
    place = citation.place
    return Source(citation.text, place.township, place.county, place.year, place.document)


def _share(text: str, held: str) -> float:
    wanted, found = bigrams(canonicalise(text)), canonicalise(held)
    return sum(pair in found for pair in wanted) / len(wanted) if wanted else 1.0


def _served(reply: Reply, checked: Sequence[_Checked]) -> Reply:
    faults = [one.fault for one in checked if one.fault]
    if faults:
        return _quoted(reply, f"模型的回答中{'；'.join(faults)}")
    lines = [one.printed() for one in checked]
    at, findings = 0, list[Finding]()
    for line in lines:
        findings += [replace(finding, span=finding.span.shift(at)) for finding in line.findings]
        at += len(line.text)
    text = "".join(line.text for line in lines)
    return replace(reply, lines=(Line(text, findings=tuple(findings)),))


def _quoted(reply: Reply, why: str) -> Reply:
    return replace(reply, lines=(Line(f"{why}，以下改为直接引用原文。"), *reply.lines))


def _cut(text: str) -> Iterator[tuple[str, list[int]]]:
    """Cut a streamed text into sentences, each with the keys printed in it or right behind it."""
    text = _KEYS.sub(lambda m: "".join(f"[{key}]" for key in re.findall(r"\d+", m[1])), text)
    text = _LAYOUT.sub("", text)
    keys: list[int] = []
    sentence = ""
    for span in sentence_spans(text):
        part = span.of(text)
        lead = re.match(rf"\s*(?:{_KEY.pattern}\s*)+", part)
        if sentence and lead:
            keys += map(int, _KEY.findall(lead.group()))
            part = part[lead.end() :]
        if not _KEY.sub("", part).strip():
            continue
        if sentence:
            yield sentence, keys
        sentence, keys = _KEY.sub("", part).strip(), [int(key) for key in _KEY.findall(part)]
    if sentence:
        yield sentence, keys
