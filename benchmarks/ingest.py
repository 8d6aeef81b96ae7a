"""Reports a second through the catalogue, the ledger and the indexes, by stage, and how that holds.

    python benchmarks/ingest.py [--count 1000] [--jobs 1] [--keep FOLDER]

Reports are synthetic, in our own words, seeded, about 3,000 characters and 85 figures each. Times are
processor time of this process, so that they hold on a busy machine; with one job that is everything.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fazhi_rag.knowledge import KnowledgeBase, incoming, ingest, lexical, vectors, writer

COUNTIES = ("青川县", "临江区", "云泉县", "白石县", "丰南区", "柳河县", "安平县", "东岭区")
FIRST, SECOND = "云白柳大南新龙双清石金凤平永长高", "溪石树河坪桥泉岭山湖田川塘阳"
OPENINGS = (
    "坚持把{t}摆在突出位置",
    "围绕{t}持续用力",
    "聚焦{t}补齐短板",
    "以{t}为抓手",
    "紧盯{t}重点环节",
    "扎实做好{t}工作",
)
TOPICS = (
    "干部学法", "重大决策审查", "行政执法规范", "矛盾纠纷化解", "普法宣传", "政务服务", "法律顾问",
    "村规民约修订", "信访事项办理", "应急管理", "政务公开", "社区矫正", "法律援助", "营商环境", "队伍建设",
)  # fmt: skip
CLAIMS = (
    "全年组织学习{a}次，参加干部{b}人次", "审查合同{a}份，提出意见{b}条", "开展联合检查{a}次，整改隐患{b}处",
    "受理纠纷{b}件，调解成功{a}件", "发放资料{b}余份，举办讲座{a}场", "办理事项{b}件，群众满意率达{p}%",
    "聘请律师{c}名，接待咨询{b}人次", "修订村规民约{c}份，召开院坝会{a}场", "接待来访{a}批，办结率{p}%",
    "组织演练{c}次，排查隐患{b}处", "公开信息{b}条，答复申请{c}件", "走访帮教对象{a}人次，签订协议{c}份",
    "指派援助案件{c}件，挽回损失{a}万元", "走访企业{a}家，解决诉求{b}项", "新增持证人员{c}名，培训{a}学时",
)  # fmt: skip
ENDINGS = (
    "形成上下联动的工作格局",
    "群众反映的急难事得到回应",
    "基层治理水平稳步提升",
    "责任链条进一步压实",
    "做到件件有着落",
)
PROBLEMS = (
    "干部学用结合不够紧密",
    "执法力量与任务不相匹配",
    "普法形式还不够多样",
    "调解员年龄结构偏大",
    "档案整理不够规范",
)


def write_report(folder: Path, number: int) -> None:
    """Write the report with this number: always the same text for the same number."""
    chance = random.Random(number)
    at, first = divmod(number // 72, len(FIRST))
    township = f"{FIRST[first]}{SECOND[at % len(SECOND)]}{FIRST[at // len(SECOND)]}镇"
    county, year = COUNTIES[number % len(COUNTIES)], 2016 + number // len(COUNTIES) % 9
    parts = [f"{county}{township}{year}年法治政府建设情况报告", f"现将{year}年法治政府建设情况报告如下："]
    parts.append("一、主要举措和成效")
    for at, topic in enumerate(chance.sample(TOPICS, 8)):
        claims = "".join(f"{'一二三四'[item]}是{_sentence(chance)}" for item in range(4))
        opening = chance.choice(OPENINGS).format(t=topic)
        parts.append(f"（{'一二三四五六七八'[at]}）{opening}。{_sentence(chance)}{claims}")
    parts += [
        "二、存在的不足和原因",
        "".join(f"{'一二三'[i]}是{p}。" for i, p in enumerate(chance.sample(PROBLEMS, 3))),
    ]
    parts += ["三、党政主要负责人履行第一责任人职责情况", _sentence(chance) * 2]
    parts += [
        "四、下一年主要安排",
        f"{year + 1}年，继续{chance.choice(OPENINGS).format(t=chance.choice(TOPICS))}。{_sentence(chance)}",
    ]
    (folder / f"{number:05d}_{township}_{year}.txt").write_text("\n".join(parts) + "\n", "utf-8")


def _sentence(chance: random.Random) -> str:
    numbers = {"a": chance.randint(2, 90), "b": chance.randint(20, 3000), "c": chance.randint(1, 40)}
    claim = chance.choice(CLAIMS).format(**numbers, p=chance.randint(9000, 10000) / 100)
    lead = chance.choice(OPENINGS).format(t=chance.choice(TOPICS))
    return f"{lead}，{claim}，{chance.choice(ENDINGS)}。"


class Clock:
    """Adds up what named functions cost, one call of another's time apart."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._inner = [0.0]

    def watch(self, owner: Any, name: str, stage: str) -> None:
        """Time a function from now on."""
        whole: Callable[..., Any] = getattr(owner, name)

        def timed(*args: Any, **kwargs: Any) -> Any:
            start = time.process_time()
            self._inner.append(0.0)
            try:
                return whole(*args, **kwargs)
            finally:
                spent = time.process_time() - start
                self.spent[stage] += spent - self._inner.pop()
                self._inner[-1] += spent

        setattr(owner, name, timed)


STAGES = (
    (incoming, "read_document", "read"),
    (incoming, "find_mentions", "mentions"),
    (incoming, "chunk_document", "chunks"),
    (incoming, "collect_figures", "figures"),
    (incoming, "bands_of", "likeness"),
    (ingest, "judge_copy", "likeness"),
    (ingest.catalogue, "add_document", "catalogue"),
    (writer, "entries_of", "catalogue"),
    (lexical.LexicalIndex, "apply", "lexical"),
    (writer, "embed_entries", "vectors"),
    (vectors.VectorStore, "add", "vectors"),
    (vectors.VectorStore, "__init__", "vectors"),
)


def run(folder: Path, kb_path: Path, jobs: int, step: int) -> None:
    """Ingest the folder's files `step` at a time and print what each step cost."""
    clock = Clock()
    for owner, name, stage in STAGES:
        clock.watch(owner, name, stage)
    files = sorted(folder.iterdir())
    with KnowledgeBase.open(kb_path) as kb:
        kb.search("预热")
        for start in range(0, len(files), step):
            clock.spent.clear()
            begun = time.process_time()
            report = kb.ingest(files[start : start + step], jobs=jobs)
            wall = time.process_time() - begun
            _print(clock.spent, wall, len(report.added), start + step)
            assert report.ok, report.failed[:3]


def _print(spent: dict[str, float], wall: float, count: int, total: int) -> None:
    spent = dict(spent)
    embedding = spent.pop("vectors", 0.0)
    rest = wall - embedding - sum(spent.values())
    shares = "  ".join(
        f"{stage} {1000 * cost / count:.1f}" for stage, cost in {**spent, "rest": rest}.items()
    )
    print(
        f"{total:6d} held: {count / (wall - embedding):5.1f} a second ({count / wall:.1f} with vectors); "
        f"ms a report: {shares}  | vectors {1000 * embedding / count:.1f}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="leave the reports and the knowledge base in this folder")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        root = arguments.keep or Path(scratch)
        folder = root / "reports"
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(arguments.count):
            write_report(folder, number)
        run(folder, root / "kb", arguments.jobs, max(arguments.count // 5, 1))


if __name__ == "__main__":
    main()
