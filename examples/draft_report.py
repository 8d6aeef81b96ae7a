"""Draft a whole report, check it against the county's checklist, keep it, and verify the kept file again.

python examples/draft_report.py [folder]
"""

import os
import sys
from pathlib import Path

from fazhi_rag import KnowledgeBase, draft_report
from fazhi_rag.writing import ModelOptions, estimate_report, verify_draft

CORPUS = Path(__file__).parent.parent / "corpus"
CHECKLIST = ["落实行政执法“三项制度”", "开展矛盾纠纷排查化解", "组织宪法宣传周活动"]
folder = Path(sys.argv[1] if len(sys.argv) > 1 else "fazhi-examples")
folder.mkdir(parents=True, exist_ok=True)

with KnowledgeBase.open(folder / "kb") as kb:
    kb.ingest([CORPUS / "reports", CORPUS / "policies"])
    given = {
        "kb": kb,
        "township": "云阳县渠马镇",
        "year": 2023,
        "facts": CORPUS / "demo" / "facts_渠马镇_2023.csv",
    }
    model = os.environ.get("FAZHI_MODEL")
    if model:
        print(estimate_report(**given))
    # With a cache, a run that was stopped goes on where it was.
    options = ModelOptions(cache=folder / "replies.sqlite")
    draft = draft_report(**given, checklist=CHECKLIST, model=model, options=options)

print("\n".join(line for line in draft.text.splitlines() if line[:2] in ("一、", "二、", "三、", "四、")))
for ticked in draft.checklist:
    print("✓" if ticked.sentence else "✗", ticked.item)
print(f"待补 {len(draft.blanks)} 处；未用到的事实：{'、'.join(draft.unused) or '无'}")

kept = folder / "report.json"
kept.write_text(draft.to_json(), encoding="utf-8")
draft.to_docx(folder / "report.docx")
print("再次核对：", "通过" if verify_draft(kept).ok else "有问题")
