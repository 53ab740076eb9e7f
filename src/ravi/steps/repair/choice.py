"""Which rules to use: those named, or all but those named; the part of a name before the dot names a whole group."""

from collections.abc import Collection

from ravi.errors import InputError
from ravi.persian.words import HOUSES


def choose_rules(rules: Collection[str], only: Collection[str] | None, without: Collection[str]) -> frozenset[str]:
    """The rules `only` (all where it is None) less those in `without`. Raises `InputError` for a name that is none.

    >>> sorted(choose_rules(["kashida", "letters.kaf", "letters.yeh"], ["letters"], ["letters.kaf"]))
    ['letters.yeh']
    """
    return frozenset(rules if only is None else _named(rules, only)) - _named(rules, without)


def _named(rules: Collection[str], names: Collection[str]) -> frozenset[str]:
    found: set[str] = set()
    for name in [names] if isinstance(names, str) else names:
        named = [rule for rule in rules if rule == name or rule.startswith(f"{name}.")]
        if not named:
            raise InputError(f"there is no rule {name!r}; the rules are {', '.join(rules)}")
        found.update(named)
    return frozenset(found)


def choose_style(style: str | None) -> str | None:
    """The style, if it is one (None: as the text itself). Raises `InputError` for a name that is none.

    >>> choose_style("news"), choose_style(None)
    ('news', None)
    """
    if style is not None and style not in HOUSES:
        raise InputError(f"there is no style {style!r}; the styles are {', '.join(HOUSES)}")
    return style
