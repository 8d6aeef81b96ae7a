"""Measure which ranking finds the right passage: lexical, dense or fused.

usage: ranking.py QUESTIONS.jsonl REPORTS_FOLDER [--distractors N]

A question counts where it is answerable, about exactly one report and has evidence. A hit is a passage of
that report that holds at least one of the evidence strings. R@k is the share of questions with a hit among
the first k. With N distractors, the reports hide among N synthetic ones: paragraphs of the same reports dealt
out anew under other townships' names, so that every sentence of an answer stands in many reports that do not
count.

Bias: five reports, the questions were written by someone who had read them, and the synthetic siblings share
their wording, which is hard on rankings without a filter and no help to any.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.types import Hit

RANKINGS = ("lexical", "dense", "fused")
DEPTHS = (1, 5)
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("questions", type=Path)
    parser.add_argument("reports", type=Path)
    parser.add_argument("--distractors", type=int, default=0)
    args = parser.parse_args()
    questions = load_questions(args.questions)
    with tempfile.TemporaryDirectory() as folder, KnowledgeBase.open(Path(folder) / "kb") as kb:
        kb.ingest(args.reports)
        if args.distractors:
            siblings = Path(folder) / "siblings"
            write_siblings(args.reports, siblings, args.distractors)
            kb.ingest(siblings)
        print(f"{len(questions)} questions, {kb.status()['chunks']} passages")
        print("ranking   filter          R@1   R@5   ms")
        for filtered in (False, True):
            for ranking in RANKINGS:
                shares, milliseconds = measure(kb, questions, ranking=ranking, filtered=filtered)
                name = "township+year" if filtered else "none"
                print(f"{ranking:<9} {name:<14} {shares[0]:5.2f} {shares[1]:5.2f} {milliseconds:5.1f}")


def load_questions(path: Path) -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [row for row in rows if row["answerable"] and len(row["docs"]) == 1 and row["evidence"]]


def measure(
    kb: KnowledgeBase, questions: list[dict[str, Any]], *, ranking: str, filtered: bool
) -> tuple[list[float], float]:
    places = {Path(record.name).name: record.identity for record in kb.documents()}
    found = dict.fromkeys(DEPTHS, 0)
    seconds = 0.0
    for question in questions:
        identity = places[question["docs"][0]]
        scope = {"township": identity.township, "year": identity.year} if filtered else {}
        start = time.perf_counter()
        hits = kb.search(question["question"], k=max(DEPTHS), ranking=ranking, **scope)
        seconds += time.perf_counter() - start
        for depth in DEPTHS:
            found[depth] += any(is_hit(hit, question) for hit in hits[:depth])
    return [found[depth] / len(questions) for depth in DEPTHS], 1000 * seconds / len(questions)


def is_hit(hit: Hit, question: dict[str, Any]) -> bool:
    right = Path(hit.document).name == question["docs"][0]
    return right and any(squeeze(evidence) in squeeze(hit.text) for evidence in question["evidence"])


def squeeze(text: str) -> str:
    return "".join(text.split())


def write_siblings(reports: Path, folder: Path, count: int) -> None:
    folder.mkdir()
    texts = [path.read_text("utf-8") for path in sorted(reports.iterdir())]
    for name, text in deal_out(texts, count):
        (folder / name).write_text(text, "utf-8")


def deal_out(texts: list[str], count: int) -> Iterator[tuple[str, str]]:
    random.seed(2)
    paragraphs = [line for text in texts for line in text.splitlines()[3:] if len(line) > 80]
    for number in range(count):
        town = "".join(random.choices(SURNAMES, k=3)) + "镇"
        year = random.choice((2021, 2022, 2023, 2024))
        body = "\n".join(
            f"（{index}）{line}"
            for index, line in zip("一二三四五六七八", random.sample(paragraphs, 8), strict=True)
        )
        title = f"{town}{year}年法治政府建设情况报告"
        head = f"{title}\n现将{title}如下：\n一、工作开展情况\n"
        yield f"{number:05d}_{town}_{year}.txt", head + body


if __name__ == "__main__":
    main()
