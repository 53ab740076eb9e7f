"""`ravi read` and `ravi repair`."""

import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from ravi.cli.shell import Paths, RulesOnly, articles_of, complain, counted, more_at_hand, named
from ravi.errors import InputError
from ravi.export import to_dict, to_json_line
from ravi.record import Failure, Record
from ravi.spans import Edit

if TYPE_CHECKING:
    from ravi.inputs import Chunk


def read(
    paths: Paths = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line, for programs.")] = False,
    published: Annotated[
        str | None, typer.Option(metavar="DATE", help="When published: 2016-12-18, or Jalali 1395-09-28.")
    ] = None,
    publisher: Annotated[str | None, typer.Option(metavar="NAME", help="Who published.")] = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="Where it was published.")] = None,
    why: Annotated[bool, typer.Option("--why", help="Say for each quote what led to its speaker.")] = False,
    unreal: Annotated[
        bool,
        typer.Option("--unreal", help="With --json: events too that are denied, demanded, feared or only supposed."),
    ] = False,
    rules_only: RulesOnly = False,
) -> None:
    """Read articles: who said what, on whose word, when."""
    if unreal and not json:
        raise typer.BadParameter("--unreal is for programs: add --json")
    articles = articles_of(paths, published=published, publisher=publisher, url=url)
    from ravi.pipeline import Reader  # not above: --help and usage errors need no tables

    show: Callable[[Record], None]
    if json:
        show = partial(_write_record, unreal=unreal)
    else:
        from ravi.terminal import View

        show = View(sys.stdout, why=why).show
    records = Reader(rules_only=rules_only).read_many(articles, more=more_at_hand(paths))
    failed = False
    for result in counted(records, files=len(paths or [])):
        if isinstance(result, Failure):
            failed = True
            complain(result)
        else:
            show(result)
    raise typer.Exit(1 if failed else 0)


def repair(
    paths: Paths = None,
    *,
    edits: Annotated[bool, typer.Option("--edits", help="The edits as JSON lines in place of the text.")] = False,
    only: Annotated[
        list[str] | None, typer.Option(metavar="RULE", help="Use this rule or group alone; may be repeated.")
    ] = None,
    without: Annotated[
        list[str] | None, typer.Option(metavar="RULE", help="Leave this rule or group out; may be repeated.")
    ] = None,
    style: Annotated[
        str | None,
        typer.Option(metavar="STYLE", help="Spell half-spaces as perdt, seraji or news does; else as the text itself."),
    ] = None,
) -> None:
    """Repair text: letters, half-spaces, quote marks. Lines stay lines."""
    from ravi.inputs import read_chunks
    from ravi.steps.repair import RULES, repair_text
    from ravi.steps.repair.choice import choose_rules, choose_style

    try:
        rules = choose_rules(RULES, only or None, without or ())
        choose_style(style)
    except InputError as error:
        raise typer.BadParameter(str(error)) from None
    failed = False
    for chunk in read_chunks(named(paths), stdin=sys.stdin.buffer):
        if isinstance(chunk, Failure):
            failed = True
            complain(chunk)
            continue
        repaired = repair_text(chunk.text, only=rules, style=style)
        if edits:
            _write_edits(chunk, repaired.edits)
        else:
            sys.stdout.buffer.write(repaired.text.encode("utf-8", "surrogateescape"))
        sys.stdout.flush()
    raise typer.Exit(1 if failed else 0)


def _write_record(record: Record, *, unreal: bool) -> None:
    sys.stdout.write(to_json_line(to_dict(record, unreal=unreal)) + "\n")
    sys.stdout.flush()


def _write_edits(chunk: "Chunk", edits: Sequence[Edit]) -> None:
    """One JSON line an edit: where it is in the text, and in which line and column of it, both from 1."""
    line, begin, seen = chunk.line, 0, 0
    for start, end, new, rule, confidence in edits:
        line += chunk.text.count("\n", seen, start)
        begin = max(begin, chunk.text.rfind("\n", seen, start) + 1)
        seen = start
        place = {"line": line, "column": start - begin + 1, "start": chunk.start + start, "end": chunk.start + end}
        done = {
            "id": chunk.id,
            **place,
            "old": chunk.text[start:end],
            "new": new,
            "rule": rule,
            "confidence": confidence,
        }
        sys.stdout.write(to_json_line(done) + "\n")
