"""一 as an article: 是一个过程, 的一项工程 and 一名群众说 count nothing; 聘请一名律师 does."""

from __future__ import annotations

import re

_COPULA = re.compile(
    r"(?:(?<!但)(?<!就)(?<!凡)(?<!或)(?<!于)是|作为|成为|不失为|称得上|堪称|的|同为|无疑是|就是|这样|如此|某|任何)\Z"
)
_SPEAKS = re.compile(
    r"[\u4e00-\u9fff]{1,8}?(?:说|表示|介绍|告诉|坦言|回忆|认为|感慨|感叹|称赞|称|笑着|激动地|高兴地|反映道)(?![明服法])"
)
_ABSTRACT = re.compile(
    r"[\u4e00-\u9fff]{0,8}?(?:过程|阶段|台阶|整体|方面|缩影|侧面|时期|水平|高度|里程碑|典范|榜样|样板|亮点|关键|局面"
    r"|境界|格局|挑战|考验|机遇|必然|趋势|现象|事实|道理|梦想|心愿|目标是|节点|开端|起点|转折点|生态|氛围|姿态)"
)
_COUNTED = re.compile(
    r"(?:制定|出台|建立|解决|新建|建成|打造|建设|聘请|配备|配置|召开|举办|开展|组织|完成|新增|设立|成立|增加|减少|有|达|共"
    r"|至少|仅|只|各|均|每.{0,4})\Z"
)
_PERSONS = frozenset("名位个")


def is_article(text: str, start: int, end: int, word: str) -> bool:
    """Whether 一 + `word` at start:end only means "a".

    It does behind a copula or 的 with a noun to follow, in front of a person who speaks at the start of a
    clause, and before an abstract noun that no counting verb governs.
    """
    following = text[end : end + 1]
    if not "\u4e00" <= following <= "\u9fff":
        return False
    if _COPULA.search(text, max(0, start - 3), start):
        return True
    if _COUNTED.search(text, max(0, start - 6), start):
        return False
    if word in _PERSONS and not _is_han(text[start - 1 : start]) and _SPEAKS.match(text, end):
        return True
    return _ABSTRACT.match(text, end, end + 12) is not None


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"
