"""Numbers in Chinese text: found, measured, bound to what they count, and compared."""

from __future__ import annotations

from fazhi_rag.numbers.clauses import clause_spans, sentence_spans
from fazhi_rag.numbers.numerals import parse_number, render_chinese
from fazhi_rag.numbers.scan import find_mentions

__all__ = ["clause_spans", "find_mentions", "parse_number", "render_chinese", "sentence_spans"]
