"""Draft one section of next year's report from a facts sheet, on the bundled corpus.

    python examples/draft_section.py [folder]

Without a model (FAZHI_MODEL unset) last year's section is rolled forward; with one it writes by reference.
"""

import os
import sys
from pathlib import Path

from fazhi_rag import KnowledgeBase, draft_section

CORPUS = Path(__file__).parent.parent / "corpus"
folder = Path(sys.argv[1] if len(sys.argv) > 1 else "fazhi-examples")
folder.mkdir(parents=True, exist_ok=True)

with KnowledgeBase.open(folder / "kb") as kb:
    kb.ingest([CORPUS / "reports", CORPUS / "policies"])
    draft = draft_section(
        "dispute_resolution",
        kb=kb,
        township="云阳县渠马镇",
        year=2023,
        facts=CORPUS / "demo" / "facts_渠马镇_2023.csv",
        model=os.environ.get("FAZHI_MODEL"),
    )

print(draft.text)
print()
for finding in draft.findings:
    source = finding.evidence[0].source if finding.evidence else ""
    print(f"{finding.text}\t{finding.status}\t{finding.message or source}")
print(f"待补 {len(draft.blanks)} 处；未用到的事实 {len(draft.unused)} 条")
draft.to_docx(folder / "section.docx")
