"""A document → its article."""

from dataclasses import replace

from ravi.errors import InputError
from ravi.inputs.documents import Document
from ravi.inputs.lines import article_of_line
from ravi.record import Article, Failure
from ravi.steps.decode import decode


def to_article(document: Document) -> Article | Failure:
    """Decode a document; what it says itself goes before what is known from outside."""
    try:
        if document.kind == "line":
            article = article_of_line(document.data, document.name)
        else:
            article = decode(document.data, name=document.name)
    except InputError as error:
        return Failure(document.name, "decode", str(error))
    if isinstance(article, Failure):
        return article
    return replace(
        article,
        published=article.published or document.published,
        publisher=article.publisher or document.publisher,
        url=article.url or document.url,
    )
