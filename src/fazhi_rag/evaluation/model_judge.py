"""The optional judge: a chat model scores fluency and faithfulness by the rubric in prompts/judge_output.md.

It stands beside the verdicts of the verifier, with how often the two agree and how often the judge
contradicts itself. It is a part of the result of `fazhi eval outputs`: no gate and no exit status asks it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import combinations
from statistics import mean, median
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from fazhi_rag.errors import EvaluationError, ModelError, UnusableReply
from fazhi_rag.evaluation.outputs import OutputRow, choose_sources
from fazhi_rag.evaluation.results import CaseScore, Miss, Row, SuiteResult, digest_of
from fazhi_rag.evaluation.statistics import Metric, averaged, bootstrap, kappa, pooled, share
from fazhi_rag.numbers import sentence_spans
from fazhi_rag.types import Source, Value

FAITHFUL = 4
"""Least score at which a judge counts as calling a text faithful: by the rubric, nothing without support."""
_RUBRIC = "judge_output.md"
_ANGLES = str.maketrans("<>", "＜＞")
_NOTHING = "no reply of the judge could be used"


class Opinion(BaseModel):
    """What one reply says."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    reason: str = Field(default="", max_length=4000)
    fluency: int = Field(ge=1, le=5)
    faithfulness: int = Field(ge=1, le=5)


Judge = Callable[[str], Opinion]
"""From a prompt to an opinion. Raises UnusableReply for a reply of another form, ModelError for an outage."""


@dataclass(frozen=True, slots=True)
class Judged(Value):
    """The opinions on one row, and why others are missing."""

    row: OutputRow
    opinions: tuple[Opinion, ...]
    wanted: int
    why: str = ""

    @property
    def verdicts(self) -> list[bool]:
        """Whether each opinion calls the text faithful."""
        return [one.faithfulness >= FAITHFUL for one in self.opinions]

    @property
    def faithful(self) -> bool | None:
        """Whether most opinions do, a tie counting as not; None without any."""
        return median(self.verdicts) > 0.5 if self.opinions else None


def judge_outputs(
    rows: Sequence[OutputRow],
    sources: Sequence[Source],
    *,
    judge: Judge,
    repeats: int,
    grounded: Mapping[str, float | None],
) -> SuiteResult:
    """Ask the judge `repeats` times of every row that has a text.

    `grounded` is the share of each row's numbers that the verifier calls grounded, by id. Where the endpoint
    fails, what is left is not asked. Raises: EvaluationError where a row names a source that is not there.
    """
    if repeats < 1:
        raise EvaluationError(f"a judge that is asked {repeats} times says nothing")
    judged = list(_ask([row for row in rows if row.text.strip()], sources, judge, repeats=repeats))
    return SuiteResult(
        name="judge",
        version=1,
        half="all",
        n=len(judged),
        metrics=_metrics(judged, grounded),
        rows=tuple(_agreement_rows(judged, grounded)),
        failures=tuple(_disagreements(judged, grounded)),
        scores=tuple(_scores(judged)),
        notes=(f"rubric prompts/{_RUBRIC}, sha256 {rubric_hash()[:12]}; no gate asks the judge",),
    )


def rubric_hash() -> str:
    """Return the SHA-256 of the rubric, without which scores cannot be compared."""
    return hashlib.sha256(files("fazhi_rag.prompts").joinpath(_RUBRIC).read_bytes()).hexdigest()


def _ask(
    rows: Sequence[OutputRow], sources: Sequence[Source], judge: Judge, *, repeats: int
) -> Iterator[Judged]:
    down = ""
    for row in rows:
        prompt = prompt_of(row, choose_sources(row, sources))
        opinions, why = list[Opinion](), down
        for _ in range(0 if down else repeats):
            try:
                opinions.append(judge(prompt))
            except UnusableReply as error:
                why = str(error)
            except ModelError as error:
                down = why = str(error)
                break
        yield Judged(row, tuple(opinions), repeats, why)


def prompt_of(row: OutputRow, sources: Sequence[Source]) -> str:
    """Return what the judge is asked of a row. No material can close the brackets it stands in."""
    from fazhi_rag.writing.prompts import fill_prompt

    return fill_prompt(
        "judge_output",
        sources=_nearest(row, sources).translate(_ANGLES),
        question=(row.question or "（无）").translate(_ANGLES),
        text=row.text.translate(_ANGLES),
    )


def _nearest(row: OutputRow, sources: Sequence[Source]) -> str:
    """The sentences of the sources nearest to a text, as many as a prompt may hold, in their own order."""
    from fazhi_rag.writing.model import prompt_budget
    from fazhi_rag.writing.tokens import take_within

    own = [one for one in sources if _whose(row, one)] or list(sources)
    listed = [
        (f"〔{one.name or ''}〕{span.of(one.text).strip()}", span.of(one.text))
        for one in own
        for span in sentence_spans(one.text)
    ]
    wanted = _pairs(row.text)
    order = sorted(range(len(listed)), key=lambda at: (-len(wanted & _pairs(listed[at][1])), at))
    kept = take_within((listed[at][0] for at in order), prompt_budget())
    return "\n".join(listed[at][0] for at in sorted(order[: len(kept)])) or "（无）"


def _whose(row: OutputRow, source: Source) -> bool:
    mine = (row.township, row.county, row.year)
    theirs = (source.township, source.county, source.year)
    return all(wanted in (None, held) for wanted, held in zip(mine, theirs, strict=True))


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _metrics(judged: Sequence[Judged], grounded: Mapping[str, float | None]) -> dict[str, Metric]:
    both = _both(judged, grounded)
    agreed = share(sum(one == other for one, other in both), len(both), nothing=_NOTHING)
    pairs = [list(combinations(one.verdicts, 2)) for one in judged]
    flips = [(sum(a != b for a, b in found), len(found)) for found in pairs]
    return {
        "fluency": _mean(judged, "fluency"),
        "faithfulness": _mean(judged, "faithfulness"),
        "called_faithful": share(
            sum(bool(one.faithful) for one in judged),
            sum(bool(one.opinions) for one in judged),
            nothing=_NOTHING,
        ),
        "agreement": agreed,
        "kappa": _kappa(both),
        "flip_rate": pooled(flips, nothing="no row has two opinions (--judge-repeats)"),
        "replies_unusable": pooled(
            [(one.wanted - len(one.opinions), one.wanted) for one in judged], nothing="no row has a text"
        ),
    }


def _mean(judged: Sequence[Judged], name: str) -> Metric:
    """The mean over rows of a score from 1 to 5."""
    means = [mean(getattr(one, name) for one in row.opinions) for row in judged if row.opinions]
    return averaged(means, nothing=_NOTHING)


def _both(judged: Sequence[Judged], grounded: Mapping[str, float | None]) -> list[tuple[bool, bool]]:
    """What the judge and the verifier say of each row of which both say something."""
    found = [(one.faithful, grounded.get(one.row.id)) for one in judged]
    return [(said, value == 1.0) for said, value in found if said is not None and value is not None]


def _kappa(both: Sequence[tuple[bool, bool]]) -> Metric:
    value = kappa(both)
    if value is None:
        return Metric(None, len(both), reason="both give every row the same verdict")
    return Metric(value, len(both), *(bootstrap(both, kappa) or (None, None)))


def _agreement_rows(judged: Sequence[Judged], grounded: Mapping[str, float | None]) -> Iterator[Row]:
    both = _both(judged, grounded)
    for said, held, name in (
        (True, True, "both call it right"),
        (False, False, "both call it wrong"),
        (True, False, "the judge alone calls it right"),
        (False, True, "the verifier alone calls it right"),
    ):
        yield Row("judge and verifier", name, share(both.count((said, held)), len(both), nothing=_NOTHING))


def _disagreements(judged: Sequence[Judged], grounded: Mapping[str, float | None]) -> Iterator[Miss]:
    for one in judged:
        value = grounded.get(one.row.id)
        if one.faithful is None:
            yield Miss(one.row.id, f"not judged: {one.why}")
        elif value is not None and one.faithful != (value == 1.0):
            said = "、".join(str(opinion.faithfulness) for opinion in one.opinions)
            reason = "".join(char for char in one.opinions[0].reason if char.isprintable())[:200]
            yield Miss(one.row.id, f"judge {said}, verifier {value:.0%} grounded: {reason}")


def _scores(judged: Sequence[Judged]) -> Iterator[CaseScore]:
    """Yield the mean scores of each row, drawn to 0 to 1."""
    for one in judged:
        digest = digest_of(one.row.question, one.row.township, one.row.county, one.row.year)
        for name in ("fluency", "faithfulness"):
            value: Any = (mean(getattr(o, name) for o in one.opinions) - 1) / 4 if one.opinions else None
            yield CaseScore(one.row.id, value, name, digest, one.row.id, "" if one.opinions else one.why)
