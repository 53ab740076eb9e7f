"""What a browser makes of the pages: Debian's Chromium through Playwright; skipped where there is none."""

import socket
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from ravi.compare.linking import link
from ravi.pipeline import Reader
from ravi.record import Article
from ravi.store import open_store
from ravi.web import make_app

Scheme = Literal["light", "dark"]
CHROMIUM = Path("/usr/bin/chromium")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="needs a browser: apt-get install chromium")
TEXT = (
    "به گزارش ایسنا، علی رضایی، شهردار اهواز گفت: «رئیس\u200cجمهور 😀 فردا به شهر ما مي\u200cآید.»\n"
    "وی افزود که ساخت پل تازه تا پایان تابستان تمام می\u200cشود \u202eو بس\u202c.\n"
)
EVIL = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\"> علی رضایی گفت: «آمد.»"
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
PAGES = (
    "/",
    "/articles/plain",
    "/search?q=پل",
    "/people?name=رضایی",
    "/timeline",
    "/events",
    "/terms",
    "/chain/plain",
    "/compare?id=plain&id=again",
)
TOKEN = "a token for tests"  # noqa: S105 - of a store that is made for the test
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("browser") / "news.ravi"
    reader = Reader(rules_only=True)
    with open_store(path, "write") as store:
        for id, text in (("plain", TEXT), ("again", TEXT), ("wrong", TEXT), ("evil", EVIL)):
            store.put(reader.read(Article(id, text, publisher="پیک روز", published=date(2020, 1, 1))))
        link(store)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(make_app(path, token=TOKEN, rules_only=True), port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        threading.Event().wait(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        yield found
        found.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    found = context.new_page()
    said: list[str] = []
    found.said = said  # type: ignore[attr-defined]
    found.on("console", lambda message: said.append(message.text))
    found.on("pageerror", lambda error: said.append(str(error)))
    yield found
    context.close()
    assert not said


def text_of(page: Page) -> str:
    return str(page.evaluate("document.getElementById('text').textContent"))


def select(page: Page, start: int, end: int) -> list[int]:
    """Select these characters (as JavaScript counts them) and give the code points that the page makes of it."""
    made: list[int] = page.evaluate(
        """([start, end]) => {
            const walker = document.createTreeWalker(document.getElementById('text'), NodeFilter.SHOW_TEXT);
            const range = document.createRange();
            let at = 0;
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                const next = at + node.length;
                if (start >= at && start < next) range.setStart(node, start - at);
                if (end > at && end <= next) { range.setEnd(node, end - at); break; }
                at = next;
            }
            const selection = getSelection();
            selection.removeAllRanges();
            selection.addRange(range);
            return raviSelection();
        }""",
        [start, end],
    )
    return made


def test_browser_text_is_the_original(page: Page, url: str) -> None:
    page.goto(f"{url}/articles/plain")
    assert text_of(page) == TEXT


def test_browser_selection_comes_back_in_code_points(page: Page, url: str) -> None:
    page.goto(f"{url}/articles/plain")
    for words in ("رئیس\u200cجمهور", "😀", "فردا", "ساخت پل"):
        start = len(TEXT[: TEXT.index(words)].encode("utf-16-le")) // 2
        end = start + len(words.encode("utf-16-le")) // 2
        first, last = select(page, start, end)
        assert TEXT[first:last] == words


def test_browser_mouse_selects_a_word_with_a_half_space_whole(page: Page, url: str) -> None:
    page.goto(f"{url}/articles/plain")
    where: Any = page.evaluate(
        """() => {
            const text = document.getElementById('text');
            const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                const at = node.data.indexOf('رئیس');
                if (at < 0) continue;
                const range = document.createRange();
                range.setStart(node, at); range.setEnd(node, at + 2);
                const box = range.getBoundingClientRect();
                return [box.x + box.width / 2, box.y + box.height / 2];
            }
        }"""
    )
    page.mouse.dblclick(*where)
    first, last = page.evaluate("raviSelection()")
    assert TEXT[first:last].strip() == "رئیس\u200cجمهور"


def test_browser_joining_is_unbroken_at_the_edge_of_a_highlight(page: Page, url: str) -> None:
    page.goto(f"{url}/articles/plain")
    widths: Any = page.evaluate(
        """async () => {
            await document.fonts.load('20px Vazirmatn', 'ا');
            const text = document.getElementById('text');
            const widths = [];
            for (const inner of ['می\u200cگوییم', 'می\u200c<mark class="quote s1 chosen">گوی</mark>یم']) {
                const line = document.createElement('span');
                line.innerHTML = inner;
                text.after(line);
                line.className = 'text';
                widths.push(line.getBoundingClientRect().width);
                line.remove();
            }
            return widths;
        }"""
    )
    assert widths[0] == pytest.approx(widths[1], abs=0.1)


def test_browser_runs_nothing_of_an_article(page: Page, url: str) -> None:
    page.goto(f"{url}/articles/evil")
    assert text_of(page) == EVIL
    assert page.title() != "taken"


def test_browser_shows_the_statement_of_a_quotation(page: Page, url: str) -> None:
    page.goto(f"{url}/articles/plain")
    page.locator("mark.quote").first.click()
    assert page.locator("#s1 details").get_attribute("open") is not None


@pytest.mark.parametrize("path", PAGES)
def test_browser_reads_every_page_without_script(browser: Browser, url: str, path: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    found = context.new_page()
    answer = found.goto(url + path)
    assert answer
    assert answer.status == 200
    assert found.locator("main h1").count() == 1
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_browser_pages_pass_axe_in_both_schemes_and_fit_the_window(browser: Browser, url: str, path: str) -> None:
    context = browser.new_context(bypass_csp=True, viewport={"width": 1440, "height": 900}, locale="fa")
    found = context.new_page()
    found.goto(url + path)
    assert found.evaluate("document.documentElement.scrollWidth") <= 1440
    _passes_axe(found, {"type": "tag", "values": TAGS})
    found.emulate_media(color_scheme="dark")
    _passes_axe(found, {"type": "rule", "values": ["color-contrast"]})
    found.set_viewport_size({"width": 390, "height": 844})
    assert found.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def _passes_axe(page: Page, what: dict[str, Any]) -> None:
    result = Axe().run(page, options={"runOnly": what})
    assert not [(each["id"], [node["target"] for node in each["nodes"]]) for each in result.response["violations"]]


def test_browser_corrects_what_the_mouse_selects(page: Page, url: str) -> None:
    page.goto(f"{url}/articles/wrong")
    first = TEXT.index("ساخت پل")
    select(page, first + 1, first + 9)  # behind an emoji, of two units
    bar = page.locator("#selected")
    assert bar.locator("q").inner_text() == "ساخت پل"
    bar.locator("[name=token]").fill(TOKEN)
    with page.expect_navigation():
        bar.locator("button", has_text="نگه").click()
    assert page.locator("#q2").inner_text() == "ساخت پل"
    who = TEXT.index("شهردار")
    select(page, who, who + 6)
    bar.locator("[name=what][value=speaker]").check()
    bar.locator("select").select_option("2")
    with page.expect_navigation():
        bar.locator("button", has_text="نگه").click()
    assert page.locator("#s2 .who a").inner_text() == "علی رضایی"
    assert page.locator(".corrections li").count() == 2


def test_browser_says_why_a_correction_is_refused(page: Page, url: str) -> None:
    page.goto(f"{url}/articles/again")
    select(page, 3, 8)
    page.locator("#selected [name=token]").fill("guess")
    page.locator("#selected button", has_text="نگه").click()
    page.locator("#selected .message").wait_for()
    assert "token" in page.locator("#selected .message").inner_text()
    page.said.clear()  # type: ignore[attr-defined]


def test_browser_is_led_by_the_keyboard(page: Page, url: str) -> None:
    page.goto(f"{url}/articles/plain")
    page.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'ت'}))")  # j on a Persian keyboard
    assert page.evaluate("document.activeElement.id") == "q1"
    page.keyboard.press("s")
    start, end = page.evaluate("raviSelection()")
    page.keyboard.press("Control+Shift+ArrowRight")
    assert page.evaluate("raviSelection()") == [start, start + TEXT[start:end].rindex(" ")]
    page.keyboard.press("e")
    assert page.evaluate("document.activeElement.name") == "what"
    page.keyboard.press("Escape")
    assert page.locator("#selected").is_hidden()
    page.evaluate("document.activeElement.blur()")
    page.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', {key: '؟'}))")
    assert page.locator("dialog").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"


def test_browser_copies_a_citation(browser: Browser, url: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    found = context.new_page()
    found.goto(f"{url}/articles/plain")
    found.keyboard.press("j")
    found.keyboard.press("c")
    found.locator("[data-copy].done").wait_for(state="attached")
    copied = found.evaluate("navigator.clipboard.readText()")
    context.close()
    assert copied.startswith("علی رضایی: «رئیس\u200cجمهور 😀")
    assert copied.endswith("پیک روز، ۱۱ دی ۱۳۹۸ (۱ ژانویه ۲۰۲۰)")


def test_browser_prints_the_text_and_no_forms(page: Page, url: str) -> None:
    page.goto(f"{url}/articles/plain")
    page.emulate_media(media="print")
    assert page.locator("#text").is_visible()
    assert page.locator(".statement").first.is_visible()
    assert not any(each.is_visible() for each in page.locator("header, footer, form").all())
