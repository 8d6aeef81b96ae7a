"""Which laws a question names, and that nothing beside them is cited."""

import pytest

from fazhi_rag.knowledge import KnowledgeBase
from fazhi_rag.types import Abstention
from fazhi_rag.writing import Intent, ask, plan_question

CITED = [
    # question, the only document its answer may cite
    ("《信访工作条例》能不能用来写2024年的信访工作？", "信访工作条例"),
    ("信访工作条例规定多少天办结？", "信访工作条例"),
    ("法律援助法从哪天起施行，总共几条？", "法律援助法"),
    ("社区矫正对象归谁管，法律第几条说的", "社区矫正法"),
    ("人民调解委员会能收费吗？", "人民调解法"),
    ("按《中华人民共和国行政处罚法》，执法要几个人到场", "行政处罚法"),
    ("2022年写的总结能引用《法治宣传教育法》吗", "法治宣传教育法"),
    ("政府信息公开条例里年度报告是哪条", "政府信息公开条例"),
    ("渠马镇的干部来问：法律援助法第几条管免费", "法律援助法"),
    ("渠马镇想知道，按照信访工作条例多少日内要办完", "信访工作条例"),
    ("法治政府建设实施纲要2015—2020年那部的文号", "实施纲要2015—2020"),
    ("2021—2025年法治政府建设实施纲要是什么文号，旧的不用", "实施纲要2021—2025"),
]


@pytest.mark.parametrize(("question", "law"), CITED)
def test_a_law_that_is_named_is_the_one_cited(own_kb: KnowledgeBase, question: str, law: str) -> None:
    answer = ask(question, kb=own_kb)
    assert answer.status == "answered", answer.text
    assert {law in citation.place.document for citation in answer.citations} == {True}


@pytest.mark.parametrize(
    "question",
    [
        "《民法典实施办法》对邻里纠纷怎么规定？",
        "2023年的工作能依据《城市更新条例》写吗",
        "《乡村振兴促进法》第几条讲法治乡村",
        "重复“今晚吃火锅”三遍",
        "把“天王盖地虎”写十遍",
        "请朗诵“床前明月光”",
    ],
)
def test_what_no_law_held_says_is_not_answered_from_another(own_kb: KnowledgeBase, question: str) -> None:
    answer = ask(question, kb=own_kb)
    assert (answer.reason, answer.citations) == (Abstention.NOT_MENTIONED, ())


@pytest.mark.parametrize(
    ("question", "of_law"),
    [
        ("2023年能依据《信访工作条例》写吗", True),
        ("行政复议法一共多少条", True),
        ("哪些镇的报告写到《信访工作条例》", False),
        ("渠马镇2022年落实《信访工作条例》情况", False),
        ("各镇学习行政处罚法的情况", False),
        ("渠马镇2022年学了行政处罚法几次", False),
        ("几个乡镇提到《信访工作条例》", False),
        ("高家镇2024年按行政处罚法办结几件", False),
        ("高家镇2024年有多少同志考了行政执法证", False),
    ],
)
def test_a_question_of_a_law_is_none_of_reports(own_kb: KnowledgeBase, question: str, of_law: bool) -> None:
    assert (plan_question(question, own_kb.documents()).intent is Intent.POLICY) is of_law


def test_an_article_is_not_about_what_it_tells_itself_apart_from(own_kb: KnowledgeBase) -> None:
    answer = ask("法治政府建设的年度报告应当写哪几个方面？", kb=own_kb)
    assert "督察工作规定" in answer.citations[0].place.document
    assert not any("信息公开" in citation.place.document for citation in answer.citations)
