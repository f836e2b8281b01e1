"""Letters that mean harm, in a real browser: each attack works on a page, and none in the frame."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from frame_page import Stage, Stranger, stage
from outreach.viewer.frame import framed
from outreach.viewer.state import Images, Scheme

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Frame, Page

HTML = "<!doctype html><html><head><title>A letter</title></head><body>LETTER"
SETTLED = 150
"""Milliseconds in which a browser would have done it: on a page these take a tenth of that."""
TAKE = "parent.document.title='Taken'"


class Attack(NamedTuple):
    """``HOST`` in it is the stranger's. ``click`` is what the reader is lured to click or press."""

    letter: str
    click: str = ""


FETCHING = {
    "picture": "<img src='http://HOST/x'>",
    "picture of many": "<img srcset='http://HOST/x 1x, http://HOST/y 2x'>",
    "lazy picture": "<img loading=lazy src='http://HOST/x'>",
    "picture without scheme": "<img src='//HOST/x'>",
    "picture by source": "<picture><source srcset='http://HOST/x'><img></picture>",
    "background attribute": "<table background='http://HOST/x'><tr><td>x</table>",
    "background of a style": "<p style='background:url(http://HOST/x)'>x",
    "background of a sheet": "<style>body{background:url('http://HOST/x')}</style>",
    "escaped background": "<style>body{background:u\\72l('http://HOST/x')}</style>",
    "image-set": "<p style='background:image-set(\"http://HOST/x\" 1x)'>x",
    "content of a sheet": "<style>p::before{content:url(http://HOST/x)}</style><p>x",
    "marker": "<ul style='list-style-image:url(http://HOST/x)'><li>x</ul>",
    "mask": "<p style='mask-image:url(http://HOST/x)'>x",
    "import": "<style>@import 'http://HOST/x';</style>",
    "font": "<style>@font-face{font-family:f;src:url(http://HOST/x)}p{font-family:f}</style><p>x",
    "style sheet": "<link rel=stylesheet href='http://HOST/x'>",
    "preload": "<link rel=preload as=image href='http://HOST/x'>",
    "prefetch": "<link rel=prefetch href='http://HOST/x'>",
    "module": "<link rel=modulepreload href='http://HOST/x'>",
    "frame": "<iframe src='http://HOST/x'></iframe>",
    "frame of its own making": "<iframe srcdoc=\"<img src='http://HOST/x'>\"></iframe>",
    "object": "<object data='http://HOST/x'></object>",
    "embed": "<embed src='http://HOST/x'>",
    "video": "<video src='http://HOST/x' autoplay></video>",
    "poster": "<video poster='http://HOST/x'></video>",
    "sound": "<audio src='http://HOST/x' autoplay></audio>",
    "base": "<base href='http://HOST/'><img src=x>",
    "refresh": "<meta http-equiv=refresh content='0;url=http://HOST/x'>",
    "picture in svg": "<svg><image href='http://HOST/x' width=9 height=9 /></svg>",
    "filter of svg": "<svg><filter id=f><feImage href='http://HOST/x'/></filter>"
    "<rect width=9 height=9 filter='url(#f)'/></svg>",
    "input": "<input type=image src='http://HOST/x'>",
    "script": "<script src='http://HOST/x'></script>",
    "fetch": "<script>fetch('http://HOST/x')</script>",
}
RUNNING = {
    "script of its own": f"<script>{TAKE}</script>",
    "handler": f'<img src=x onerror="{TAKE}">',
    "handler of svg": f'<svg onload="{TAKE}"></svg>',
    "script in svg": f"<svg><script>{TAKE}</script></svg>",
    "autofocus": f'<input autofocus onfocus="{TAKE}">',
    "toggle": f'<details open ontoggle="{TAKE}">x</details>',
    "frame of script": f'<iframe src="javascript:parent.{TAKE}"></iframe>',
    "frame with script": f'<iframe srcdoc="<script>parent.{TAKE}</script>"></iframe>',
}
CLICKED = {
    "link": "<a id=bait href='http://HOST/x'>Read</a>",
    "link in this window": "<a id=bait target=_self href='http://HOST/x'>Read</a>",
    "link in no window": "<a id=bait href='http://HOST/x'target>Read</a>",
    "link in the page's window": "<a id=bait target=_top href='http://HOST/x'>Read</a>",
    "link in the window around": "<a id=bait target=_parent href='http://HOST/x'>Read</a>",
    "link in a window of its own": "<a id=bait target=_blank href='http://HOST/x'>Read</a>",
    "links by a base": "<base target=_self><a id=bait href='http://HOST/x'>Read</a>",
    "link that rings": "<a id=bait ping='http://HOST/x' href='#here'>Read</a>",
    "link of script": f'<a id=bait href="javascript:{TAKE}">Read</a>',
    "link of svg": "<svg width=99 height=40><a target=_self href='http://HOST/x'>"
    "<text id=bait y=20>Read</text></a></svg>",
    "map": "<img usemap=#m width=90 height=40 id=bait src='data:,'><map name=m>"
    "<area shape=default target=_self href='http://HOST/x'></map>",
    "download": "<a id=bait download href='http://HOST/x'>Read</a>",
    "form": "<form action='http://HOST/x'><button id=bait>Go</button></form>",
    "form elsewhere": "<form><button id=bait formaction='http://HOST/x' formtarget=_top>Go",
    "button with a handler": f'<button id=bait onclick="{TAKE}">Go</button>',
}
ATTACKS = {
    **{name: Attack(letter) for name, letter in {**FETCHING, **RUNNING}.items()},
    **{name: Attack(letter, "#bait") for name, letter in CLICKED.items()},
}


@pytest.fixture(scope="module")
def shown() -> Iterator[Stage]:
    with stage() as one:
        yield one


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture(scope="module")
def page(context: BrowserContext) -> Page:
    """The only one that the letter in the frame ever gets."""
    return context.new_page()


@pytest.fixture(scope="module")
def stranger() -> Iterator[Stranger]:
    """Whom no letter in the frame ever asks."""
    with Stranger().running() as one:
        yield one


@pytest.fixture(scope="module")
def accomplice() -> Iterator[Stranger]:
    """Whom letters on a page of their own do ask."""
    with Stranger().running() as one:
        yield one


def signs(frame: Frame, stage: Stage, stranger: Stranger) -> list[str]:
    """All that shows that the letter did something."""
    page = frame.page
    found = [f"asked {line}" for line in stranger.asked]
    found += [f"opened {one.url}" for one in page.context.pages if stranger.host in one.url]
    if page.url != stage.address:
        found.append(f"went to {page.url}")
    if frame.is_detached() or frame.url != f"{stage.address}letter":
        found.append(f"frame went to {frame.url}")
    return found or [title for title in [page.title()] if title != "The page"]


def hoped_for(frame: Frame, stage: Stage, stranger: Stranger) -> list[str]:
    for _ in range(200):
        if found := signs(frame, stage, stranger):
            return found
        frame.page.wait_for_timeout(20)
    return []


def click(frame: Frame, attack: Attack) -> None:
    if attack.click:
        frame.locator(attack.click).click(force=True, no_wait_after=True)


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_nothing_runs_and_nobody_is_asked(
    attack: Attack, shown: Stage, page: Page, stranger: Stranger, accomplice: Stranger
) -> None:
    letter = HTML.replace("LETTER", attack.letter)
    frame = shown.show(page, letter.replace("HOST", stranger.host))
    click(frame, attack)
    page.wait_for_timeout(SETTLED)
    if attack.click:
        frame.locator(attack.click).press("Enter", no_wait_after=True)
        page.wait_for_timeout(SETTLED)
    assert signs(frame, shown, stranger) == []

    accomplice.asked.clear()
    alone = page.context.new_page() if attack.click else page
    frame = shown.show_bare(alone, letter.replace("HOST", accomplice.host))
    click(frame, attack)
    assert hoped_for(frame, shown, accomplice), "this is no attack"


@pytest.mark.parametrize(
    "letter",
    [
        "<link rel=preconnect href='http://HOST/'>",
        "<link rel='dns-prefetch' href='//HOST/'>",
        "<LINK/rel=preconnect href='http://HOST/'>",
        "<svg><style><p><link rel=preconnect href='http://HOST/'>",
        "<svg><title><p><link rel=preconnect href='http://HOST/'>",
        "<svg><desc><style><!--</style><link rel=preconnect href='http://HOST/'>",
    ],
)
def test_no_host_is_looked_up_or_connected_to_ahead_of_time(
    letter: str, shown: Stage, page: Page, stranger: Stranger
) -> None:
    """Policies have no word in this, and no server can tell that a name was looked up."""
    frame = shown.show(page, HTML.replace("LETTER", letter.replace("HOST", stranger.host)))
    links = frame.evaluate("[...document.querySelectorAll('link')].map(one => one.rel)")
    assert links == ["none"]
    assert stranger.asked == []


@pytest.mark.parametrize(
    "inside",
    [
        "<img src='http://HOST/x'><meta http-equiv=refresh content='0;url=http://HOST/x'>",
        "&lt;img src=http://HOST/x&gt;&lt;meta http-equiv=refresh content='0;url=http://HOST/x'&gt;",
    ],
)
def test_a_frame_of_the_letters_own_making_connects_to_nobody_from_a_file(
    inside: str, page: Page, stranger: Stranger, tmp_path: Path
) -> None:
    """A policy is asked only when the connection is there already."""
    letter = f'<iframe src="http://HOST/x" srcdoc="{inside}"></iframe>'.replace(
        "HOST", stranger.host
    )
    file = tmp_path / "letter.html"
    html = framed(HTML.replace("LETTER", letter), Scheme.LIGHT, Images.OFF, policy_inside=True)
    file.write_text(html, encoding="utf-8")
    page.goto(file.as_uri())
    page.wait_for_timeout(4 * SETTLED)
    assert stranger.asked == []


def test_what_covers_everything_covers_the_letter_alone(shown: Stage, page: Page) -> None:
    shown.show(
        page,
        "<body style='position:fixed;inset:-9999px;z-index:2147483647;background:red'>"
        "<div style='position:fixed;top:-900px;left:-900px;width:9999px;height:9999px'>Mine</div>",
    )
    page.get_by_role("button", name="Mine").click()
    page.locator("#below").click()
    box = page.locator("iframe").bounding_box()
    assert box
    assert (box["width"], box["height"]) == (600, 300)


def test_pictures_from_elsewhere_come_by_choice_and_by_https_alone(
    shown: Stage, page: Page, stranger: Stranger, accomplice: Stranger
) -> None:
    letter = f"<img src='http://{stranger.host}/plain'><img src='//{stranger.host}/as-here'>"
    shown.show(page, letter, images=Images.REMOTE)
    page.wait_for_timeout(SETTLED)
    assert stranger.asked == []
    shown.show(page, f"<img src='https://{stranger.host}/x'>", images=Images.ENCLOSED)
    page.wait_for_timeout(SETTLED)
    assert stranger.asked == []
    accomplice.asked.clear()
    frame = shown.show(page, f"<img src='https://{accomplice.host}/x'>", images=Images.REMOTE)
    assert hoped_for(frame, shown, accomplice)


def test_who_is_asked_for_a_picture_is_not_told_by_which_page(shown: Stage, page: Page) -> None:
    frame = shown.show(
        page,
        "<head><meta name=referrer content=unsafe-url></head>"
        "<img src='https://a.example/x' referrerpolicy=unsafe-url>",
        images=Images.REMOTE,
    )
    assert frame.evaluate("document.querySelector('img').referrerPolicy") == "no-referrer"
    assert frame.evaluate("document.querySelectorAll('meta[name=referrer]').length") == 0


@pytest.mark.parametrize("scheme", Scheme)
@pytest.mark.parametrize("images", Images)
def test_a_letter_is_held_in_every_view(
    scheme: Scheme, images: Images, shown: Stage, page: Page, stranger: Stranger
) -> None:
    letter = "".join((*FETCHING.values(), *RUNNING.values())).replace("HOST", stranger.host)
    shown.show(page, f"<body>{letter}", scheme, images)
    page.wait_for_timeout(SETTLED)
    assert stranger.asked == []
    assert page.title() == "The page"


def test_the_page_can_read_and_mark_the_letter(shown: Stage, page: Page) -> None:
    frame = shown.show(page, HTML.replace("LETTER", "<p id=one style='height:2000px'>One"))
    frame.wait_for_selector("#one")
    moved = page.evaluate(
        "() => { const d = document.querySelector('iframe').contentDocument;"
        " d.scrollingElement.scrollTop = 700; d.getElementById('one').title = 'x';"
        " return d.scrollingElement.scrollTop }"
    )
    assert moved == 700


def test_a_file_keeps_its_letter_in_place_by_itself(
    shown: Stage, page: Page, stranger: Stranger, tmp_path: Path
) -> None:
    """Opened on its own, without a frame and without headers."""
    letter = "".join((*FETCHING.values(), *RUNNING.values())).replace("HOST", stranger.host)
    file = tmp_path / "letter.html"
    html = f"<!doctype html><html><head><title>A letter</title></head><body>{letter}<p id=end>"
    file.write_text(
        framed(html, Scheme.LIGHT, Images.ENCLOSED, policy_inside=True), encoding="utf-8"
    )
    page.goto(file.as_uri())
    page.wait_for_timeout(SETTLED)
    assert stranger.asked == []
    assert page.url == file.as_uri()
    assert page.title() == "A letter"
