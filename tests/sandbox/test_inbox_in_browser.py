"""The inbox in a real browser: by keyboard, on a telephone, in the dark, and under attack."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from outreach.viewer.state import View

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Mail = Callable[..., dict[str, Any]]

COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
"""All that a dark screen changes."""

LONG = "wilhelmina.adelheid.theodora.van.der.oudenaarden@a-rather-long-name-of-a-paper.example"
PEOPLE = (
    ("ana@example.com", "Ana Velázquez"),
    ("bounce@times.example", "陳怡君"),
    (LONG, "Wilhelmina Adelheid Theodora van der Oudenaarden-Featherstonehaugh"),
    ("defer@example.com", ""),
    ("alim@news.example", "ئالىم ئابلىز"),
)
ATTACK = (
    "<script>fetch('/inbox/clear',{method:'POST'});document.title='run'</script>"
    "<img src=x onerror=\"document.title='run'\">"
    "<a id=lure href=\"javascript:document.title='run'\" target=_top>Hello</a>"
    "<form action=/inbox/clear method=post><button id=post>Go</button></form>"
    "<style>body{position:fixed;inset:-999px;background:url(/letters)}</style>"
    "<meta http-equiv=refresh content='0;url=/inbox/stamp'>"
)


@pytest.fixture
def full(client: Any, mail: Mail) -> Any:
    """A sandbox with letters of two editions to people of all sorts."""
    blocks = [
        {"to": [{"email": email, **({"name": name} if name else {})}]} for email, name in PEOPLE
    ]
    kit = base64.b64encode(b"%PDF-1.7").decode()
    shared = {
        "personalizations": blocks,
        "attachments": [{"filename": "kit.pdf", "type": "application/pdf", "content": kit}],
    }
    subject = "EMBARGOED UNTIL 6:00 a.m. EDT: 44 organizations press Blinken on human rights"
    client.send(mail(subject=subject, categories=["visit", "visit/press"], **shared))
    client.send(mail(subject="To the office", categories=["visit", "visit/congress"], **shared))
    client.settle()
    return client


@contextmanager
def looking(
    browser: Browser, client: Any, path: str = "/", **options: Any
) -> Iterator[tuple[Page, list[str]]]:
    """A page, and the messages a browser writes where something is refused or goes wrong."""
    context = browser.new_context(**options)
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(client.url + path)
    yield page, said
    context.close()


def to(client: Any, address: str, edition: str = "press") -> str:
    """The path of a letter."""
    found = (
        one["id"]
        for one in client.letters()
        if one["to"] == address and one["categories"][-1].endswith(edition)
    )
    return f"/letters/{next(found)}"


def path_of(page: Page, client: Any) -> str:
    return page.url.removeprefix(client.url)


@pytest.mark.parametrize("width", [375, 1280])
def test_axe_finds_nothing_and_nothing_overflows(browser: Browser, full: Any, width: int) -> None:
    letter = to(full, LONG)
    paths = ("/", "/?q=nobody", letter, f"{letter}?view=headers", f"{letter}?view=files")
    viewport = {"width": width, "height": 800}
    with looking(browser, full, viewport=viewport) as (page, _):
        for path in (*paths, letter.replace("letters", "unsubscribe"), "/letters/x"):
            page.goto(full.url + path)
            page.evaluate("for (const e of document.querySelectorAll('details')) e.open = true")
            assert page.evaluate("document.documentElement.scrollWidth") == width, path
            for scheme, only in (("light", {}), ("dark", COLOURS)):
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                found = Axe().run(page, options={"iframes": False, **only}).response["violations"]
                assert {one["id"]: [n["html"] for n in one["nodes"]] for one in found} == {}, path


def test_a_letter_is_found_and_read_by_keyboard_alone(browser: Browser, full: Any) -> None:
    with looking(browser, full) as (page, said):
        page.keyboard.press("/")
        page.keyboard.type("velaz")
        expect(page.get_by_text("2 found")).to_be_visible()
        expect(page.get_by_role("link", name="Ana Velázquez")).to_have_count(2)
        for _ in range(9):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.matches('.person a')"):
                break
        page.keyboard.press("Enter")
        page.wait_for_url("**/letters/*")
        frame = page.frame_locator("iframe:not(.behind)")
        expect(frame.get_by_text("Hello")).to_be_visible()
        expect(page.locator("li .timeline__name").first).to_have_text("processed")
        page.keyboard.press("2")
        page.wait_for_function("() => location.search.includes('view=text')")
        expect(page.locator("pre.plain")).to_contain_text("Hello")
        expect(page.get_by_text("2 found")).to_be_visible()
        assert said == []


def test_without_script_everything_is_a_link_or_a_form(browser: Browser, full: Any) -> None:
    with looking(browser, full, java_script_enabled=False) as (page, _):
        page.get_by_role("searchbox").fill("congress 陳怡君")
        page.get_by_role("button", name="Search").click()
        page.locator(".person a").click()
        page.get_by_role("link", name="Raw", exact=True).click()
        expect(page.locator("pre.raw")).to_contain_text("Subject: To the office")


def test_a_letter_that_arrives_is_listed_by_itself(browser: Browser, full: Any, mail: Mail) -> None:
    with looking(browser, full) as (page, said):
        full.send(mail("new@example.com", subject="Only now"))
        expect(page.get_by_role("link", name="new@example.com")).to_be_visible()
        assert said == []


def test_the_way_out_works_from_the_page(browser: Browser, full: Any) -> None:
    """A browser names no origin where a page without referrers posts a form."""
    with looking(browser, full, to(full, "ana@example.com")) as (page, said):
        page.get_by_role("link", name="Unsubscribe page").click()
        page.get_by_role("button", name="Unsubscribe").click()
        expect(page.get_by_role("heading", name="Unsubscribed")).to_be_visible()
        full.settle()
        assert len(full.get("/v3/suppression/unsubscribes").json) == 1
        assert said == []


def test_clearing_asks_first(browser: Browser, full: Any) -> None:
    with looking(browser, full) as (page, said):
        remove = page.get_by_role("button", name="Remove 10 letters")
        expect(remove).to_be_hidden()
        page.get_by_text("Clear the inbox").click()
        assert len(full.letters()) == 10
        remove.click()
        expect(page.get_by_text("No letters yet")).to_be_visible()
        assert full.letters() == []
        assert path_of(page, full) == "/"
        assert said == []


def test_a_file_is_saved_and_not_opened(browser: Browser, full: Any) -> None:
    with (
        looking(browser, full, f"{to(full, LONG)}?view=files") as (page, _),
        page.expect_download() as saved,
    ):
        page.locator("a[href$='/file/1']").first.click()
    assert saved.value.suggested_filename == "kit.pdf"


def test_on_a_telephone_the_letter_fills_the_width(browser: Browser, full: Any) -> None:
    phone = {"width": 375, "height": 700}
    with looking(browser, full, to(full, LONG), viewport=phone) as (page, _):
        box = page.locator("iframe:not(.behind)").bounding_box()
        assert box
        assert box["width"] > 330
        expect(page.get_by_role("searchbox")).to_be_hidden()
        page.get_by_text("Letters", exact=True).click()
        expect(page.get_by_role("searchbox")).to_be_visible()


def test_a_letter_that_means_harm_does_nothing(browser: Browser, client: Any, mail: Mail) -> None:
    client.send(
        mail(
            subject=ATTACK,
            content=[
                {"type": "text/plain", "value": ATTACK},
                {"type": "text/html", "value": ATTACK},
            ],
            categories=[ATTACK[:200]],
            custom_args={ATTACK: ATTACK},
            headers={"X-Own": ATTACK},
            personalizations=[{"to": [{"email": "ana@example.com", "name": ATTACK}]}],
        )
    )
    (letter,) = client.letters()
    own = f"/letters/{letter['id']}"
    with looking(browser, client, "/") as (page, _):
        posts: list[str] = []
        page.on("request", lambda one: posts.append(one.url) if one.method == "POST" else None)
        for path in ("/", *(f"{own}?view={view}" for view in View), f"{own}/html"):
            page.goto(client.url + path)
            page.wait_for_timeout(100)
            assert path_of(page, client) == path
            assert page.title() != "run"
        page.goto(client.url + own)
        frame = page.frame_locator("iframe:not(.behind)")
        for lure in ("#lure", "#post"):
            frame.locator(lure).dispatch_event("click")
            page.wait_for_timeout(100)
            assert (path_of(page, client), page.title() != "run") == (own, True)
        assert (posts, len(client.letters())) == ([], 1)
