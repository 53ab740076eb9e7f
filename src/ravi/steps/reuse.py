"""Reuse: the licence line («استفاده از این مطلب با ذکر منبع … بلامانع است») and whom it asks to be named."""

import re

from ravi.record import Draft, Reuse
from ravi.spans import Span

_USE = re.compile(
    r"(?:استفاده|بازنشر|نقل|انتشار|کپی|برداشت|بازنشر)[^\n]{0,80}?(?:ذکر|نام|درج)[^\n]{0,12}?(?:منبع|ماخذ|لینک|نام)[^\n]{0,120}"
    r"|(?:بازنشر|انتشار|نقل|کپی|تکثیر|استفاده از|برداشت)[^\n.]{0,40}?"
    r"(?:مطلب|مطالب|خبر|گزارش|محتوا|نوشته|مقاله|متن)[^\n.]{0,60}?ممنوع[^\n.]{0,20}"
    r"|(?:تمامی|کلیه|همه) حقوق[^\n]{0,160}(?:محفوظ|متعلق)[^\n]{0,60}"
)
_ALLOWED = re.compile("بلامانع|مجاز|آزاد|الزامی|محفوظ|متعلق|ممنوع|بدون مانع")
_CREDIT = re.compile(r"(?:منبع|ماخذ|نام|به)\s*[:،]?\s*(?:«([^»\n]{2,60})»|\"([^\"\n]{2,60})\")")


def reuse(draft: Draft) -> Reuse | None:
    """Give the licence line, or None. The last one of the text counts."""
    found = None
    for match in _USE.finditer(draft.folded):
        if _ALLOWED.search(match[0]):
            found = match
    if found is None:
        return None
    end = found.end()
    while end > found.start() and draft.folded[end - 1] in " .":
        end -= 1
    credit = _CREDIT.search(draft.folded, found.start(), end)
    group = credit and (1 if credit[1] else 2)
    named = Span(*credit.span(group)) if credit and group else None
    return Reuse(Span(found.start(), end), named, "reuse.licence_line", 0.9)
