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
    "/people",
    "/timeline",
    "/events",
    "/terms",
    "/chain/plain",
    "/story/plain",
)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("browser") / "news.ravi"
    reader = Reader(rules_only=True)
    with open_store(path, "write") as store:
        for id, text in (("plain", TEXT), ("evil", EVIL)):
            store.put(reader.read(Article(id, text, publisher="پیک روز", published=date(2020, 1, 1))))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(make_app(path, rules_only=True), port=port, log_level="error"))
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_browser_pages_pass_axe(browser: Browser, url: str, path: str, scheme: Scheme) -> None:
    context = browser.new_context(bypass_csp=True, color_scheme=scheme)
    found = context.new_page()
    found.goto(url + path)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    result = Axe().run(found, options={"runOnly": {"type": "tag", "values": tags}})
    context.close()
    assert not [(each["id"], [node["target"] for node in each["nodes"]]) for each in result.response["violations"]]


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("path", PAGES)
def test_browser_no_page_is_wider_than_the_window(browser: Browser, url: str, path: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    found = context.new_page()
    found.goto(url + path)
    assert found.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
