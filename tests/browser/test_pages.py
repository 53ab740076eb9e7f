"""What a browser makes of the pages of a store made for it; skipped where there is no browser."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from browsing import FARS, fits, open_view, passes_axe
from ravi.compare.linking import link
from ravi.pipeline import Reader
from ravi.record import Article
from ravi.store import open_store
from serving import serving

TEXT = (
    "به گزارش ایسنا، علی رضایی، شهردار اهواز گفت: «رئیس\u200cجمهور 😀 فردا به شهر ما مي\u200cآید.»\n"
    "وی افزود که ساخت پل تازه تا پایان تابستان تمام می\u200cشود \u202eو بس\u202c.\n"
)
OTHER = "محسن کریمی، شهردار شوش گفت: «بودجه نرسیده است.»\n"
EVIL = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\"> علی رضایی گفت: «آمد.»"
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


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[str]:
    path = tmp_path_factory.mktemp("browser") / "news.ravi"
    reader = Reader(rules_only=True)
    with open_store(path, "write") as store:
        for id, text in (("plain", TEXT), ("again", TEXT), ("wrong", TEXT), ("evil", EVIL), ("other", OTHER)):
            store.put(reader.read(Article(id, text, publisher="پیک روز", published=date(2020, 1, 1))))
        link(store)
    with serving(path, TOKEN) as found:
        yield found


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
    page.locator("#s2 .ask").focus()
    page.keyboard.press("Enter")
    page.locator("#s2 details dl").wait_for()
    assert page.evaluate("document.activeElement.closest('li').id") == "s2"


def test_browser_gives_the_reasons_of_a_quotation_without_script(plain: Page, url: str) -> None:
    plain.goto(f"{url}/articles/plain?text=repaired")
    assert plain.locator("#s2 dl").count() == 0
    plain.locator("#s2 .ask").click()
    assert plain.locator("#s2 details[open] dl").is_visible()
    assert plain.locator(".switch [aria-current]").inner_text().startswith("متن ترمیم")
    plain.locator("#s2 a", has_text="تصحیح").click()
    assert plain.locator("#s2 form [name=value]").input_value() == "علی رضایی"


@pytest.mark.parametrize("path", PAGES)
def test_browser_reads_every_page_without_script(plain: Page, url: str, path: str) -> None:
    open_view(plain, url + path)


@pytest.mark.skipif(FARS.exists(), reason="axe looks at the same views over the archive of Fars: test_fars.py")
@pytest.mark.parametrize("path", PAGES)
def test_browser_pages_pass_axe_in_both_schemes_and_fit_the_window(page: Page, url: str, path: str) -> None:
    page.goto(url + path)
    passes_axe(page)
    fits(page)


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
    page.wait_for_selector("[name=what]:focus", state="attached")  # a function is refused by the policy
    page.keyboard.press("Escape")
    assert page.locator("#selected").is_hidden()
    page.evaluate("document.activeElement.blur()")
    page.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', {key: '؟'}))")
    assert page.locator("dialog").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"


def test_browser_copies_a_citation(page: Page, url: str) -> None:
    page.goto(f"{url}/articles/plain")
    page.keyboard.press("j")
    page.keyboard.press("c")
    page.locator("[data-copy].done").wait_for(state="attached")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("علی رضایی: «رئیس\u200cجمهور 😀")
    assert copied.endswith("پیک روز، ۱۱ دی ۱۳۹۸ (۱ ژانویه ۲۰۲۰)")


def test_browser_prints_the_text_and_no_forms(page: Page, url: str) -> None:
    page.goto(f"{url}/articles/plain")
    page.emulate_media(media="print")
    assert page.locator("#text").is_visible()
    assert page.locator(".statements > li").first.is_visible()
    assert not any(each.is_visible() for each in page.locator("header, footer, form").all())


def test_browser_chooses_days_in_the_picture_with_the_mouse(page: Page, url: str) -> None:
    page.goto(f"{url}/timeline?days=1398-09-20..1398-10-20")
    picture = page.locator("[data-brush]").nth(1)
    first, last = (picture.locator(f"a[href*='days=1398-10-{day}#']").bounding_box() for day in ("05", "12"))
    assert first
    assert last
    assert first["x"] > last["x"]  # from the right
    page.mouse.move(first["x"] + first["width"] / 2, first["y"] + 40)
    page.mouse.down()
    page.mouse.move(last["x"] + last["width"] / 2, last["y"] + 30, steps=3)
    assert page.locator("figure output").nth(1).inner_text() == "۵ دی ۱۳۹۸ تا ۱۲ دی ۱۳۹۸"
    with page.expect_navigation():
        page.mouse.up()
    assert page.locator("#days h2").inner_text().startswith("۵ دی ۱۳۹۸ تا ۱۲ دی ۱۳۹۸")
    assert page.locator("#days .said").count() > 0


def test_browser_chooses_days_in_the_picture_with_the_keyboard(page: Page, url: str) -> None:
    page.goto(f"{url}/timeline?calendar=gregorian&lang=en&days=2019-12-20..2020-01-20")
    page.locator("a[href*='days=2020-01-05#']").focus()
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowLeft")
    assert page.locator("a.brushed").count() == 3
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("#days h2").inner_text().startswith("5 January 2020 to 7 January 2020")
    page.keyboard.press("Escape")


def test_browser_chooses_days_without_script(plain: Page, url: str) -> None:
    plain.goto(f"{url}/timeline")
    plain.locator("[name=first]").fill("1398-10-10")
    plain.locator("[name=last]").fill("۱۳۹۸/۱۰/۱۵")
    plain.locator("#span button").click()
    assert plain.locator("#days h2").inner_text().startswith("۱۰ دی ۱۳۹۸ تا ۱۵ دی ۱۳۹۸")
    plain.locator("a[href*='days=1398-10-11#']").click()
    assert plain.locator("#days h2").inner_text().startswith("۱۱ دی ۱۳۹۸")


def test_browser_joins_people_without_script(plain: Page, url: str) -> None:
    plain.goto(f"{url}/people?name=رضایی&also=کریمی")
    plain.locator(".person").first.wait_for()  # the people may still be counted
    before = plain.locator(".person").count()
    assert before > 1
    for one in plain.locator(".person > .pick input").all():
        one.check()
    plain.locator("#join [name=token]").fill(TOKEN)
    plain.locator("#join button").click()
    expect(plain.locator(".person")).to_have_count(1)
    plain.locator(".hands .line summary").first.click()
    plain.locator(".hands [action='/people/undo'] [name=token]").first.fill(TOKEN)
    plain.locator(".hands [action='/people/undo'] button").first.click()
    expect(plain.locator(".person")).to_have_count(before)


def test_browser_splits_a_person_without_script(plain: Page, url: str) -> None:
    plain.goto(f"{url}/people?name=رضایی")
    plain.locator(".person").first.wait_for()
    before = plain.locator(".person").count()
    person = plain.locator(".person").first
    person.locator("summary").click()
    person.locator("[name=place]").first.check()
    person.locator("[name=token]").fill(TOKEN)
    person.locator("button").click()
    expect(plain.locator(".person")).to_have_count(before + 1)
    for one in plain.locator(".person > .pick input").all():
        one.check()
    plain.locator("#join [name=token]").fill(TOKEN)
    plain.locator("#join button").click()
    expect(plain.locator(".person")).to_have_count(1)


@pytest.mark.parametrize("path", ["/articles/plain", "/timeline"])
def test_browser_shows_every_stop_of_the_tab_key_in_the_order_of_the_page(page: Page, url: str, path: str) -> None:
    page.goto(url + path)
    page.emulate_media(reduced_motion="reduce")
    stops = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')].filter(
            (one) => one.tabIndex >= 0 && !one.disabled && one.type !== 'hidden' && one.checkVisibility()).length"""
    )
    seen: list[tuple[int, bool]] = []
    for _ in range(min(stops, 25)):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                """() => {
                    const one = document.activeElement;
                    const marked = one.matches('svg a') ? getComputedStyle(one.querySelector('path, rect')).stroke
                        : getComputedStyle(one).outlineStyle;
                    return [[...document.querySelectorAll('*')].indexOf(one), marked !== 'none'];
                }"""
            )
        )
    assert all(shown for _, shown in seen)
    assert [at for at, _ in seen] == sorted({at for at, _ in seen})
    moving = """[...document.querySelectorAll('*')].filter(
        (one) => parseFloat(getComputedStyle(one).transitionDuration)).length"""
    assert page.evaluate(moving) == 0
    page.emulate_media(reduced_motion="no-preference")
