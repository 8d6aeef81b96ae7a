"""Write from evidence: understand a question and answer it, draft a section or a report."""

from fazhi_rag.writing.answer import ask
from fazhi_rag.writing.draft import Draft, draft_report, draft_section
from fazhi_rag.writing.facts import Fact, load_facts
from fazhi_rag.writing.plan import Intent, Plan, plan_question

__all__ = [
    "Draft",
    "Fact",
    "Intent",
    "Plan",
    "ask",
    "draft_report",
    "draft_section",
    "load_facts",
    "plan_question",
]
