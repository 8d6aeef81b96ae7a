"""Suites, scorers, statistics and the verdict: how well numbers are found, checked, answered and written.

Names load on first use, so that pytest can load `pytest_plugin` in every project at no cost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fazhi_rag import lazily

if TYPE_CHECKING:
    from fazhi_rag.evaluation.comparison import Baseline, Comparison, read_baseline, write_baseline
    from fazhi_rag.evaluation.output_suite import run_outputs
    from fazhi_rag.evaluation.outputs import OutputRow, load_outputs, load_sources
    from fazhi_rag.evaluation.report import Run
    from fazhi_rag.evaluation.results import CaseScore, Miss, Row, SuiteResult, format_result
    from fazhi_rag.evaluation.run import Plan, run_plan
    from fazhi_rag.evaluation.statistics import Metric
    from fazhi_rag.evaluation.suites import load_manifest, suite_names
    from fazhi_rag.evaluation.verdict import Check, Rules, Verdict, judge, output_rules, rules_of

__all__ = [
    "Baseline",
    "CaseScore",
    "Check",
    "Comparison",
    "Metric",
    "Miss",
    "OutputRow",
    "Plan",
    "Row",
    "Rules",
    "Run",
    "SuiteResult",
    "Verdict",
    "format_result",
    "judge",
    "load_manifest",
    "load_outputs",
    "load_sources",
    "output_rules",
    "read_baseline",
    "rules_of",
    "run_outputs",
    "run_plan",
    "suite_names",
    "write_baseline",
]

__getattr__ = lazily(
    __name__,
    {
        "Baseline": "comparison",
        "CaseScore": "results",
        "Check": "verdict",
        "Comparison": "comparison",
        "Metric": "statistics",
        "Miss": "results",
        "OutputRow": "outputs",
        "Plan": "run",
        "Row": "results",
        "Rules": "verdict",
        "Run": "report",
        "SuiteResult": "results",
        "Verdict": "verdict",
        "format_result": "results",
        "judge": "verdict",
        "load_manifest": "suites",
        "load_outputs": "outputs",
        "load_sources": "outputs",
        "output_rules": "verdict",
        "read_baseline": "comparison",
        "rules_of": "verdict",
        "run_outputs": "output_suite",
        "run_plan": "run",
        "suite_names": "suites",
        "write_baseline": "comparison",
    },
)


def __dir__() -> list[str]:
    return __all__
