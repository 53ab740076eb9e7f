"""The options that narrow a search, which several commands share."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from ravi.store.filters import Asked

Speaker = Annotated[str | None, typer.Option(metavar="NAME", help="Quotations of this speaker.")]
Office = Annotated[str | None, typer.Option(metavar="WORDS", help="Quotations of who holds this office.")]
Source = Annotated[str | None, typer.Option(metavar="NAME", help="Articles that stand on this source's word.")]
Outlet = Annotated[str | None, typer.Option(metavar="NAME", help="Articles of this publisher.")]
When = Annotated[
    str | None,
    typer.Option(metavar="DAYS", help="1395, 1395-09, 2016-12-18, or from..to: 1395-09..1395-10, 2016-12-18.."),
]
From = Annotated[str | None, typer.Option("--from", metavar="DAY", help="Not before this day, month or year.")]
To = Annotated[str | None, typer.Option("--to", metavar="DAY", help="Not after it.")]
FormOf = Annotated[str | None, typer.Option("--form", metavar="FORM", help="direct, indirect or mixed quotations.")]
Event = Annotated[str | None, typer.Option(metavar="TYPE", help="Articles with an event of this type: PROTEST, AID …")]


def asked_for(
    query: str,
    inside: str | None,
    speaker: str | None,
    office: str | None,
    source: str | None,
    outlet: str | None,
    when: str | None,
    since: str | None,
    until: str | None,
    form: str | None,
    event: str | None = None,
    sort: str = "date",
    lemmas: bool = False,
) -> "Asked":
    """What the options ask for together. Raises `typer.BadParameter` where they do not go together."""
    from ravi.store.days import Days, parse_days
    from ravi.store.filters import Asked

    days = parse_days(when) if when else None
    if since or until:
        if days:
            raise typer.BadParameter("--when and --from or --to do not go together: give one of them")
        days = Days(parse_days(since).first if since else None, parse_days(until).last if until else None)
    if inside not in (None, "all", "quotes", "narrator"):
        raise typer.BadParameter("--in: give all, quotes or narrator")
    if sort not in ("date", "rank"):
        raise typer.BadParameter("--sort: give date or rank")
    scope: Any = inside or ("quotes" if speaker or office or form else "all")
    chosen: dict[str, Any] = {"form": form, "sort": sort}
    return Asked(query, scope, speaker, office, source, outlet, days, event=event, lemmas=lemmas, **chosen)
