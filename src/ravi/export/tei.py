"""TEI P5: each article with what is said in `<said>`, who is spoken of in `<rs>`, and its dates."""

from collections.abc import Iterable, Iterator

from ravi.export.forms import iri
from ravi.export.inline import Element, Piece, attributes, in_text, nested
from ravi.export.rights import licence_of
from ravi.record import Record

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<teiCorpus xmlns="http://www.tei-c.org/ns/1.0" xml:lang="fa">\n'
    "<teiHeader><fileDesc><titleStmt><title>Ravi</title></titleStmt>"
    "<publicationStmt><p>Articles as published, with what Ravi read in them.</p></publicationStmt>"
    "<sourceDesc><p>See each article.</p></sourceDesc></fileDesc></teiHeader>\n"
)
_SAID, _DATE, _WHO = 0, 1, 2  # what stands outside what
_LISTS = {
    "PER": ("listPerson", "person", "persName"),
    "ORG": ("listOrg", "org", "orgName"),
    "GROUP": ("listOrg", "org", "orgName"),
    "GPE": ("listPlace", "place", "placeName"),
    "LOC": ("listPlace", "place", "placeName"),
}
_STATUS = {"with credit": "restricted", "not without permission": "restricted", "as it says": "unknown"}


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """A teiCorpus, a TEI an article; `body` without its tags is the text as published.

    >>> from ravi import Reader
    >>> made = b"".join(write([Reader(rules_only=True).read("رضا نیکنام گفت: «کار تمام شد.»")])).decode()
    >>> made.partition("«")[2].partition("»")[0]
    '<said xml:id="a1-q0" who="#a1-e0" direct="true" rend="direct">کار تمام شد</said>.'
    """
    yield _HEAD.encode()
    for number, record in enumerate(records, 1):
        yield _article(record, f"a{number}").encode("utf-8", "backslashreplace")
    yield b"</teiCorpus>\n"


def _article(record: Record, me: str) -> str:
    return (
        f'<TEI xml:id="{me}">\n{_header(record)}\n{_stand_off(record, me)}'
        f"<text><body><p>{_body(record, me)}</p></body></text>\n</TEI>\n"
    )


def _header(record: Record) -> str:
    article = record.article
    licence = licence_of(record)
    publisher = f"<publisher>{in_text(article.publisher or 'unknown')}</publisher>"
    day = f"<date{attributes({'when': article.published.isoformat()})}/>" if article.published else ""
    rights = ""
    if licence:
        line = f"<licence>{in_text(licence.line)}</licence>"
        rights = f'<availability status="{_STATUS[licence.terms]}">{line}</availability>'
    where = f"<ptr{attributes({'target': iri(article)})}/>" if article.url else ""
    title = in_text(article.title or article.id)
    return (
        f"<teiHeader><fileDesc><titleStmt><title>{title}</title></titleStmt>"
        f"<publicationStmt>{publisher}{day}<idno>{in_text(article.id)}</idno>{rights}</publicationStmt>"
        f"<sourceDesc><bibl><title>{title}</title>{publisher}{day}{where}</bibl></sourceDesc></fileDesc></teiHeader>"
    )


def _stand_off(record: Record, me: str) -> str:
    lists: dict[str, list[str]] = {}
    for n, entity in enumerate(record.entities):
        group, kind, name = _LISTS[entity.type]
        role = f"<occupation>{in_text(entity.role)}</occupation>" if kind == "person" and entity.role else ""
        one = f'<{kind} xml:id="{me}-e{n}"><{name}>{in_text(entity.name)}</{name}>{role}</{kind}>'
        lists.setdefault(group, []).append(one)
    if not lists:
        return ""
    return "<standOff>" + "".join(f"<{name}>{''.join(each)}</{name}>" for name, each in lists.items()) + "</standOff>\n"


def _body(record: Record, me: str) -> str:
    """The text, a line a paragraph."""
    tags: dict[str, tuple[str, dict[str, str | None]]] = {}
    elements = []
    for n, quote in enumerate(record.quotes):
        who = _ref(me, quote.speaker.entity if quote.speaker else None)
        to = _ref(me, quote.addressee.entity if quote.addressee else None)
        direct = "false" if quote.form == "indirect" else "true"
        tags[f"q{n}"] = ("said", {"who": who, "toWhom": to, "direct": direct, "rend": quote.form})
        elements.append(Element(f"q{n}", _SAID, quote.parts))
    for n, date in enumerate(record.dates):
        first, _, last = (date.value or "").partition("/")
        when = {"from-iso": _iso(first), "to-iso": _iso(last)} if last else {"when-iso": _iso(first)}
        tags[f"d{n}"] = ("date", {**when, "type": date.type.lower()})
        elements.append(Element(f"d{n}", _DATE, (date.span,)))
    for n, entity in enumerate(record.entities):
        for m, mention in enumerate(entity.mentions):
            tags[f"e{n}-m{m}"] = ("rs", {"ref": f"#{me}-e{n}", "type": entity.type.lower(), "subtype": mention.kind})
            elements.append(Element(f"e{n}-m{m}", _WHO, (mention.span,)))

    def opened(piece: Piece) -> str:
        tag, about = tags[piece.key]
        return f"<{tag}{attributes({**_linked(piece, f'{me}-{piece.key}'), **about})}>"

    def closed(piece: Piece) -> str:
        return f"</{tags[piece.key][0]}>"

    return nested(record.article.text, elements, opened, closed).replace("\n", "</p>\n<p>")


def _linked(piece: Piece, key: str) -> dict[str, str | None]:
    """The piece's name, and those of its neighbours."""
    names = [key if at == 0 else f"{key}-{at}" for at in range(piece.of)]
    return {
        "xml:id": names[piece.at],
        "prev": f"#{names[piece.at - 1]}" if piece.at else None,
        "next": f"#{names[piece.at + 1]}" if piece.at + 1 < piece.of else None,
    }


def _ref(me: str, entity: int | None) -> str | None:
    return None if entity is None else f"#{me}-e{entity}"


def _iso(value: str) -> str | None:
    """A value that is a day, a month or a year; TEI has no place for others."""
    parts = value.split("-")
    return value if all(part.isdecimal() for part in parts) and len(parts[0]) == 4 else None
