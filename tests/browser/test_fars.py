"""Each view in a browser over real articles: two months of the Fars archive; skipped where it or a browser is absent.

The whole archive, and stores of any size, are timed by `python bench/pages.py`.
"""

import json
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from browsing import FARS, fits, open_view, passes_axe
from ravi.compare.linking import link
from ravi.inputs import parse_published
from ravi.pipeline import Reader
from ravi.record import Article
from ravi.store import Store, open_store
from serving import serving

MONTHS = ("1388-02", "1388-03")
HEAVIEST = 150_000  # bytes of a page with its style and script as they are sent, and of an article's page by itself
WEIGHT = """() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .filter((one) => !one.name.endsWith('.woff2')).reduce((sum, one) => sum + one.encodedBodySize, 0)"""
WITHOUT_SCRIPT = """(source) => {
    const parsed = new DOMParser().parseFromString(source, 'text/html');  // which runs none
    return [parsed.querySelectorAll('main h1').length, parsed.querySelectorAll('.empty').length];
}"""
TEXTS = """async (pages) => {
    const texts = [], sizes = [];
    for (const page of pages) {
        const source = await (await fetch(page)).text();
        sizes.push(new Blob([source]).size);
        const parsed = new DOMParser().parseFromString(source, 'text/html');
        texts.push(parsed.getElementById('text').textContent);
    }
    return [texts, Math.max(...sizes)];
}"""
VIEWS = (
    *("start", "article", "chain", "story", "search", "speakers", "speaker", "timeline", "events", "terms"),
    *("repaired", "days", "timeline of one", "events of a type", "terms for one"),
)
AXE = {*VIEWS[:8], "terms", "events of a type"}  # each page once: the others are the same otherwise filled


class Fars(NamedTuple):
    """The reading room over a part of the archive: its articles' texts, and an address for each view."""

    url: str
    texts: dict[str, str]
    views: dict[str, str]


@pytest.fixture(scope="module")
def fars(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Fars]:
    if not FARS.exists():
        pytest.skip(f"needs the articles of Fars, {FARS}: set RAVI_SHARED to the folder that holds data/articles")
    path = tmp_path_factory.mktemp("fars") / "fars.ravi"
    texts: dict[str, str] = {}
    reader = Reader(rules_only=True)
    with open_store(path, "write") as store, FARS.open(encoding="utf-8") as lines:
        for line in map(json.loads, lines):
            if line["published"].startswith(MONTHS):
                day = parse_published(line["published"])
                texts[line["id"]] = line["text"]
                store.put(reader.read(Article(line["id"], line["text"], publisher=line["publisher"], published=day)))
        link(store)
        views = addresses(store)
    with serving(path, "no token") as url:
        yield Fars(url, texts, views)


def addresses(store: Store) -> dict[str, str]:
    """Where each view is full: of the article with most quotations, a story of several, the person of most articles."""
    run = store.connection.execute
    (most,) = run(
        "SELECT id FROM articles JOIN quotes ON article = key WHERE length(text) < 2500 "
        "GROUP BY key ORDER BY count(*) DESC, id"
    ).fetchone()
    (named,) = run(
        "SELECT id FROM articles JOIN sources ON article = key GROUP BY key ORDER BY count(*) DESC"
    ).fetchone()
    (told,) = run("SELECT id FROM articles JOIN stories ON story = key GROUP BY key ORDER BY count(*) DESC").fetchone()
    (name,) = run(
        "SELECT people.name FROM people JOIN quotes ON quotes.article = people.article AND speaker = entity "
        "GROUP BY person ORDER BY count(DISTINCT people.article) DESC, count(*) DESC"
    ).fetchone()
    (kind,) = run("SELECT type FROM events GROUP BY type ORDER BY count(*) DESC").fetchone()
    (actor,) = run("SELECT actor FROM namings GROUP BY folded ORDER BY count(DISTINCT term) DESC").fetchone()
    who = quote(name)
    found = (
        *(
            "/",
            f"/articles/{most}",
            f"/chain/{named}",
            f"/story/{told}",
            f"/search?scope=quotes&q={quote('گفت OR است')}",
        ),
        *("/people", f"/people?name={who}", "/timeline", "/events", "/terms"),
        *(f"/articles/{most}?text=repaired", "/timeline?first=1388-03-10&last=1388-05-20"),
        *(f"/timeline?name={who}&days=1388", f"/events?type={kind}", f"/terms?name={quote(actor)}"),
    )
    return dict(zip(VIEWS, found, strict=True))


@pytest.mark.parametrize("view", VIEWS)
def test_fars_view_is_full_and_light_with_and_without_script_and_passes_axe(page: Page, fars: Fars, view: str) -> None:
    source = open_view(page, fars.url + fars.views[view])
    assert page.locator(".empty, .message:visible").count() == 0
    assert page.evaluate(WITHOUT_SCRIPT, source) == [1, 0]
    assert page.evaluate(WEIGHT) <= HEAVIEST
    if view in AXE:
        passes_axe(page)
    fits(page)


def test_fars_text_of_every_article_is_the_original(page: Page, fars: Fars) -> None:
    page.goto(fars.url + fars.views["article"])
    assert page.evaluate("document.getElementById('text').textContent") in fars.texts.values()
    found, largest = page.evaluate(TEXTS, [f"/articles/{quote(id, safe='')}" for id in fars.texts])
    assert dict(zip(fars.texts, found, strict=True)) == fars.texts
    assert largest <= HEAVIEST
