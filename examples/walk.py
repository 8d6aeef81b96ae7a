# A walk through the library, cell by cell (open it as a notebook in an editor that knows `# %%`).


# %% [markdown]
# A knowledge base is a folder. Ingest may be run again: what has not changed is skipped.

# %%
import sys
from pathlib import Path

from fazhi_rag import KnowledgeBase, Source, ask, draft_section, find_mentions, review, verify

CORPUS = Path(__file__).parent.parent / "corpus"
folder = Path(sys.argv[1] if len(sys.argv) > 1 else "fazhi-examples")
folder.mkdir(parents=True, exist_ok=True)
kb = KnowledgeBase.open(folder / "kb")
print(kb.ingest([CORPUS / "reports", CORPUS / "policies"]).ok)

# %% [markdown]
# A question is answered from the township's own report, or not at all.

# %%
answer = ask("静海镇配备了多少台执法记录仪？", kb=kb)
print(answer.text)
print(ask("渠马镇2019年调解了多少次？", kb=kb).reason)

# %% [markdown]
# Every number of a text is a mention: value, measure word, approximator.

# %%
for mention in find_mentions("发放资料1万余份，成功率99.4%。"):
    print(mention.text, mention.value, mention.unit, mention.approx)

# %% [markdown]
# Numbers are verified against sources; another township's figure is not support.

# %%
own = Source("全年调解纠纷155宗。", township="松源镇", year=2021)
for finding in verify("全年调解纠纷156宗。", [own], township="松源镇", year=2021).findings:
    print(finding.text, finding.status, finding.message)

# %% [markdown]
# A draft holds this year's facts and blanks, never last year's figures.

# %%
facts = [
    {"指标": "调解人员", "数值": "15", "单位": "名"},
    {"指标": "成功调处社会矛盾", "数值": "30", "单位": "次", "限定": "余"},
]
draft = draft_section("矛盾纠纷化解", kb=kb, township="渠马镇", year=2023, facts=facts)
print(draft.text)
print([blank.text for blank in draft.blanks])

# %% [markdown]
# A report is proof-read alone: what contradicts itself is pointed out.

# %%
for finding in review(CORPUS / "reports" / "高家镇_2024.md").findings[:3]:
    print(finding.code, finding.message)
kb.close()
