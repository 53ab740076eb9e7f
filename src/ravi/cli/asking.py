"""The options that narrow a search, which several commands share."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

if TYPE_CHECKING:
    from ravi.store.days import Days
    from ravi.store.filters import Asked


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """What a person narrows a search by: each field is an option of the commands that `narrowing` gives them to."""

    inside: Annotated[
        str | None,
        typer.Option("--in", metavar="WHERE", help="all, quotes or narrator; quotes where a speaker is asked for."),
    ] = None
    speaker: Annotated[str | None, typer.Option(metavar="NAME", help="Quotations of this speaker.")] = None
    office: Annotated[str | None, typer.Option(metavar="WORDS", help="Quotations of who holds this office.")] = None
    source: Annotated[str | None, typer.Option(metavar="NAME", help="Articles that stand on this source's word.")] = (
        None
    )
    outlet: Annotated[str | None, typer.Option(metavar="NAME", help="Articles of this publisher.")] = None
    when: Annotated[
        str | None,
        typer.Option(metavar="DAYS", help="1395, 1395-09, 2016-12-18, or from..to: 1395-09..1395-10, 2016-12-18.."),
    ] = None
    since: Annotated[str | None, typer.Option("--from", metavar="DAY", help="Not before this day, month or year.")] = (
        None
    )
    until: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Not after it.")] = None
    form: Annotated[
        str | None, typer.Option("--form", metavar="FORM", help="direct, indirect or mixed quotations.")
    ] = None
    event: Annotated[
        str | None, typer.Option(metavar="TYPE", help="Articles with an event of this type: PROTEST, AID …")
    ] = None

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))

    def asked(self, query: str, scope: str | None = None, *, sort: str = "date", lemmas: bool = False) -> "Asked":
        """What is asked for with these words, in `scope` where `--in` does not say otherwise.

        Raises `typer.BadParameter` where the options do not go together.
        """
        from ravi.store.filters import Asked

        inside = self.inside or scope or ("quotes" if self.speaker or self.office or self.form else "all")
        if inside not in ("all", "quotes", "narrator"):
            raise typer.BadParameter("--in: give all, quotes or narrator")
        if sort not in ("date", "rank"):
            raise typer.BadParameter("--sort: give date or rank")
        chosen: dict[str, Any] = {"scope": inside, "form": self.form, "sort": sort}
        return Asked(
            query,
            speaker=self.speaker,
            office=self.office,
            source=self.source,
            outlet=self.outlet,
            days=self._days(),
            event=self.event,
            lemmas=lemmas,
            **chosen,
        )

    def _days(self) -> "Days | None":
        from ravi.store.days import Days, parse_days

        days = parse_days(self.when) if self.when else None
        if self.since or self.until:
            if days:
                raise typer.BadParameter("--when and --from or --to do not go together: give one of them")
            return Days(
                parse_days(self.since).first if self.since else None,
                parse_days(self.until).last if self.until else None,
            )
        return days


def narrowing(*without: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command an option for each field of `Narrowing` but these, in the place of its parameter `narrowed`."""
    hints = get_type_hints(Narrowing, include_extras=True)
    options = [
        inspect.Parameter(
            field.name, inspect.Parameter.KEYWORD_ONLY, default=field.default, annotation=hints[field.name]
        )
        for field in fields(Narrowing)
        if field.name not in without
    ]

    def give(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def run(**given: Any) -> None:  # noqa: ANN401 - of every option its own
            narrowed = Narrowing(**{option.name: given.pop(option.name) for option in options})
            command(**given, narrowed=narrowed)

        signature = inspect.signature(command)
        parameters: list[inspect.Parameter] = []
        for parameter in signature.parameters.values():
            parameters += options if parameter.name == "narrowed" else [parameter]
        vars(run)["__signature__"] = signature.replace(parameters=parameters)
        run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        return run

    return give
