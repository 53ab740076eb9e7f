"""Draw the pages of the reading room into docs/screenshots: python docs/screenshots.py (needs /usr/bin/chromium).

Where there is `pngquant`, it makes the pictures smaller. The articles are those of `screenshots_corpus.py`.
"""

import shutil
import socket
import subprocess
import sys
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn
from playwright.sync_api import sync_playwright

from ravi.compare.linking import link
from ravi.pipeline import Reader
from ravi.record import Article
from ravi.store import open_store
from ravi.web import make_app

sys.path.insert(0, str(Path(__file__).parent))

from screenshots_corpus import ARTICLES

FOLDER = Path(__file__).with_name("screenshots")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
VIEWS = {
    "start": "/",
    "article": "/articles/پیک-۱",
    "repaired": "/articles/پیک-۱?text=repaired",
    "chain": "/chain/کرانه-۱",
    "speaker": "/people?name=رضا فرهمند",
    "search": "/search?q=خانه&scope=quotes",
    "timeline": "/timeline?month=1402-06",
    "compare": "/compare?id=پیک-۱&id=سپیده-۱&id=کرانه-۱",
    "events": "/events",
    "terms": "/terms",
}


def main() -> None:
    """Make a store, serve it, and draw each view in two widths, light and dark."""
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        path = Path(folder, "news.ravi")
        reader = Reader()
        with open_store(path, "write") as store:
            for id, publisher, day, text in ARTICLES:
                store.put(reader.read(Article(id, text, publisher=publisher, published=day)))
            link(store)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(make_app(path), port=port, log_level="error"))
        threading.Thread(target=server.run, daemon=True).start()
        while not server.started:
            threading.Event().wait(0.05)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(FLAGS))
            for name, url in VIEWS.items():
                for width in (1440, 390):
                    for scheme in ("light", "dark"):
                        page = browser.new_context(
                            viewport={"width": width, "height": 900},
                            color_scheme=scheme,  # type: ignore[arg-type]
                        ).new_page()
                        page.goto(f"http://127.0.0.1:{port}{url}")
                        page.evaluate("document.fonts.ready")
                        page.screenshot(path=str(FOLDER / f"{name}-{width}-{scheme}.png"))
                        page.context.close()
            browser.close()
        server.should_exit = True
    smaller = shutil.which("pngquant")
    if smaller:
        pictures = [str(picture) for picture in sorted(FOLDER.glob("*.png"))]
        subprocess.run([smaller, "--force", "--ext", ".png", "64", *pictures], check=True)  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
