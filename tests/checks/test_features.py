"""Which features a letter uses: each has a page that has it, and one that nearly has."""

from __future__ import annotations

import pytest
from lxml import html

from outreach.checks.features import Used, features_used, picture_kind, uses
from outreach.checks.styles import sheet_of
from page_read import page


def used(body: str = "", css: str = "") -> Used:
    tree = html.document_fromstring(page(body, css=css, wrapper="<div>"))
    return features_used(tree, sheet_of(tree))


def styled(declaration: str) -> str:
    return f'<p style="{declaration}">One</p>'


@pytest.mark.parametrize(
    ("slug", "has", "nearly"),
    [
        ("css-float", styled("FLOAT: Left"), styled("-x-float: left")),
        ("css-display-flex", styled("display:flex"), styled("display: block; flex: 1")),
        ("css-display-flex", styled("display: inline-flex"), styled("--x: flex")),
        ("css-display-grid", styled("display: grid !important"), styled("display: none")),
        ("css-display-none", styled("display: none"), styled("display: inline")),
        ("css-position", styled("position: absolute"), styled("position: relative")),
        ("css-variables", styled("color: var(--x)"), styled("color: red")),
        ("css-variables", styled("--x: red"), styled("-x: red")),
        ("css-margin", styled("margin-left: 1px"), styled("margin-inline: 1px")),
        ("css-margin-inline-block", styled("margin-inline: 1px"), styled("margin: 1px")),
        ("css-border", styled("border-top-width: 1px"), styled("border-radius: 1px")),
        ("css-border-radius", styled("border-top-left-radius: 1px"), styled("border: 0")),
        ("css-font", styled("font: 12px Georgia"), styled("font-size: 12px")),
        ("css-background", styled("background: red"), styled("background-color: red")),
        ("css-text-align", styled("text-align: left"), styled("text-align-last: left")),
        ("css-left-right-top-bottom", styled("left: 1px"), styled("margin-left: 1px")),
        ("css-unit-rem", styled("width: 1rem"), styled("width: 1em")),
        ("css-unit-percent", styled("width: 50%"), styled("width: 50px")),
        ("css-unit-rem", styled("width: calc(1rem + 2px)"), styled("width: calc(1px)")),
        ("css-unit-calc", styled("width: calc(1px + 2px)"), styled("width: 3px")),
        ("css-unit-initial", styled("color: initial"), styled("color: inherit")),
        ("css-function-max", styled("width: max(1px, 2px)"), styled("max-width: 1px")),
        ("css-rgba", styled("color: rgba(0, 0, 0, 1)"), styled("color: rgb(0, 0, 0)")),
        ("css-modern-color", styled("color: oklch(50% 0 0)"), styled("color: #123")),
        ("css-linear-gradient", styled("background: linear-gradient(red, blue)"),
         styled("background: radial-gradient(red, blue)")),
        ("css-sytem-ui", styled("font-family: system-ui"), styled("font-family: Georgia")),
        ("html-h1-h6", "<h3>One</h3>", None),
        ("html-lists", "<ol><li>One</li></ol>", "<li>One</li>"),
        ("html-blockquote", "<blockquote>One</blockquote>", "<p>blockquote</p>"),
        ("html-semantics", "<section>One</section>", '<p class="section">One</p>'),
        ("html-svg", "<svg></svg>", '<p title="svg">One</p>'),
        ("html-form", "<form></form>", "<p>form</p>"),
        ("html-input-checkbox", '<input type="checkbox">', '<input type="radio">'),
        ("html-button-submit", '<button type="submit">x</button>', "<button>x</button>"),
        ("html-align", '<p align="left">One</p>', styled("text-align: left")),
        ("html-aria-label", '<p aria-label="x">One</p>', "<p>aria-label</p>"),
        ("html-anchor-links", '<a href="#note">1</a>', '<a href="https://a.example/#x">1</a>'),
        ("html-mailto-links", '<a href="mailto:a@b.example">1</a>', '<a href="tel:+1">1</a>'),
        ("html-srcset", '<img src="a.png" srcset="b.png 2x">', '<img src="a.png">'),
        ("image-webp", '<img src="https://a.example/x.WEBP?v=2">', '<img src="webp.png">'),
        ("image-webp", '<img src="x.png" srcset="y.webp 2x">', "<p>x.webp</p>"),
        ("image-avif", styled("background: url(x.avif)"), styled("background: url(x.png)")),
        ("image-jpg", '<img src="x.jpeg">', '<img src="x.jpeg.png">'),
        ("image-base64", '<img src="data:image/png;base64,AAAA">', '<img src="data.png">'),
        ("image-png", '<img src="data:image/png;base64,AAAA">', '<img src="x.gif">'),
        ("css-nonsense", styled("nonsense: 1"), styled("none: 1")),
        ("image-nonsense", '<img src="x.nonsense">', '<img src="https://[x.png">'),
    ],
)  # fmt: skip
def test_what_a_letter_uses(slug: str, has: str, nearly: str | None) -> None:
    assert uses(used(has), slug) is (slug != "image-nonsense")
    assert nearly is None or not uses(used(nearly), slug)


@pytest.mark.parametrize(
    ("slug", "has", "nearly"),
    [
        ("css-at-media", "@media screen and (max-width: 9px) { p { color: red } }", "p { top: 0 }"),
        ("css-at-import", "@import url(x.css);", "/* @import */"),
        ("css-at-font-face", "@font-face { font-family: x }", "p { font-family: x }"),
        (
            "css-at-media-prefers-color-scheme",
            "@media (prefers-color-scheme: dark) { p { color: red } }",
            "@media (min-width: 1px) { p { color: red } }",
        ),
        ("css-pseudo-class-hover", "a:hover { color: red }", "a.hover { color: red }"),
        ("css-pseudo-class-nth-child", "p:nth-child(2) { top: 0 }", "p { top: 0 }"),
        ("css-pseudo-element-before", "p::before { top: 0 }", "p:first-child { top: 0 }"),
        ("css-pseudo-element-after", "p:after { top: 0 }", "p.after { top: 0 }"),
        ("css-float", "p { float: left }", "@media (min-width: 1px) { p { float: left } }"),
        ("css-float", "p { float: left }", "[data-ogsc] p { float: left }"),
    ],
)
def test_what_its_styles_use(slug: str, has: str, nearly: str) -> None:
    assert uses(used(css=has), slug)
    assert not uses(used(css=nearly), slug)


@pytest.mark.parametrize(
    "slug", ["amp", "bimi", "css-selector-class", "css-important", "html-comments", "others"]
)
def test_what_a_letter_cannot_do_without_is_no_feature(slug: str) -> None:
    assert not uses(used("<!-- x --><p class='a'>One</p>", ".a { color: red !important }"), slug)


def test_kinds_of_pictures() -> None:
    assert list(picture_kind("https://a.example/a.b/logo")) == []
    assert list(picture_kind("data:image/svg+xml,x")) == ["data", "svg"]
