"""The licence line of an article and what it allows, as far as its words tell: it goes with every export."""

import re
from typing import Literal, NamedTuple

from ravi.persian.letters import ZWNJ, fold
from ravi.record import Record
from ravi.spans import Span

Terms = Literal["with credit", "not without permission", "as it says"]
_WITHOUT_CREDIT = re.compile(r"(?:بدون|بی|عدم)\s+(?:ذکر|درج|نام)")
_FORBIDDEN = re.compile(r"ممنوع|غیر\s?مجاز|مجاز ن(?:یست|می)|جایز نیست|پیگرد|محفوظ|متعلق")
_ALLOWED = re.compile(r"بلامانع|بدون مانع|مانعی ندارد|آزاد|مجاز|الزامی")


class Licence(NamedTuple):
    """A licence line: where it stands, its words, whom it asks to be named, and what it allows."""

    span: Span
    line: str
    credit: str | None
    terms: Terms

    @property
    def forbids(self) -> bool:
        """Whether the text may not be passed on without asking."""
        return self.terms == "not without permission"


def licence_of(record: Record) -> Licence | None:
    """The licence line of an article, None where it has none.

    >>> from ravi import Reader
    >>> line = "هرگونه بازنشر این مطلب ممنوع است."
    >>> licence_of(Reader(rules_only=True).read(f"باران بارید.\\n{line}")).terms
    'not without permission'
    """
    if record.reuse is None:
        return None
    text = record.article.text
    line = " ".join(record.reuse.span.of(text).split())
    credit = record.reuse.credit.of(text) if record.reuse.credit else None
    return Licence(record.reuse.span, line, credit, terms_of(line))


def terms_of(line: str) -> Terms:
    """What the words of a licence line allow.

    >>> terms_of("استفاده از این مطلب با ذکر منبع بلامانع است")
    'with credit'
    >>> terms_of("نقل مطالب بدون ذکر منبع ممنوع است")
    'with credit'
    >>> terms_of("تمامی حقوق این سایت محفوظ است")
    'not without permission'
    """
    words = fold(line).replace(ZWNJ, " ")
    forbidden = _FORBIDDEN.search(words)
    if forbidden and _WITHOUT_CREDIT.search(words):
        return "with credit"
    if _ALLOWED.search(_FORBIDDEN.sub("", words)):
        return "with credit"
    return "not without permission" if forbidden else "as it says"
