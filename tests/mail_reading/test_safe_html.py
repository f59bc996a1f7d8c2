"""A stranger's HTML shown: looks and words stay, whatever acts or loads from elsewhere goes."""

import re

import pytest
from selectolax.lexbor import LexborHTMLParser

from kept.channels.mail.display import safe_html

ALLOWED = {
    "a", "abbr", "acronym", "address", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "body", "br",
    "caption", "center", "cite", "code", "col", "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em",
    "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr",
    "html", "i", "img", "ins", "kbd", "li", "main", "mark", "nav", "ol", "p", "pre", "q", "rp", "rt", "rtc", "ruby",
    "s", "samp", "section", "small", "span", "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td",
    "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var", "wbr",
}  # fmt: skip
LIVE_STYLE = re.compile(r"url\(|expression|position|@import|behavior|javascript|\\", re.I)


def live(html: str) -> list[str]:
    """What in this HTML could act or load: parsed as a browser does, not searched as text."""
    found: list[str] = []
    for node in LexborHTMLParser("<!doctype html><body>" + html).root.traverse():
        if node.tag not in ALLOWED:
            found.append(f"<{node.tag}>")
        for name, value in (node.attributes or {}).items():
            value = value or ""
            if name.startswith("on") or name in (
                "srcdoc",
                "formaction",
                "background",
                "action",
                "ping",
                "srcset",
            ):
                found.append(f"{name}={value}")
            elif name == "href" and not value.startswith(("http://", "https://", "mailto:", "tel:")):
                found.append(f"href={value}")
            elif name == "src" and not re.match(r"/files/|data:image/(?:png|gif|jpe?g|webp);", value):
                found.append(f"src={value}")
            elif name == "style" and LIVE_STYLE.search(value):
                found.append(f"style={value}")
    return found


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href=' java&#10;script:alert(1)'>x</a>",
        "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
        "<a href='//evil.example'>x</a>",
        "<svg onload=alert(1)><script>alert(1)</script></svg>",
        "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<form action='https://evil.example'><input name=password><button formaction=x>Go</button></form>",
        "<p style='background:url(https://evil.example/t.gif)'>x</p>",
        "<p style='background:\\75rl(x)'>x</p>",
        "<p style='position:fixed;top:0;left:0;width:100%;height:100%'>x</p>",
        "<p style='width:expression(alert(1))'>x</p>",
        "<style>@import url(https://evil.example/x.css); p{background:url(x)}</style><p>x</p>",
        "<link rel=stylesheet href=file:///etc/passwd><p>x</p>",
        "<meta http-equiv=refresh content='0;url=https://evil.example'>",
        "<base href='https://evil.example/'><a href='x'>x</a>",
        "<img src='data:image/svg+xml;base64,PHN2Zz4='>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
        "<template><script>alert(1)</script></template>",
        "<table background='https://evil.example/x.gif'><tr><td>x</td></tr></table>",
        "<video src=https://evil.example/x.mp4 autoplay></video>",
        "<<script>script>alert(1)</script>",
    ],
)
@pytest.mark.parametrize("images", ["none", "own"])
def test_nothing_that_acts_or_loads_is_left(html: str, images: str):
    assert live(safe_html(html, cid_urls={}, images=images)) == []  # type: ignore[arg-type]


def test_pictures_of_the_mail_itself_are_shown_only_when_wished():
    html = "<img src='cid:logo@x' alt='Logo'><img src='https://t.example/pixel.gif' alt='remote'>"
    shown = safe_html(html, cid_urls={"logo@x": "/files/7"}, images="own")
    assert 'src="/files/7"' in shown and "t.example" not in shown and 'alt="remote"' in shown
    assert "src=" not in safe_html(html, cid_urls={"logo@x": "/files/7"}, images="none")


def test_links_open_apart_and_tell_nobody():
    shown = safe_html(
        '<a href="https://x.example/?a=1&amp;b=2" onclick="x()">see</a>', cid_urls={}, images="none"
    )
    assert (
        'target="_blank"' in shown
        and "noopener" in shown
        and "noreferrer" in shown
        and "onclick" not in shown
    )


def test_looks_survive_also_from_a_style_sheet():
    html = "<style>.n{color:#ff0000;position:absolute}</style><p class=n style='font-size:12px'>Hello</p>"
    shown = safe_html(html, cid_urls={}, images="none")
    assert (
        "color:#ff0000" in shown
        and "font-size:12px" in shown
        and "position" not in shown
        and "Hello" in shown
    )


def test_html_beyond_all_reason_is_shown_as_words():
    for html in ("<div>" * 50_000 + "Hello &lt;b&gt;", "&nbsp;" * 60_000 + "Hello &lt;b&gt;"):
        shown = safe_html(html, cid_urls={}, images="none")
        assert "Hello &lt;b&gt;" in shown and "<div" not in shown


def test_a_long_ordinary_mail_is_not_beyond_reason():
    html = "<p>Hello<br>" * 5_000 + "<table>" + "<tr><td>x" * 3_000 + "</table>"
    assert "<td>x" in safe_html(html, cid_urls={}, images="none")
