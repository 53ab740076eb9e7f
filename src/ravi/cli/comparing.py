"""`ravi link`, `ravi compare`, `ravi story` and `ravi people`."""

import sys
from typing import Annotated

import typer

from ravi.cli.shell import StorePath
from ravi.errors import StoreError
from ravi.export import to_json_line

Json = Annotated[bool, typer.Option("--json", help="JSON, for programs.")]
Id = Annotated[str, typer.Argument(metavar="ID", help="An article's id.", show_default=False)]


def link(store: StorePath) -> None:
    """Compare all articles of a store: reprints, stories, retold quotations, people across articles."""
    from ravi.compare.linking import link as link_all
    from ravi.store import open_store

    with open_store(store, "write") as opened:
        found = link_all(opened)
    sys.stdout.write(to_json_line(found._asdict()) + "\n")


def compare(
    ids: Annotated[list[str], typer.Argument(metavar="ID…", help="Two articles or more.", show_default=False)],
    store: StorePath,
    *,
    json: Json = False,
) -> None:
    """Put articles beside each other: reprints, retold quotations, sources, terms."""
    if len(set(ids)) < 2:
        raise typer.BadParameter("give two articles or more: see ravi search")
    _show_together(list(dict.fromkeys(ids)), store, json=json)


def story(id: Id, store: StorePath, *, json: Json = False) -> None:
    """Show all articles about what one article reports, the earliest first (after ravi link)."""
    from ravi.compare.linked import story_of
    from ravi.compare.linking import is_linked
    from ravi.store import open_store

    with open_store(store) as opened:
        if not is_linked(opened):
            sys.stderr.write("ravi: articles have come or changed since the store was linked: run ravi link\n")
        ids = story_of(opened, id)
    _show_together(ids, store, json=json)


def people(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A person's name, in any spelling.", show_default=False)],
    store: StorePath,
    *,
    json: Json = False,
    join: Annotated[
        tuple[str, str, str] | None,
        typer.Option(metavar="ID ID2 NAME2", help="NAME in ID and NAME2 in ID2 are one person.", show_default=False),
    ] = None,
    split: Annotated[
        tuple[str, str, str] | None,
        typer.Option(metavar="ID ID2 NAME2", help="NAME in ID and NAME2 in ID2 are two.", show_default=False),
    ] = None,
) -> None:
    """Show who is meant by a name across articles, and why (after ravi link); --join and --split correct it."""
    from ravi.compare.hands import judge_people
    from ravi.compare.linked import find_people
    from ravi.store import open_store

    if join or split:
        holds = True
        with open_store(store, "write") as opened:
            for judged, together in ((join, True), (split, False)):
                if judged:
                    holds &= judge_people(opened, (judged[0], name), (judged[1], judged[2]), together=together)
        sys.stderr.write("ravi: kept\n" if holds else "ravi: kept; it holds from the next ravi link on\n")
        return
    with open_store(store) as opened:
        found = list(find_people(opened, name))
    if json:
        for each in found:
            data = {**each._asdict(), "seen": [seen._asdict() for seen in each.seen]}
            sys.stdout.write(to_json_line(data) + "\n")
    else:
        from ravi.terminal.comparison import ComparisonView

        ComparisonView(sys.stdout).people(found)


def _show_together(ids: list[str], store: str, *, json: bool) -> None:
    from ravi.compare.beside import compare as put_beside
    from ravi.compare.beside import to_dict
    from ravi.store import open_store

    with open_store(store) as opened:
        records = []
        for id in ids:
            record = opened.get(id)
            if record is None:
                raise StoreError(f"{store}: there is no article {id}: see ravi search")
            records.append(record)
    found = put_beside(records)
    if json:
        sys.stdout.write(to_json_line(to_dict(found)) + "\n")
    else:
        from ravi.terminal.comparison import ComparisonView

        ComparisonView(sys.stdout).show(found)
