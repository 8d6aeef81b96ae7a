"""Web pages in our own words, with the furniture that sites of county governments put around a report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.township_report import PARAGRAPHS

TITLE, BODY = PARAGRAPHS[0], PARAGRAPHS[1:]
_HEAD = (
    '<!DOCTYPE html><html><head><meta charset="utf-8">'
    "<title>{title}_南浦县人民政府网</title>{meta}</head><body>"
)
_TOP = (
    '<div class="top"><a href="/">网站首页</a><a href="/wza">无障碍阅读</a><a href="/ft">繁體版</a></div>'
    '<div class="path">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk">政务公开</a>'
    " &gt; 法治政府建设</div>"
)
_FOOT = (
    '<div class="foot">主办：南浦县人民政府办公室 承办：县大数据中心<br>'
    "网站标识码：5000000000 渝ICP备12345678号-1"
    " 渝公网安备 50000002000001号<p>扫一扫在手机打开当前页</p></div></body></html>"
)
_META = (
    f'<meta name="ArticleTitle" content="{TITLE}"><meta name="PubDate" content="2024-01-20 09:30">'
    '<meta name="ContentSource" content="清溪镇">'
)


def paragraphs(texts: Sequence[str] = BODY, tag: str = "p") -> str:
    """Return each text in an element of its own."""
    return "".join(f'<{tag} style="text-indent:2em">{text}</{tag}>' for text in texts)


def page(middle: str, *, meta: str = "", title: str = TITLE) -> str:
    """Return a page with the site's top and foot around `middle`."""
    return _HEAD.format(title=title, meta=meta) + _TOP + middle + _FOOT


def _card(rows: Sequence[tuple[str, str]], form: str) -> str:
    """Return the metadata of a page: as a table, a list of definitions, bracketed labels, a line of spans."""
    if form == "table":
        cells = [f"<td>{name}</td><td>{value}</td>" for name, value in rows]
        return (
            "<table>"
            + "".join(f"<tr>{a}{b}</tr>" for a, b in zip(cells[::2], cells[1::2], strict=True))
            + "</table>"
        )
    shapes = {
        "dl": ("<dl>", "<dt>{}：</dt><dd>{}</dd>", "</dl>"),
        "brackets": ("<ul>", "<li>[ {} ] {}</li>", "</ul>"),
        "spans": ("<div>", "<span>{}：{}</span> ", "</div>"),
    }
    opening, shape, closing = shapes[form]
    return opening + "".join(shape.format(name, value) for name, value in rows) + closing


CARD = (
    ("索引号", "115001234/2024-00003"),
    ("发文字号", "清溪府〔2024〕3号"),
    ("主题分类", "其他"),
    ("体裁分类", "报告"),
    ("发布机构", "南浦县清溪镇人民政府"),
    ("有效性", ""),
    ("成文日期", "2024-01-18"),
    ("发布日期", "2024-01-20"),
)
_BAR = (
    "<div>发布时间：2024-01-20 来源：清溪镇 浏览次数：156 字体：【大 中 小】"
    " <a>打印</a> 分享到：<a>微信</a></div>"
)
_AFTER = (
    '<div class="pn">上一篇：<a href="1">清溪镇2022年工作总结</a><br>'
    '下一篇：<a href="2">关于防汛的通知</a></div><div>相关链接</div>'
    '<ul><li><a href="3">南浦县2023年法治政府建设年度报告，全县共办结案件1234件</a></li></ul>'
)


def pages() -> Iterator[tuple[str, str]]:
    """Yield each kind of page by name; every one shows the same report."""
    h1 = f"<h1>{TITLE}</h1>"
    for form in ("table", "dl", "brackets", "spans"):
        yield f"card as {form}", page(_card(CARD, form) + h1 + _BAR + f'<div id="zoom">{paragraphs()}</div>')
    twice = _card(CARD, "brackets") * 2
    yield (
        "card printed twice",
        page(twice + h1 + _BAR + f'<div class="view_content">{paragraphs()}</div>' + _AFTER),
    )
    yield (
        "TRS editor in a form",
        page(f'<form><div class="TRS_Editor">{paragraphs()}</div></form>', meta=_META),
    )
    yield (
        "no known selector",
        page(h1 + _BAR + f'<div class="a"><div class="b">{paragraphs()}</div></div>' + _AFTER),
    )
    yield "one block with the bar", page(f'<div class="x">{h1}{_BAR}{paragraphs()}{_AFTER}</div>')
    yield "breaks only", page(f'<div class="x">{TITLE}<br>' + "<br>".join(BODY) + "</div>")
    spaced = "<br/>\n".join("　　" + text for text in BODY)
    yield "breaks and full-width spaces", page(h1 + f'<div id="UCAP-CONTENT"><p>{spaced}</p></div>')
    yield (
        "layout table",
        page(
            f"<table><tr><td><ul><li><a>机构</a></li><li><a>公告</a></li></ul></td><td>{h1}{paragraphs()}</td></tr></table>"
        ),
    )
    yield "divs for paragraphs", page(h1 + f'<div class="q">{paragraphs(tag="div")}</div>')
    runs = "".join(
        f'<p><span style="font-family:仿宋">{text[:5]}</span><span>{text[5:]}</span></p>' for text in BODY
    )
    yield "runs of fonts", page(h1 + f'<div class="v_news_content">{runs}</div>')
    entities = (
        paragraphs().replace("：", "&#65306;").replace("，", "&#xFF0C;").replace("2023年", "2023&nbsp;年")
    )
    yield "entities", page(h1 + f'<div id="zoom">{entities}</div>')
    headed = "".join(
        f"<h2>{text}</h2>"
        if text[1] == "、"
        else f"<h3>{text}</h3>"
        if len(text) < 12 and text[0] == "（"
        else f"<p>{text}</p>"
        for text in BODY
    )
    yield "headings marked up", page(h1 + f'<div id="zoom">{headed}</div>')
    hidden = (
        '<p style="display: none">隐藏的文字，办结99件。</p><div hidden>另一段隐藏文字，共88件。</div>'
        "<!-- 注释77件 -->"
    )
    scripts = (
        "<script>var a='调解66件。'</script><style>.a{color:red}</style>"
        "<noscript>请启用脚本，共55件。</noscript>"
    )
    yield "hidden text and scripts", page(h1 + f'<div id="zoom">{hidden}{paragraphs()}{scripts}</div>')
    yield (
        "upper case, unclosed",
        (f"<HTML><BODY><H1>{TITLE}</H1><DIV ID=zoom>" + "".join(f"<P>{text}" for text in BODY)),
    )
