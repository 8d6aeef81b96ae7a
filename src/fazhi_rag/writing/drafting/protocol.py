"""A section written by a model: figures by reference, checked, repaired in few rounds, settled.

The model never prints a figure. It writes `{f3}`; the library prints what the fact says. What it writes all
the same as a literal figure stands only if it verifies against the township's own sources.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pydantic import BaseModel, ConfigDict, Field

from fazhi_rag.errors import ModelError
from fazhi_rag.numbers import find_mentions, sentence_spans
from fazhi_rag.types import Finding, Kind, Span
from fazhi_rag.writing.drafting.facts import Fact
from fazhi_rag.writing.drafting.policies import Basis, list_bases, unknown_titles
from fazhi_rag.writing.drafting.references import fill_references
from fazhi_rag.writing.drafting.roll_forward import find_blanks
from fazhi_rag.writing.drafting.settling import Grounds, Passage, repair
from fazhi_rag.writing.drafting.style import to_house_style
from fazhi_rag.writing.model import Model, prompt_budget
from fazhi_rag.writing.prompts import fill_prompt
from fazhi_rag.writing.tokens import take_within

ROUNDS = 2
"""Most rounds in which a model may repair what did not verify."""
_VIOLATIONS = 20
_MASKS = re.compile(r"(?<!\d)×+(?!\d)|○{2,}")


class SentenceReply(BaseModel):
    """One sentence with the ids of the facts and policies it uses."""

    model_config = ConfigDict(extra="ignore")

    text: str = Field(max_length=2000)
    facts: list[str] = Field(default_factory=list, max_length=50)
    policies: list[str] = Field(default_factory=list, max_length=20)


class ParagraphReply(BaseModel):
    """Sentences that stand in one paragraph; a heading is a paragraph of its own."""

    model_config = ConfigDict(extra="ignore")

    sentences: list[SentenceReply] = Field(min_length=1, max_length=60)


class SectionReply(BaseModel):
    """A section as the model writes it."""

    model_config = ConfigDict(extra="ignore")

    paragraphs: list[ParagraphReply] = Field(min_length=1, max_length=60)

    @property
    def text(self) -> str:
        """The section with its references, one paragraph a line."""
        lines = ("".join(s.text.strip() for s in p.sentences) for p in self.paragraphs)
        return "\n".join(" ".join(line.split("\n")) for line in lines)


@dataclass(frozen=True, slots=True)
class Brief:
    """What a model is told about the section it writes."""

    topic: str
    facts: Sequence[Fact]
    last_year: str
    """Last year's section, figures masked."""
    exemplars: Sequence[str]
    policies: Sequence[Basis]
    length: int
    """Characters wanted."""


@dataclass(frozen=True, slots=True)
class Written:
    """A section as a model wrote it, printed and repaired, with what is still wrong in it."""

    passage: Passage
    violations: tuple[str, ...]
    rounds: int = 0
    """Repair rounds that were used."""
    unused: tuple[Fact, ...] = ()


def write_section(brief: Brief, grounds: Grounds, model: Model, *, rounds: int = ROUNDS) -> Written:
    """Let `model` write the section; then let it repair, at most `rounds` times, what does not verify.

    The version with the fewest violations is returned, unsettled.

    Raises:
        UnusableReply: not one reply could be used.
        ModelError: the endpoint failed, or the budget is used up.

    """
    reply = model.structured(prompt_of(brief, grounds), SectionReply)
    best = _inspect(reply, brief, grounds)
    used = 0
    while best.violations and used < rounds:
        used += 1
        try:
            reply = model.structured(_repair_prompt(brief, reply, best.violations), SectionReply)
        except ModelError:
            break  # what was written before stands; what is wrong in it will be blanked
        again = _inspect(reply, brief, grounds)
        if len(again.violations) < len(best.violations):
            best = again
    return replace(best, rounds=used)


def prompt_of(brief: Brief, grounds: Grounds) -> str:
    """Return the prompt that asks for a section."""
    return fill_prompt(
        "draft_section",
        township=grounds.who.township or "",
        year=str(grounds.year),
        topic=brief.topic,
        length=str(brief.length),
        facts=_list_facts(brief.facts),
        policies=list_bases(brief.policies),
        last_year="\n".join(take_within(brief.last_year.splitlines(), prompt_budget())) or "（无）",
        exemplars="\n\n".join(take_within(brief.exemplars, prompt_budget() // 2)) or "（无）",
    )


def _repair_prompt(brief: Brief, reply: SectionReply, violations: Sequence[str]) -> str:
    return fill_prompt(
        "repair_section",
        topic=brief.topic,
        violations="\n".join(f"- {one}" for one in violations[:_VIOLATIONS]),
        facts=_list_facts(brief.facts),
        draft=reply.text,
    )


def _list_facts(facts: Sequence[Fact]) -> str:
    rows = (
        f"- {{{fact.id}}} {fact.indicator}：{_form(fact)}{f'（截至{fact.as_of}）' if fact.as_of else ''}"
        for fact in facts
    )
    return "\n".join(rows) or "（无）"


def _form(fact: Fact) -> str:
    return fact.figure or "还没有数字，写【待补】"


def _inspect(reply: SectionReply, brief: Brief, grounds: Grounds) -> Written:
    written = _without_figures_in_blanks(to_house_style(reply.text))
    filled = fill_references(written, {fact.id: fact for fact in brief.facts})
    passage, findings = repair(Passage(filled.text, filled.printed), grounds)
    unused = tuple(fact for fact in brief.facts if fact.figure and not _stands(fact, passage))
    violations = [
        *_copied_masks(reply.text),
        *filled.faults,
        *_wrong(passage, findings),
        *_titles(passage, brief, grounds),
    ]
    violations += [f"事实{{{fact.id}}}（{fact.indicator}）没有写进正文" for fact in unused]
    return Written(_blank_titles(passage, brief, grounds), tuple(violations), unused=unused)


def _without_figures_in_blanks(text: str) -> str:
    """Empty the blanks that a model filled, which nothing verifies; blank the masks it copied."""
    spans = [blank.span for blank in find_blanks(text) if _holds_figure(blank.text)]
    emptied = Passage(text).edit((span, "【待补：数字】") for span in spans).text
    return _MASKS.sub(lambda match: "【待补：数字】" if "×" in match.group() else "【待补：名称】", emptied)


def _copied_masks(text: str) -> list[str]:
    return [f"“{mask}”是遮去的内容，不能照抄" for mask in dict.fromkeys(_MASKS.findall(text))]


def _holds_figure(text: str) -> bool:
    return any(mention.kind is not Kind.ENUMERATOR for mention in find_mentions(text))


def _stands(fact: Fact, passage: Passage) -> bool:
    return any(fact.id in one.facts for one in passage.printed) or fact.figure in passage.text


def _wrong(passage: Passage, findings: Sequence[Finding]) -> list[str]:
    return [
        f"“{_sentence(passage.text, f.span)}”中的“{f.text}”核对不上{f.message and f'：{f.message}'}"
        for f in findings
        if not f.ok
    ]


def _sentence(text: str, span: Span) -> str:
    return next((s.of(text).strip() for s in sentence_spans(text) if s.contains(span)), span.of(text))


def _titles(passage: Passage, brief: Brief, grounds: Grounds) -> list[str]:
    spans = unknown_titles(passage.text, _known(brief, grounds))
    return [f"{span.of(passage.text)}不在“现行依据”和本镇资料里" for span in spans]


def _blank_titles(passage: Passage, brief: Brief, grounds: Grounds) -> Passage:
    spans = unknown_titles(passage.text, _known(brief, grounds))
    return passage.edit((span, _title_blank(span.of(passage.text))) for span in spans)


def _title_blank(title: str) -> str:
    return "【待补：文件名称】" if _holds_figure(title) else f"【待核：{title}】"


def _known(brief: Brief, grounds: Grounds) -> list[str]:
    return [*(basis.title for basis in brief.policies), *(source.text for source in grounds.sources)]
