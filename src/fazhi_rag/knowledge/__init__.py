"""Documents to passages, ledger and indexes in one folder, and search over them."""

from fazhi_rag.knowledge.chunking import chunk_document
from fazhi_rag.knowledge.knowledge_base import KnowledgeBase
from fazhi_rag.knowledge.ledger import collect_figures
from fazhi_rag.knowledge.records import DocumentRecord, Whereabouts

__all__ = ["DocumentRecord", "KnowledgeBase", "Whereabouts", "chunk_document", "collect_figures"]
