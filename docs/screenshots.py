"""Draw the pages of the reading room into docs/screenshots: python docs/screenshots.py (needs /usr/bin/chromium).

The articles are written for this, about nobody and nowhere.
"""

import socket
import sys
import threading
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn
from playwright.sync_api import sync_playwright

from ravi.compare.linking import link
from ravi.pipeline import Reader
from ravi.record import Article
from ravi.store import open_store
from ravi.web import make_app

FOLDER = Path(__file__).with_name("screenshots")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
SAID = "ساخت سد تازه نیلاب تا پایان پاییز امسال تمام می شود و آب آن به شش روستا می رسد"
ARTICLES = (
    (
        "پیک-۱",
        "پیک روز",
        date(2023, 9, 9),
        "وزیر آب: سد نیلاب تا پایان پاییز آماده می شود\n"
        f"به گزارش پیک روز، رضا نیکنام، وزیر آب، دیروز در جمع خبرنگاران گفت: «{SAID}».\n"
        "وی افزود که هزینۀ این طرح 40 میلیارد تومان بوده است.\n"
        "نیکنام با بیان اینکه معترضان حرف های درستی دارند، تصریح کرد: «با آنها در نیلاب دیدار می کنیم».\n"
        "به گفتۀ مینا سروش، سخنگوی ساکنان روستای گلدره، «خانه های ما زیر آب می رود و کسی پاسخ نمی دهد».\n"
        "نقل مطالب با ذکر نام پیک روز آزاد است.\n",
    ),
    (
        "سپیده-۱",
        "خبرگزاری سپیده",
        date(2023, 9, 9),
        "نیکنام: سد نیلاب نزدیک به پایان است\n"
        f"رضا نیکنام وزیر آب گفت: «{SAID.partition(' و آب')[0]}».\n"
        "او از آشوبگران گلدره خواست به خانه های خود بازگردند.\n"
        "پلیس روز جمعه سه نفر از معترضان را بازداشت کرد.\n",
    ),
    (
        "کرانه-۱",
        "روزنامه کرانه",
        date(2023, 9, 10),
        "سد نیلاب در پاییز\n"
        "به نقل از پیک روز، بهرام دادور، معاون وزیر آب اعلام کرد: "
        f"«{SAID.replace('می شود', 'نمی شود')}».\n"
        "ساکنان گلدره دیروز در برابر وزارت آب تجمع کردند و شعار «آب حق ماست» سر دادند.\n"
        "مینا سروش به روزنامه کرانه گفت: «ما مخالف سد نیستیم، ولی روستاییان باید خانه داشته باشند».\n",
    ),
    (
        "سپیده-۲",
        "خبرگزاری سپیده",
        date(2023, 10, 3),
        "وزیر آب با روستاییان دیدار کرد\n"
        "رضا نیکنام، وزیر آب، روز سه شنبه 11 مهر با نمایندگان روستاییان گلدره در نیلاب دیدار کرد.\n"
        "وی در این دیدار گفت: «خانه های تازه تا نوروز آماده می شود».\n"
        "مینا سروش گفت که روستاییان به این قول اعتماد دارند.\n",
    ),
)
VIEWS = {
    "start": "/",
    "article": "/articles/پیک-۱",
    "repaired": "/articles/پیک-۱?text=repaired",
    "chain": "/chain/کرانه-۱",
    "speaker": "/people?name=نیکنام",
    "search": "/search?q=خانه&scope=quotes",
    "timeline": "/timeline",
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


if __name__ == "__main__":
    sys.exit(main())
