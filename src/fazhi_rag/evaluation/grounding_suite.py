"""Run the benchmark of wrong numbers: recall for each operator, false alarms for each rewrite."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar, get_args

from fazhi_rag.evaluation.operators import CLAIMS
from fazhi_rag.evaluation.perturb import SEED, Made, Probe, perturb, scope_of
from fazhi_rag.evaluation.results import CaseScore, Miss, Row, SuiteResult, crashed, digest_of, measure_each
from fazhi_rag.evaluation.rewrites import rewrite
from fazhi_rag.evaluation.scorers import ProbeScore, score_probe
from fazhi_rag.evaluation.statistics import Metric, share
from fazhi_rag.evaluation.suites import GroundingCase, Half, Manifest
from fazhi_rag.types import FACT_KINDS, Finding, Grounding, Source, Value

GENERAL_BESIDE = 24
"""Other general texts that a general text is verified beside: about what one search would bring up."""
Verify = Callable[..., Grounding]
Scored = tuple[Probe, ProbeScore]
Drawn = TypeVar("Drawn")
Control = tuple[str, str, tuple[Finding, ...], str]
"""Rewrite, case, findings, text."""


@dataclass(frozen=True, slots=True)
class Material(Value):
    """What probes are made of and verified against: all labelled cases of one origin, both halves."""

    cases: tuple[GroundingCase, ...]
    sources: Mapping[str, Sequence[Source]]
    """By case id."""
    probes: int | None = None
    """How many wrong and how many faithful texts to draw of a case; None for all."""


def run_grounding(
    manifest: Manifest, chosen: Iterable[GroundingCase], *, material: Material, half: Half, verify: Verify
) -> SuiteResult:
    """Verify every probe and control of the chosen cases. `half` only names what they are."""
    # Both or neither: a case that crashes half way is an error whole.
    verified, errors = measure_each(
        chosen,
        lambda case: (list(_probes(case, material, verify)), list(_controls(case, material, verify))),
    )
    scored = [probe for probes, _ in verified for probe in probes]
    controls = [control for _, kept in verified for control in kept]
    return SuiteResult(
        name=manifest.name,
        version=manifest.version,
        half=half,
        n=len(scored) + len(controls),
        metrics=_metrics(scored, controls),
        rows=(*_class_rows(scored), *_operator_rows(scored), *_made_rows(scored), *_rewrite_rows(controls)),
        failures=(*_missed(scored), *_alarms(controls)),
        errors=tuple(errors),
        scores=tuple(_scores(scored, controls, errors)),
    )


def _scores(
    scored: Sequence[Scored], controls: Sequence[Control], errors: Sequence[Miss]
) -> Iterator[CaseScore]:
    """Yield a score a text: was the wrong number caught, is the faithful text clean?"""
    for probe, score in scored:
        yield CaseScore(probe.id, float(score.caught), "caught", digest_of(probe.text), probe.case)
    for name, case, findings, text in controls:
        clean = float(all(finding.ok for finding in findings)) if findings else None
        reason = "" if findings else "no finding in it"
        digest = digest_of(text)  # one rewrite may give several texts
        yield CaseScore(f"{case}-{name}-{digest[:4]}", clean, "clean", digest, case, reason)
    yield from (crashed(miss, "caught") for miss in errors)


def sources_by_case(cases: Iterable[GroundingCase]) -> dict[str, tuple[Source, ...]]:
    """Return what each case is verified against: every township's whole report, or general texts.

    A township's report is all its paragraphs of one year, so that the same township's other claims and
    other townships' and years' like claims stand beside the one that counts. A general text stands among
    `GENERAL_BESIDE` others of its batch.
    """
    reports, general = defaultdict[object, list[GroundingCase]](list), defaultdict[str, list[Source]](list)
    listed = list(cases)
    for case in listed:
        if case.township is None:
            general[case.id[:1]].append(Source(case.text, name=case.id))
        else:
            reports[scope_of(case)].append(case)
    scoped = tuple(_report(group) for group in reports.values())
    beside = {
        source.name: _beside(group, at) for group in general.values() for at, source in enumerate(group)
    }
    return {case.id: beside[case.id] if case.township is None else scoped for case in listed}


def _beside(group: Sequence[Source], at: int) -> tuple[Source, ...]:
    """A general text and its neighbours in the batch, as many on each side as there are."""
    start = max(min(at - GENERAL_BESIDE // 2, len(group) - GENERAL_BESIDE - 1), 0)
    return tuple(group[start : start + GENERAL_BESIDE + 1])


def _report(group: Sequence[GroundingCase]) -> Source:
    first = group[0]
    text = "\n".join(case.text for case in group)
    return Source(text, first.township, first.county, first.year, f"{first.township}_{first.year}")


def _probes(case: GroundingCase, material: Material, verify: Verify) -> Iterator[Scored]:
    probes = perturb(case, peers=material.cases, seed=SEED)
    for probe in _dealt(probes, material.probes):
        scope = {"township": probe.township, "county": probe.county, "year": probe.year}
        found = verify(probe.text, material.sources[case.id], **scope)
        yield probe, score_probe(probe, found.findings)


def _controls(case: GroundingCase, material: Material, verify: Verify) -> Iterator[Control]:
    drawn = _drawn(tuple(rewrite(case, seed=SEED)), material.probes, key=lambda one: f"{case.id}-{one[0]}")
    for name, text in drawn:
        found = verify(
            text, material.sources[case.id], township=case.township, county=case.county, year=case.year
        )
        facts = any(label.kind in FACT_KINDS and not label.optional for label in case.mentions)
        if found.findings or facts:
            yield name, case.id, found.findings, text


def _drawn(items: Sequence[Drawn], most: int | None, *, key: Callable[[Drawn], str]) -> Sequence[Drawn]:
    """Draw up to `most` items by the digest of their names: always the same ones, of all sorts."""
    return items if most is None else sorted(items, key=lambda item: digest_of(key(item)))[:most]


def _dealt(probes: Sequence[Probe], most: int | None) -> Sequence[Probe]:
    """Draw up to `most` probes, by hand, on a claim and on a number in turn: each sort has its share."""
    if most is None:
        return probes
    turns = defaultdict[str, list[Probe]](list)
    for probe in _drawn(probes, len(probes), key=lambda one: one.id):
        turns[_sort(probe)].append(probe)
    order = [(turn, _SORTS.index(sort), probe) for sort in turns for turn, probe in enumerate(turns[sort])]
    return [probe for *_, probe in sorted(order, key=lambda one: one[:2])[:most]]


_SORTS = ("hand", "claim", "number")


def _sort(probe: Probe) -> str:
    if probe.made == "hand":
        return "hand"
    return "claim" if probe.label in CLAIMS else "number"


def _metrics(scored: Sequence[Scored], controls: Sequence[Control]) -> dict[str, Metric]:
    alarmed = sum(any(not finding.ok for finding in control[2]) for control in controls)
    collateral, others = (
        sum(getattr(score, name) for _, score in scored) for name in ("collateral", "others")
    )
    return {
        "recall": share(sum(score.caught for _, score in scored), len(scored)),
        "right_status": share(sum(s.right_status for _, s in scored), sum(s.caught for _, s in scored)),
        "false_alarms": _alarm_rate(controls),
        "false_alarms_mechanical": _alarm_rate([c for c in controls if not c[0].startswith("hand:")]),
        "false_alarms_by_hand": _alarm_rate([c for c in controls if c[0].startswith("hand:")]),
        "rewrites_with_alarm": share(alarmed, len(controls)),
        "rewrites_unread": share(sum(not control[2] for control in controls), len(controls)),
        "collateral_alarms": share(collateral, others),
    }


def _alarm_rate(controls: Sequence[Control]) -> Metric:
    """Return the share of findings on faithful texts that are not ok."""
    findings = [finding for control in controls for finding in control[2]]
    return share(sum(not finding.ok for finding in findings), len(findings))


def _class_rows(scored: Sequence[Scored]) -> Iterator[Row]:
    """Yield recall by class of operators; the note counts the statuses given to the wrong number."""
    for name, scores in _grouped(scored, lambda probe: probe.label[0]):
        given = Counter(status for score in scores for status in score.statuses or ("no finding",))
        note = ", ".join(f"{status} {count}" for status, count in sorted(given.items()))
        yield Row("class", name, _recall(scores), note)


def _operator_rows(scored: Sequence[Scored]) -> Iterator[Row]:
    for name, scores in _grouped(scored, lambda probe: probe.label):
        right = sum(score.right_status for score in scores)
        yield Row("operator", name, _recall(scores), f"right status {right}")


def _made_rows(scored: Sequence[Scored]) -> Iterator[Row]:
    """Yield recall by class and by operator, apart for texts altered by program and by hand."""
    for made in get_args(Made):
        own = [one for one in scored if one[0].made == made]
        for name, scores in _grouped(own, lambda probe: probe.label[0]):
            yield Row(f"class, by {made}", name, _recall(scores))
        for name, scores in _grouped(own, lambda probe: probe.label):
            yield Row(f"operator, by {made}", name, _recall(scores))


def _recall(scores: Sequence[ProbeScore]) -> Metric:
    return share(sum(score.caught for score in scores), len(scores))


def _grouped(scored: Sequence[Scored], key: Callable[[Probe], str]) -> list[tuple[str, list[ProbeScore]]]:
    groups = defaultdict[str, list[ProbeScore]](list)
    for probe, score in scored:
        groups[key(probe)].append(score)
    return sorted(groups.items())


def _rewrite_rows(controls: Sequence[Control]) -> Iterator[Row]:
    by_name = defaultdict[str, list[Control]](list)
    for control in controls:
        by_name[control[0]].append(control)
    for name in sorted(by_name):
        unread = sum(not control[2] for control in by_name[name])
        note = f"texts {len(by_name[name])}" + (f", without findings {unread}" if unread else "")
        yield Row("rewrite", name, _alarm_rate(by_name[name]), note)


def _missed(scored: Sequence[Scored]) -> Iterator[Miss]:
    for probe, score in scored:
        if not score.caught and probe.wrong is not None:
            said = "、".join(score.statuses) or "no finding"
            yield Miss(probe.id, f"{probe.label} {probe.wrong.of(probe.text)} ({said}): {probe.text}")


def _alarms(controls: Sequence[Control]) -> Iterator[Miss]:
    for name, case, findings, text in controls:
        for finding in findings:
            if not finding.ok:
                yield Miss(f"{case}-{name}", f"false alarm {finding.text} ({finding.status}): {text}")
