"""What a number counts: subject, head, rate, role, actor, period, year."""

import json
import os
from pathlib import Path

import pytest

from fazhi_rag.numbers import find_mentions
from fazhi_rag.types import Mention

CORPUS = Path(os.environ.get("FAZHI_REAL_CORPUS", Path(__file__).parents[2] / "shared"))


def facts(text: str) -> list[Mention]:
    return [mention for mention in find_mentions(text) if mention.is_fact]


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        ("成功调处邻里矛盾20余次。", ["邻里矛盾"]),  # left, verb dropped
        ("配备12部执法记录仪。", ["执法记录仪"]),  # right after a verb
        ("开展7场法治宣讲活动。", ["法治宣讲活动"]),
        ("组建宣讲队4支26人。", ["宣讲队", "宣讲队"]),  # juxtaposed
        ("受理民事纠纷64宗，调解成功61宗。", ["民事纠纷", "民事纠纷"]),  # elided
        ("主要领导开展专项调研3次，分管领导开展5次。", ["专项调研", "专项调研"]),
        ("聘用2名熟悉法律的退休教师。", ["退休教师"]),  # relative clause
        ("参学率、合格率均达100%。", ["参学率、合格率"]),  # one number, two subjects
        ("组织应急演练，全年共9次。", ["应急演练"]),  # the clause before
        ("全县12个乡镇。", ["乡镇"]),
        ("设置宣传栏6块、举报箱3个。", ["宣传栏", "举报箱"]),
        ("律所3家担任顾问。", ["律所"]),  # 家 counts bodies, not what they do
        ("镇属企业16家合规体检2轮。", ["镇属企业", "合规体检"]),
        ("吸引来自7个国家的460家出版商参展。", ["国家", "出版商"]),
        ("9个党支部结合普法开展活动。", ["党支部"]),  # a coverb ends the phrase
        ("3名调解员即将退休。", ["调解员"]),  # so does an adverb
        ("货船搭载集装箱200个驶离港口。", ["集装箱"]),  # and a verb with its result
        ("五分之三的县城通了高铁。", ["县城"]),  # and an aspect
        ("行政诉讼案件3件，败诉0件。", ["行政诉讼案件", "行政诉讼案件"]),  # 败诉 is no noun of 件
        ("清理规范性文件9件：保留5件，废止4件。", ["规范性文件"] * 3),
        ("创建省级示范村1个，市级4个。", ["省级示范村", "省级示范村"]),  # an attribute
        ("居民消费价格同比上涨0.3%。", ["居民消费价格"]),
        ("涨幅比上月扩大0.1个百分点。", ["涨幅"]),
        ("净利润同比大涨58%。", ["净利润"]),
        ("产量2万吨，是上年同期的3倍。", ["产量", "产量"]),
        ("形成决议19条。", ["决议"]),  # a verb behind a verb is its object
        ("因整改不力被镇政府通报1次。", ["通报"]),  # a passive
        ("事故造成2人受伤。", ["人"]),
        ("村民代表会讨论后，16名代表举手赞成。", ["代表"]),  # a verb no list of ours knows
        ("六成网民支持延长产假。", ["网民"]),  # a verb that is a noun as well, before another
        ("警方解救了8名被拐儿童。", ["被拐儿童"]),  # 被 inside a noun phrase
        ("走访5所中小学校。", ["中小学校"]),  # 中 opens a word
        ("公园栽下500棵观赏树木。", ["观赏树木"]),
        ("为7名获奖农户颁发证书。", ["获奖农户"]),  # what a preposition governs
        ("网格员排查隐患31处，被上级部门采用6处。", ["隐患", "隐患"]),  # an agent is not counted
        ("新剧上映9天票房突破2亿元。", ["新剧", "票房"]),  # how long something lasts
        ("修订村规民约9份。", ["村规民约"]),
        ("3名辅警驻村工作。", ["辅警"]),
        ("2名副科级以上干部到会。", ["副科级以上干部"]),
        ("菜价每斤下降0.4元。", ["菜价"]),  # what the rate is per, and the deed
        ("占比提高到12%。", ["占比"]),
        ("目前6名伤员已出院。", ["伤员"]),  # 目前, and no rank
    ],
)
def test_head_noun(text: str, heads: list[str]) -> None:
    assert [mention.head for mention in facts(text)] == heads


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("每季度开展培训1次。", ["季度"]),
        ("每村配备调解员3名、网格员2名。", ["村", "村"]),
        ("全镇18个村均配备一名法律顾问。", [None, "村"]),
        ("人均学习40小时。", ["人"]),
        ("例会4次/月。", ["月"]),
        ("每两个月巡查一次。", ["两个月"]),
        ("一年两次体检。", ["年"]),
        ("每季度更新清单，全年培训5次。", [None]),
        ("每年召开例会，累计共培训30次。", [None]),
        ("每位驻村干部联系4户。", ["驻村干部"]),
        ("平均每个工作日受理诉求52件。", ["工作日"]),
        ("每名调解员每月走访6户。", ["月"]),  # the last said
        ("每片区配备保洁员2名。", ["片区"]),
        ("半年召开一次联席会。", ["半年"]),
        ("半年内召开例会2次。", [None, None]),
        ("车辆每行驶100公里耗油7升。", ["100公里"]),
        ("代表人手1册。", ["人"]),
        ("单件平均用时3天。", ["件"]),
        ("收到订单20件。", [None]),
        ("每季度末通报1次，全年通报4次。", ["季度", None]),
    ],
)
def test_rates(text: str, per: list[str | None]) -> None:
    assert [mention.per for mention in facts(text)] == per


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("办公室由4间提升到14间。", ["before", "after"]),
        ("时限从20天压缩至7天。", ["before", "after"]),
        ("公开信息98条，含重点领域信息21条。", ["whole", "part"]),
        ("调解45件，其中邻里19件、婚姻12件。", ["whole", "part", None]),
        ("培训3场，发放资料200份。", [None, None]),
    ],
)
def test_roles(text: str, roles: list[str | None]) -> None:
    assert [mention.role for mention in facts(text)] == roles


def test_actor_period_and_year_travel_with_the_number() -> None:
    text = "2023年截至11月底，主要领导调研2次，分管领导调研4次。上半年检查9次。"
    first, second, third = facts(text)
    assert (first.actor, second.actor, third.actor) == ("主要领导", "分管领导", None)
    assert (first.period, second.period, third.period) == ("截至11月底", "截至11月底", "上半年")
    assert (first.year, second.year, third.year) == (2023, 2023, None)


@pytest.mark.skipif(not (CORPUS / "corpus").is_dir(), reason="needs the real reports (FAZHI_REAL_CORPUS)")
def test_head_nouns_of_the_real_reports() -> None:
    rows = [
        json.loads(line)
        for line in (Path(__file__).parent / "data" / "mention_heads.jsonl").read_text("utf-8").splitlines()
    ]
    right = 0
    for row in rows:
        text = (CORPUS / "corpus" / row["doc"]).read_text("utf-8")
        mention = next(m for m in find_mentions(text) if m.span.start <= row["start"] < m.span.end)
        right += mention.head is not None and mention.head.endswith(tuple(row["heads"]))
    assert right / len(rows) >= 0.95


def test_head_nouns_of_written_sentences() -> None:
    path = Path(__file__).parent / "data" / "written_heads.jsonl"
    wanted = right = 0
    for row in map(json.loads, path.read_text("utf-8").splitlines()):
        found, at = facts(row["text"]), 0
        for label in row["heads"]:
            at = row["text"].index(label["number"], at)
            head = next((m.head or "" for m in found if m.span.start <= at + 1 and at < m.span.end), "")
            wanted += 1
            right += any(head and (head.endswith(h) or h.endswith(head)) for h in label["heads"])
            at += len(label["number"])
    assert right / wanted >= 0.96, f"{right} of {wanted}"


def test_rates_of_written_sentences() -> None:
    path = Path(__file__).parent / "data" / "written_rates.jsonl"
    wanted = right = 0
    for row in map(json.loads, path.read_text("utf-8").splitlines()):
        found, at = facts(row["text"]), 0
        for label in row["rates"]:
            at = row["text"].index(label["number"], at)
            per = next((m.per for m in found if m.span.start <= at + 1 and at < m.span.end), None)
            wanted += 1
            right += per in label["per"] if label["per"] else per is None
            at += len(label["number"])
    assert right / wanted >= 0.93, f"{right} of {wanted}"
