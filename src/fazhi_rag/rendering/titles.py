"""Break a title into lines by sense: balanced, none broken inside a word or a number."""

from __future__ import annotations

import re
from itertools import combinations, pairwise

LONGEST_LINE = 20
"""Characters of 2号 on a line of 156 mm."""
_MOST_LINES = 4
_WORD = re.compile(
    r"\d+(?:[-—至]\d+)?(?:年度?|月|日|号)?|第一责任人|法治政府建设|法治建设|推进法治|人民政府|委员会|办事处"
    r"|年度(?:工作)?报告|工作(?=报告|情况)|(?:情况)?的?(?:报告|汇报|总结)|情况|关于|履行|职责"
    r"|[\u4e00-\u9fff]{2,6}?(?:自治县|街道|[县区市旗镇乡])(?=\S)|[“《（〈][^”》）〉]{1,18}[”》）〉]|."
)
_WEAK = re.compile(r"[的、，。；：）》”〉]|.\Z", re.DOTALL)


def width_of(text: str) -> float:
    """Return how many characters wide a text is: letters and digits count half."""
    return sum(0.5 if character.isascii() else 1 for character in text)


def break_title(title: str) -> tuple[str, ...]:
    """Cut a title into the fewest lines that hold it, near equal in length, between words.

    Source: GB/T 9704-2012 §7.3.1 (词意完整, 排列对称, 长短适宜). A title beyond four lines is left whole.
    """
    words = _WORD.findall(title)
    for count in range(1, _MOST_LINES + 1):
        if width_of(title) <= count * LONGEST_LINE and (lines := _cut(words, count)):
            return lines
    return (title,)


def _cut(words: list[str], count: int) -> tuple[str, ...]:
    """Return the best cut of the words into lines; nothing where none fits."""
    places = [at for at in range(1, len(words)) if not _WEAK.match(words[at]) or words[at - 1] == "·"]
    best: tuple[float, tuple[str, ...]] | None = None
    for cuts in combinations(places, count - 1):
        ends = (0, *cuts, len(words))
        lines = tuple("".join(words[a:b]) for a, b in pairwise(ends))
        widths = [width_of(line) for line in lines]
        if max(widths) <= LONGEST_LINE:
            cost = max(widths) - min(widths) + sum(_roughness(words[cut - 1], words[cut]) for cut in cuts)
            best = min(best, (cost, lines)) if best else (cost, lines)
    return best[1] if best else ()


def _roughness(before: str, after: str) -> float:
    """Say how much a break between two words hurts: least after an issuer or a year."""
    if after == "关于" or before == "·":
        # The issuer stands on a line of its own, and so does what a title adds to itself.
        return -LONGEST_LINE / 2
    if len(before) == 1 and len(after) == 1:
        return LONGEST_LINE
    return 0.0 if before.endswith(("县", "区", "镇", "乡", "街道", "政府", "会", "年", "年度")) else 3.0
