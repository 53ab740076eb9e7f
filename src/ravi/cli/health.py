"""`ravi doctor`."""

import sys

import typer


def doctor() -> None:
    """Say what is installed and whether it works."""
    from ravi.doctor import check

    healthy = True
    for name, well, what in check():
        healthy &= well
        sys.stdout.write(f"{'ok ' if well else 'BAD'}  {name:<20} {what}\n")
        sys.stdout.flush()
    raise typer.Exit(0 if healthy else 1)
