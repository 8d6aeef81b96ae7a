"""How fast a review is: reports a second alone, and one report beside many that are held.

    python benchmarks/review.py [--reports 2000] [--folder DIR]

The held reports are synthetic; 200 characters of ours stand in one of them and in the reviewed one. The first
search makes the index; the second loads it from the folder; the third is warm. The formula phrases stand in
ten of the held reports, too few to be taken for everybody's by count: they must not add a finding. With
--folder a second run finds its reports ingested.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from fazhi_rag.evaluation.synthetic import synthesise
from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.reading import document_from_text
from fazhi_rag.reviewing import ReviewSettings, review, similarity

COPIED = (
    "石拱桥头的茶馆把楼上腾出来作了评理堂，墙上挂着铜锣，谁家有了疙瘩就敲响它。评理的人由双方各请，茶馆掌柜作陪，"
    "坐在靠窗的方桌边听完来龙去脉，先把争的是哪垄地、哪堵墙在图上描清楚，再翻出从前的字据逐条念。念完之后大家沉默"
    "半炷香的工夫，各自掂量，多半就有人先开口退让半步。退让的写进薄册，按上手印，掌柜免掉当日的茶钱；不肯退让的也"
    "不勉强，隔天由驻村律师陪着去法庭，路上把利害慢慢说透，回来再请双方坐下喝碗热茶。"
)
FORMULA = (
    "以习近平新时代中国特色社会主义思想为指导，深刻领悟“两个确立”的决定性意义，深入学习贯彻习近平法治思想，"
    "增强“四个意识”、坚定“四个自信”、做到“两个维护”，切实抓好《法治政府建设实施纲要（2021—2025年）》。"
)
ALONE = 100


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--reports", type=int, default=2000)
    options.add_argument("--folder", type=Path)
    given = options.parse_args()
    alone()
    with tempfile.TemporaryDirectory() as temporary:
        beside(given.folder or Path(temporary), given.reports)


def alone() -> None:
    reports = [document_from_text(r.text, name=r.name) for r in synthesise(ALONE, seed=29)]
    review(reports[0])
    clocked, worked, times = time.perf_counter(), time.process_time(), []
    for report in reports:
        started = time.process_time()
        review(report)
        times.append(time.process_time() - started)
    clocked, worked = time.perf_counter() - clocked, time.process_time() - worked
    size = sum(len(report.text) for report in reports) / len(reports)
    print(
        f"alone: {ALONE / clocked:.1f} reports/s by the clock, {ALONE / worked:.1f} by processor time "
        f"(n {ALONE}, {size:.0f} characters each, p95 {statistics.quantiles(times, n=20)[-1] * 1000:.0f} ms)"
    )


def beside(folder: Path, count: int) -> None:
    reports = list(synthesise(count + 1, seed=31))
    reviewed, held = reports[-1], reports[:-1]
    texts = folder / "texts"
    texts.mkdir(parents=True, exist_ok=True)
    for number, report in enumerate(held):
        added = COPIED * (number == count // 2) + FORMULA * (number % max(count // 10, 1) == 0)
        (texts / report.name).write_text(add(report.text, added), encoding="utf-8")
    with KnowledgeBase.open(folder / "kb") as kb:
        kb.ingest(texts)
        document = document_from_text(add(reviewed.text, COPIED), name=reviewed.name)
        settings = ReviewSettings(select=("C103",))
        for name in ("made", "loaded", "warm", "warm, all rules"):
            if name == "loaded":
                similarity._load_or_make.cache_clear()
            clocked, worked = time.perf_counter(), time.process_time()
            found = review(document, kb=kb, settings=ReviewSettings() if name.endswith("rules") else settings)
            clocked, worked = time.perf_counter() - clocked, time.process_time() - worked
            planted = [f for f in found.findings if f.code == "C103" and f.text[:10] in COPIED]
            where = [(one.township, one.year) for f in planted for one in f.related]
            right = (held[count // 2].township, held[count // 2].year) in where
            print(
                f"beside {count}, index {name}: {clocked:.2f} s by the clock, "
                f"{worked:.2f} s of processor time; "
                f"planted copy {'found with place' if right else 'NOT FOUND'}"
            )
        bare, formal = (
            len(review(document_from_text(text, name=reviewed.name), kb=kb, settings=settings).findings)
            for text in (reviewed.text, add(reviewed.text, FORMULA))
        )
        print(f"formula phrases added: {formal} findings, {bare} without them")
        size = (kb.path / similarity.FILE_NAME).stat().st_size / 1e6
        print(f"index: {size:.0f} MB")


def add(text: str, added: str) -> str:
    return text.replace("\n二、", f"\n{added}\n二、", 1) if added else text


if __name__ == "__main__":
    main()
