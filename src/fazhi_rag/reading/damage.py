"""Sentences a conversion or a mirror has spoiled: digits that lost characters, adverts pasted over words.

Source: DOMAIN notes on artefacts of township web pages, §2.5.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fazhi_rag.numbers import sentence_spans
from fazhi_rag.types import Span

_DIGITS = re.compile(
    r"(?<!\d)20\d{2}20\d{2}(?!\d)"  # 20212025年
    r"|(?<!\d)20\d{2}\d{1,4}(?=[日号])"  # 自202411日起, 20239号
    r"|(?<=[自至到于])20[12]\d{2,3}(?![\d.,，%％元万亿人件次户份个名]|\d)(?=[，。；起止至\n]|\Z)"  # 至20253。
    r"|(?<=[自至到])\d{3,4}日(?!内)"  # 至1231日止
    r"|〔[^〕\n]{0,10}号|〔[^〕\n]{0,10}\Z"
)
_SITE = r"(?:官网|网址|网站|平台|网页版|APP|app|客户端)"
_ADVERT = re.compile(
    # Most characters open none of these: this tells before a dozen alternatives are tried.
    r"(?=[澳葡金皇永威太新银棋彩娱真电捕老官网手最安苹加联咨更海精本文内资无黄成在迷办代A-Za-z0-9-])(?:"
    r"(?:澳门|葡京|金沙|皇冠|永利|威尼斯人|太阳城|新濠|银河)[\u4e00-\u9fff]{0,4}(?:娱乐|赌场|博彩|官网|网址|平台|国际)"
    rf"|(?:棋牌|彩票|娱乐|真人|电子游戏|捕鱼|老虎机){{1,2}}{_SITE}"
    rf"|(?:官网|网页版|手机版|最新版|官方版|安卓版|苹果版)(?:下载|登录|登陆|入口|注册)(?=[A-Za-z0-9\u4e00-\u9fff])"
    r"|(?:加|联系|咨询)(?:QQ|qq|微信|VX|vx)[号群]?[:：]? ?[A-Za-z0-9_-]{5,}"
    r"|(?<![A-Za-z0-9.@])(?:https?://)?(?:www\.)?[A-Za-z0-9-]{1,40}\.(?:com|net|cc|vip|top|xyz|club|info)(?![A-Za-z.])"
    r"|(?:更多|海量|精品|最新)[\u4e00-\u9fff]{0,6}(?:范文|文档|资料|模板)(?:请|尽在|下载|关注|来自)"
    r"|(?:本文|文章|内容|资料)(?:来自|来源于|由)[\u4e00-\u9fff]{0,8}(?:文库|范文|之家|图书馆)"
    r"|(?:内射|无码|黄片|成人视频|在线观看|迷药|办证刻章|代开发票))"
)
_LOST = re.compile("\ufffd")


@dataclass(frozen=True, slots=True)
class Damage:
    """A spoiled place: what it is, in Chinese for the user, and where."""

    span: Span
    what: str


def find_damage(text: str) -> list[Damage]:
    """Return every spoiled place in order."""
    return sorted(_places(text), key=lambda damage: damage.span)


def damaged_sentences(text: str, found: list[Damage]) -> tuple[Span, ...]:
    """Return the sentences that hold a spoiled place, in order, each once."""
    if not found:
        return ()
    starts = [damage.span.start for damage in found]
    return tuple(span for span in sentence_spans(text) if any(span.start <= at < span.end for at in starts))


def _places(text: str) -> Iterator[Damage]:
    for pattern, what in ((_DIGITS, "数字残缺"), (_ADVERT, "夹带广告"), (_LOST, "字符丢失")):
        yield from (Damage(Span(*match.span()), what) for match in pattern.finditer(text))
