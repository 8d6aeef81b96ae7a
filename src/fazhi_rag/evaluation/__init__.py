"""Suites, scorers, statistics and the verdict: how well numbers are found, checked, answered and written."""

from __future__ import annotations

from fazhi_rag.evaluation.comparison import Baseline, Comparison, read_baseline, write_baseline
from fazhi_rag.evaluation.output_suite import run_outputs
from fazhi_rag.evaluation.outputs import OutputRow, load_outputs, load_sources
from fazhi_rag.evaluation.report import Run
from fazhi_rag.evaluation.results import CaseScore, Miss, Row, SuiteResult, format_result
from fazhi_rag.evaluation.run import Plan, run_plan, run_suite
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
    "run_suite",
    "suite_names",
    "write_baseline",
]
