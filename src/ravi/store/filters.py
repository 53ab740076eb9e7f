"""What a search is narrowed to, as expressions for the index, and the check of each quotation that they cannot do."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from ravi.errors import InputError
from ravi.record import Form
from ravi.store.days import Days
from ravi.store.expressions import Beginnings, Scope, Spellings, Tree, among, spell
from ravi.store.index import FORM, OFFICE, SPEAKER
from ravi.store.matching import Words, holds
from ravi.store.query import parse

Sort = Literal["date", "rank"]
EVENTS = (
    *("AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT"),
    *("THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is searched for. Names and offices are words that are in them, in any order and spelling.

    Where a quotation is spoken of (`speaker`, `office`, `form`, scope "quotes"), one quotation has all of it. With
    `lemmas`, the words of the query are meant in each of their forms.
    """

    query: str = ""
    scope: Scope = "all"
    speaker: str | None = None
    office: str | None = None
    source: str | None = None
    outlet: str | None = None
    days: Days | None = None
    form: Form | None = None
    event: str | None = None
    sort: Sort = "date"
    lemmas: bool = False

    @property
    def of_quotes(self) -> bool:
        """Whether it asks for quotations, not only for articles."""
        return self.scope == "quotes" or any((self.speaker, self.office, self.form))


def check(asked: Asked) -> None:
    """Raise `InputError` where there is no such form or event."""
    if asked.form is not None and asked.form not in get_args(Form):
        raise InputError(f"«{asked.form}» is no form of a quotation: give {', '.join(get_args(Form))}")
    if asked.event is not None and asked.event.upper() not in EVENTS:
        raise InputError(f"«{asked.event}» is no type of an event: give one of {' '.join(EVENTS)}")


def of_article(asked: Asked, spellings: Spellings, beginnings: Beginnings) -> Iterator[str]:
    """One expression for `search` for each thing that narrows the search, but for the days."""
    for column, words in (
        ("speakers", asked.speaker if asked.scope != "quotes" else None),
        ("offices", asked.office if asked.scope != "quotes" else None),
        ("sources", asked.source),
        ("outlet", asked.outlet),
    ):
        if words is not None:
            yield f"{column} : {among(spell(parse(words), spellings), beginnings)}"
    if asked.form is not None and asked.scope != "quotes":
        yield f'facts : "form{asked.form}"'
    if asked.event is not None:
        yield f'facts : "event{asked.event.lower()}"'


def of_quotation(asked: Asked, spellings: Spellings, beginnings: Beginnings) -> Iterator[str]:
    """One expression for `said` for each thing that narrows a search in quotations, but for its words."""
    for mark, words in ((SPEAKER, asked.speaker), (OFFICE, asked.office)):
        if words is not None:
            yield among(spell(parse(words), spellings), beginnings, mark)
    if asked.form is not None:
        yield f'"{FORM}{asked.form}"'


class Speaker:
    """Tells whether a name, or an office, is the one that is asked for."""

    def __init__(self, words: str | None, spellings: Spellings) -> None:
        self.tree: Tree | None = None if words is None else spell(parse(words), spellings)
        self._known: dict[str | None, bool] = {}

    def fits(self, name: str | None) -> bool:
        """Whether all the words are in a name."""
        if self.tree is None:
            return True
        if name not in self._known:
            self._known[name] = name is not None and holds(self.tree, Words(name))
        return self._known[name]
