"""Suites, scorers and statistics: how well numbers are found, checked and answered."""

from __future__ import annotations

from fazhi_rag.evaluation.results import Miss, Row, SuiteResult, format_result
from fazhi_rag.evaluation.run import run_suite
from fazhi_rag.evaluation.statistics import Metric
from fazhi_rag.evaluation.suites import suite_names

__all__ = ["Metric", "Miss", "Row", "SuiteResult", "format_result", "run_suite", "suite_names"]
