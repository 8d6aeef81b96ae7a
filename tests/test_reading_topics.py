"""The 28 topics: the data, the lookup by name, and which passage is about what."""

from __future__ import annotations

import pytest

from fazhi_rag.errors import UnknownScope
from fazhi_rag.reading import find_topic, load_topics, match_topics
from fazhi_rag.types import Part

IDS = [
    "org_leadership",
    "xi_thought_study",
    "first_responsible",
    "gov_function_lists",
    "gov_service",
    "business_env",
    "normative_docs",
    "major_decisions",
    "legality_review",
    "legal_counsel",
    "enforcement_three",
    "enforcement_ops",
    "enforcement_team",
    "emergency",
    "dispute_resolution",
    "petition",
    "reconsider_litigation",
    "power_supervision",
    "gov_openness",
    "digital_gov",
    "law_publicity",
    "legal_literate",
    "public_legal_service",
    "correction_resettlement",
    "safe_governance",
    "honors_features",
    "problems",
    "next_plan",
]


def test_there_are_the_28_topics_of_the_taxonomy() -> None:
    assert [topic.id for topic in load_topics()] == IDS
    assert all(
        topic.name and topic.headings and len(set(topic.headings)) == len(topic.headings)
        for topic in load_topics()
    )
    assert load_topics()[0].to_dict()["id"] == "org_leadership"


LOOKUP = [
    ("dispute_resolution", "dispute_resolution"),
    ("矛盾纠纷排查化解", "dispute_resolution"),
    ("矛盾纠纷化解", "dispute_resolution"),
    (" 人民调解 ", "dispute_resolution"),
    ("普法", "law_publicity"),
    ("社区矫正", "correction_resettlement"),
    ("安置帮教", "correction_resettlement"),
    ("下一步", "next_plan"),
]


@pytest.mark.parametrize(("name", "topic"), LOOKUP)
def test_a_topic_is_found_by_id_name_or_naming_word(name: str, topic: str) -> None:
    assert find_topic(name).id == topic


@pytest.mark.parametrize("name", ["", "天气", "football"])
def test_an_unknown_topic_is_refused_with_the_list(name: str) -> None:
    with pytest.raises(UnknownScope, match=r"dispute_resolution.*next_plan"):
        find_topic(name)


PASSAGES = [
    # (text, topics that must be among the three, topics that must not)
    (
        "全镇排查纠纷12次，调解成功30件，签订调解协议4份。",
        {"dispute_resolution"},
        {"law_publicity", "petition"},
    ),
    ("发放宣传资料500份，开展法治讲座3场，悬挂横幅20条。", {"law_publicity"}, {"dispute_resolution"}),
    ("领导干部接访50批次，化解信访积案3件。", {"petition"}, {"law_publicity"}),
    ("配备执法记录仪6台，落实执法公示、全过程记录、法制审核。", {"enforcement_three"}, {"gov_openness"}),
    (
        "聘请律师担任政府法律顾问，审查合同15份，出具法律意见8条。",
        {"legal_counsel", "legality_review"},
        set(),
    ),
    (
        "以习近平法治思想为指导，党政主要负责人切实扛起第一责任人责任，加强组织领导，排查矛盾纠纷9次，调解8件。",
        {"dispute_resolution"},
        {"xi_thought_study"},
    ),
    (
        "组织党委理论学习中心组集体学习3次，会前学法5次，学习习近平法治思想。",
        {"xi_thought_study"},
        {"org_leadership"},
    ),
    ("在册社区矫正对象9人，安置帮教20人。", {"correction_resettlement"}, set()),
    ("全年主动公开政府信息80条，答复依申请公开2件。", {"gov_openness"}, {"enforcement_three"}),
    ("行政诉讼案件2件，负责人出庭应诉2次。", {"reconsider_litigation"}, set()),
    ("开展消防演练2次，排查安全隐患13处。", {"emergency"}, {"dispute_resolution"}),
    ("天气晴好，道路畅通。", set(), set(IDS)),
    ("", set(), set(IDS)),
]


@pytest.mark.parametrize(("text", "expected", "foreign"), PASSAGES)
def test_passages_get_their_topics(text: str, expected: set[str], foreign: set[str]) -> None:
    found = {match.id for match in match_topics(text)}
    assert expected <= found
    assert not foreign & found


def test_matches_are_ranked_limited_and_say_which_words_led_to_them() -> None:
    text = "人民调解成功12件，发放宣传资料500份，行政诉讼0件，接访5批，执法记录仪2台。"
    matches = match_topics(text)
    assert len(matches) == 3
    assert [match.score for match in matches] == sorted((match.score for match in matches), reverse=True)
    assert "人民调解" in next(match for match in matches if match.id == "dispute_resolution").words
    assert len(match_topics(text, 1)) == 1


def test_the_heading_weighs_more_than_the_text_and_the_part_comes_first() -> None:
    text = "发放宣传资料，开展法治讲座，悬挂横幅，调解员到场。"
    assert match_topics(text)[0].id == "law_publicity"
    assert match_topics(text, heading="加强人民调解，化解矛盾纠纷")[0].id == "dispute_resolution"
    assert match_topics(text, part=Part.NEXT_PLAN)[0].id == "next_plan"
    assert match_topics("人手不够，能力有待提高。", part=Part.PROBLEMS)[0].id == "problems"
