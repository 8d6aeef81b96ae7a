"""Write from evidence: understand a question and answer it, draft a section or a report."""

from fazhi_rag.writing.asking.answer import ask
from fazhi_rag.writing.asking.phrasing import AnswerStream
from fazhi_rag.writing.asking.plan import Intent, Plan, plan_question
from fazhi_rag.writing.drafting.draft import Draft
from fazhi_rag.writing.drafting.drafts import draft_report, draft_section
from fazhi_rag.writing.drafting.estimating import Estimate, estimate_report
from fazhi_rag.writing.drafting.facts import Fact, load_facts
from fazhi_rag.writing.drafting.provenance import draft_page, verify_draft
from fazhi_rag.writing.model import ModelOptions

__all__ = [
    "AnswerStream",
    "Draft",
    "Estimate",
    "Fact",
    "Intent",
    "ModelOptions",
    "Plan",
    "ask",
    "draft_page",
    "draft_report",
    "draft_section",
    "estimate_report",
    "load_facts",
    "plan_question",
    "verify_draft",
]
