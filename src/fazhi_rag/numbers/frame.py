"""What a sentence says around its numbers: the year, the stated period, the actor."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from fazhi_rag.numbers.found import Found
from fazhi_rag.numbers.verbs import pattern

_SENTENCE_END = re.compile(r"[。！？!?\n]")
_CLAUSE_END = re.compile(r"[，；：。！？!?;\n]|(?<![0-9])[,:]|[,:](?![0-9])|——")
_M = r"(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])"
_PERIOD = re.compile(
    rf"截[至止]到?至?(?:目前|现在|今年|去年|(?:(?:20[0-9]{{2}}|[上本今]|当)年?)?年?{_M}月(?:[0-9]{{1,2}}日|[底末初])?|20[0-9]{{2}}年年?[底末]|[上本今]?年[底末])"
    rf"|(?:今年|去年|年初|[0-9]{{4}}年|{_M}月(?:份)?|开年|入[春夏秋冬汛]|[上本]月)以来"
    rf"|(?<![较比])(?:上半年|下半年|(?<!每)第?[一二三四1-4]个?季度|前[一二三]个?季度|{_M}月?(?:[—–\-~]|至|到){_M}月(?:份)?|前{_M}个月)"
    r"|全年|年度累计|本年度|年内|目前|现阶段|近[一二两三四五六七八九十0-9]+年来?|(?:春节|国庆|五一|清明|暑假|寒假|汛期|疫情|节假日|假期)期间|[\u4e00-\u9fff]{2}宣传[周月日]|安全生产月|当[日天月晚]"
)


@dataclass(slots=True)
class Frame:
    """What holds at one place of a text; `advance` moves it to the right only."""

    text: str
    sentences: list[int]
    clauses: list[int]
    at: int = 0
    sentence: int = 0
    year: int | None = None
    period: str | None = None
    actor: str | None = None

    def advance(self, found: Found) -> bool:
        """Move to `found`, reading what lies between. Return whether a new sentence began."""
        sentence = start_of(self.sentences, found.start)
        new = sentence != self.sentence
        if new:
            self.sentence, self.at = sentence, sentence
            self.year = self.period = self.actor = None
        begin, self.at = self.at, max(self.at, found.start)
        if found.start - begin < 2 and found.is_fact:
            return new
        for match in _PERIOD.finditer(self.text, begin, found.end):
            if match.start() < found.start:
                self.period = match[0]
        for actor in pattern("actors").finditer(self.text, begin, found.start):
            self.actor = actor[0]
        return new


def frame_of(text: str) -> Frame:
    """Return the frame at the start of `text`."""
    return Frame(
        text,
        [0, *(match.end() for match in _SENTENCE_END.finditer(text))],
        [0, *(match.end() for match in _CLAUSE_END.finditer(text))],
    )


def start_of(starts: list[int], position: int) -> int:
    """Return the last of the ordered `starts` at or before `position`."""
    return starts[bisect_right(starts, position) - 1]


def end_of(starts: list[int], position: int, length: int) -> int:
    """Return where the piece that holds `position` ends, its closing mark left out."""
    following = bisect_right(starts, position)
    return starts[following] - 1 if following < len(starts) else length
