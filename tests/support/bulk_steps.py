"""Articles of our own for the tests of bulk runs, and readers whose steps fail, hang or die at words of a text."""

import json
import os
import random
import re
import signal
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from ravi.bulk import Settings
from ravi.bulk.process import Tables, process
from ravi.pipeline import Reader, Step
from ravi.record import Draft, MadeBy, Token

OUTLETS = ("خبرگزاری کوهسار", "روزنامۀ پیک روز", "پایگاه خبری دماوند")
SPEAKERS = ("رضا نیکنام، وزیر نیرو", "مریم کاویانی، شهردار شیراز", "پرویز نادری، رئیس سازمان بنادر")
SAYINGS = ("سد تا پایان سال پر می شود", "بودجۀ امسال کافی نیست", "راه تازه بسته خواهد ماند", "كار تمام شد")
RAISES, HANGS, DIES = "شکستگاه", "بیپایانی", "مرگبار"


def articles(count: int, seed: int = 1) -> list[dict[str, str]]:
    """Some short articles, each with an id, outlet, day and a quote or two."""
    pick = random.Random(seed)  # noqa: S311 - the same articles every time
    made = []
    for number in range(count):
        outlet, speaker = pick.choice(OUTLETS), pick.choice(SPEAKERS)
        text = (
            f"گزارش {number} دربارۀ آب و راه\n"
            f"به گزارش {outlet}، {speaker}، روز شنبه گفت: «{pick.choice(SAYINGS)}.»\n"
            f"وی افزود که {pick.choice(SAYINGS)}. مردم شیراز {pick.randrange(2, 90)} روز در انتظار بودند. "
            "پلیس پنج نفر را در شیراز بازداشت کرد."
        )
        day = f"{pick.randrange(2015, 2024)}-{pick.randrange(1, 13):02}-{pick.randrange(1, 28):02}"
        made.append({"id": f"a{number:05}", "text": text, "publisher": outlet, "published": day})
    return made


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    """The articles as JSON lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


class Here:
    """Reads in the process of the run, for tests of what is planned and written: it costs no start of another."""

    def __init__(self, settings: Settings, made_by: MadeBy) -> None:
        self.settings = settings
        self.reader = settings.make_reader()

    def ready(self) -> None:
        """It always can."""

    def process(self, batch: pa.RecordBatch) -> Tables:
        """The tables of a batch."""
        return process(batch, self.reader, longest=self.settings.longest, lines=self.settings.form == "jsonl")

    def close(self) -> None:
        """Nothing is left to end."""


def poisoned(*, rules_only: bool = True) -> Reader:
    """A reader of words alone, soon started, with a step that raises, hangs or dies where the text says so."""
    copy = Step("copy", ("article",), ("repaired", "edits"), lambda draft: (draft.article.text, ()))
    poison = Step("tokens", ("repaired",), ("tokens",), _poison)
    return Reader([copy, poison])


def broken(*, rules_only: bool = True) -> Reader:
    """A reader in whose making the process dies."""
    os.kill(os.getpid(), signal.SIGKILL)
    return Reader(rules_only=rules_only)


def _poison(draft: Draft) -> tuple[Token, ...]:
    text = draft.article.text
    if RAISES in text:
        raise ValueError("این گام شکست")
    if HANGS in text:
        re.match("(ا+)+$", "ا" * 60 + "ب")  # takes for ever, and lets no other thread run
    if DIES in text:
        os.kill(os.getpid(), signal.SIGKILL)
    return ()


def older(*, rules_only: bool = True) -> Reader:
    """A reader of another version."""
    reader = Reader(rules_only=rules_only)
    reader.made_by = replace(reader.made_by, ravi=os.environ.get("RAVI_TEST_VERSION", "0.0.1"))
    return reader
