"""Write from evidence: understand a question and answer it, draft a section or a report."""

from fazhi_rag.writing.asking.answer import ask
from fazhi_rag.writing.asking.plan import Intent, Plan, plan_question
from fazhi_rag.writing.drafting.draft import Draft, draft_report, draft_section
from fazhi_rag.writing.drafting.facts import Fact, load_facts

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
