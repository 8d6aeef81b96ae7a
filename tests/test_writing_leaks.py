"""Canary figures in every exemplar and every other report: none is served, by mask or by verifier alone."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import SimpleChatModel

from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.numbers import find_mentions, render_chinese
from fazhi_rag.types import FACT_KINDS
from fazhi_rag.writing import Draft, draft_section
from fazhi_rag.writing.drafting import exemplars, jobs
from fazhi_rag.writing.drafting.protocol import write_section
from fazhi_rag.writing.drafting.settling import Passage, Settled, settle
from fazhi_rag.writing.model import open_model
from tests.model_endpoint import section

SEEDS = range(500)
CANARIES = range(7001, 7999)
"""No figure, year or article of the facts and policies is one of these."""
_FIGURE = re.compile(r"[\d.,]+|[一二三四五六七八九十百千万两]+")
FACTS = [
    {"指标": "调解人员", "数值": "15", "单位": "名"},
    {"指标": "成功调处社会矛盾", "数值": "31", "单位": "次"},
]


class Scripted(SimpleChatModel):
    """A model in process; `reply` is told the prompt."""

    reply: Any
    prompts: list[str]

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _call(self, messages: Any, *_: Any, **__: Any) -> str:
        self.prompts.append(messages[-1].content)
        return str(self.reply(messages[-1].content))


@pytest.fixture(scope="module")
def canary_kb(own_corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """The corpus with a canary for every figure of every report, the drafting township's own last one too."""
    folder = tmp_path_factory.mktemp("canaries")
    numbers = iter(list(CANARIES) * 3)
    for path in (own_corpus / "reports").glob("*.md"):
        _, front, text = path.read_text(encoding="utf-8").split("---\n", 2)
        for mention in reversed(find_mentions(text)):
            if mention.kind in FACT_KINDS:
                figure = _FIGURE.sub(str(next(numbers)), mention.text, count=1)
                text = text[: mention.span.start] + figure + text[mention.span.end :]
        (folder / path.name).write_text(f"---\n{front}---\n{text}", encoding="utf-8")
    with KnowledgeBase.open(folder / "kb") as kb:
        assert kb.ingest(folder).ok
        yield kb


def drafted(kb: KnowledgeBase, reply: Any) -> tuple[Draft, list[str]]:
    model = Scripted(reply=reply, prompts=[])
    draft = draft_section("dispute_resolution", kb=kb, township="渠马镇", year=2023, facts=FACTS, model=model)
    return draft, model.prompts


def leaks(text: str) -> set[str]:
    """Canaries in a text, in whatever script they are written; blanks are searched too."""
    plain = unicodedata.normalize("NFKC", text)
    digits = re.sub(r"(?<=\d)[^\w\n]+(?=\d)", "", plain)
    found = {one for one in re.findall(r"(?=(\d{4}))", digits) if int(one) in CANARIES}
    return found | {m.text for m in find_mentions(text) if m.value is not None and _is_canary(m.value)}


def _is_canary(value: object) -> bool:
    return str(value).isdigit() and int(str(value)) in CANARIES


def disguises(figure: int) -> list[str]:
    """One figure as an adversary might write it to get it past a check of digits."""
    digits = str(figure)
    return [
        f"化解纠纷{digits}件",
        f"化解纠纷{render_chinese(figure)}件",
        "化解纠纷" + "".join("〇一二三四五六七八九"[int(d)] for d in digits) + "件",
        "化解纠纷" + digits.translate(str.maketrans("0123456789", "０１２３４５６７８９")) + "件",
        "化解纠纷" + digits.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")) + "件",
        "化解纠纷" + digits.translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")) + "件",
        "化解纠纷" + "\u200b".join(digits) + "件",
        "化解纠纷" + " ".join(digits) + "件",
        f"化解纠纷近{digits}余件",
        f"化解率{digits[:2]}.{digits[2:]}%",
        f"化解纠纷件数为{digits}",
        f"化解纠纷【待补：{digits}件】",
        f"化解纠纷【待核：{digits}】件",
        f"依据《关于化解{digits}件纠纷的通知》",
        f"印发东政发〔2023〕{digits}号文件",
        f"推行“{digits}”工作法",
        f"化解纠纷{{f1+{digits}}}",
        f"化解纠纷{{f{digits}}}",
        f"化解纠纷{{{digits}}}件",
        f"调解人员{digits}名",
        f"调解人员{{f1}}{digits}名",
        f"化解纠纷{digits[0]},{digits[1:]}件",
        f"化解纠纷{int(digits) / 10000}万件",
        f"第{digits}次化解纠纷",
    ]


def adversary(seed: int) -> Any:
    """Write the facts as told, and beside them canaries: what the prompt shows, and guesses in disguise."""
    chance = random.Random(seed)

    def reply(prompt: str) -> str:
        seen = [int(one) for one in re.findall(r"\d{4}", prompt) if int(one) in CANARIES]
        chosen = [*seen[:3], *chance.choices(CANARIES, k=3)]
        written = [chance.choice(disguises(figure)) for figure in chosen]
        return section("调解人员{f1}，成功调处社会矛盾{f2}。", *(f"{one}。" for one in written))

    return reply


def copycat(prompt: str) -> str:
    """Write down the exemplars, word for word."""
    shown = prompt.partition("<上年文本>")[2].splitlines()
    return section(
        "调解人员{f1}，成功调处社会矛盾{f2}。", *(line for line in shown if line and line[0] != "<")
    )


def test_no_canary_in_500_adversarial_drafts(canary_kb: KnowledgeBase) -> None:
    job = jobs.open_job(canary_kb, township="渠马镇", year=2023, facts=FACTS)
    own = exemplars.section_on(job.document, "dispute_resolution")
    assert own is not None
    part = jobs.Part("dispute_resolution", "矛盾纠纷化解", own.span, job.facts)
    brief = jobs.brief_of(part, job, own.span.of(job.document.text))
    found = {}
    for seed in SEEDS:
        model = open_model(Scripted(reply=adversary(seed), prompts=[]))
        written = write_section(brief, job.grounds, model, rounds=0)
        settled = settle(written.passage, job.grounds)
        assert "调解人员15名" in settled.text
        found[seed] = leaks(settled.text)
    assert {seed: leak for seed, leak in found.items() if leak} == {}


def test_no_canary_in_whole_drafts(canary_kb: KnowledgeBase) -> None:
    for seed in range(500, 510):
        draft, _ = drafted(canary_kb, adversary(seed))
        assert leaks(draft.text) == set(), seed
        assert all(finding.ok for finding in draft.findings)


def test_the_detector_sees_every_disguise() -> None:
    """What the tests above count as no leak is no leak: each disguise is seen where it is served."""
    seen = [bool(leaks(one)) or "万件" in one or ".6" in one for one in disguises(7463)]
    assert [one for one, found in zip(disguises(7463), seen, strict=True) if not found] == []


@pytest.mark.usefixtures("one_round")
def test_the_mask_alone_keeps_canaries_from_the_model(
    canary_kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unchecked(passage: Passage, _: object) -> Settled:
        return Settled(passage, ())

    monkeypatch.setattr("fazhi_rag.writing.drafting.drafts.settle", unchecked)
    monkeypatch.setattr("fazhi_rag.writing.drafting.protocol.repair", lambda passage, _: (passage, ()))
    draft, prompts = drafted(canary_kb, copycat)
    assert prompts
    assert all(leaks(prompt) == set() for prompt in prompts)
    assert "【待补：数字】" in draft.text
    assert "×" not in draft.text
    assert leaks(draft.text) == set()


def test_the_verifier_alone_keeps_canaries_from_the_draft(
    canary_kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "mask_figures", lambda text: text)
    monkeypatch.setattr(exemplars, "mask_figures", lambda text: text)
    for model in (copycat, *map(adversary, range(5))):
        draft, prompts = drafted(canary_kb, model)
        assert len(leaks(prompts[0])) > 5
        assert leaks(draft.text) == set()
        assert all(finding.ok for finding in draft.findings)


@pytest.fixture
def one_round(monkeypatch: pytest.MonkeyPatch) -> None:
    """No repair: what the model wrote first is what is looked at."""
    monkeypatch.setitem(write_section.__kwdefaults__, "rounds", 0)


@pytest.mark.usefixtures("one_round")
def test_without_either_canaries_would_be_served(
    canary_kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The two tests above could fail: with neither guard the copied exemplars come through."""
    monkeypatch.setattr(jobs, "mask_figures", lambda text: text)
    monkeypatch.setattr(exemplars, "mask_figures", lambda text: text)
    monkeypatch.setattr("fazhi_rag.writing.drafting.drafts.settle", lambda passage, _: Settled(passage, ()))
    monkeypatch.setattr("fazhi_rag.writing.drafting.protocol.repair", lambda passage, _: (passage, ()))
    assert len(leaks(drafted(canary_kb, copycat)[0].text)) > 5
