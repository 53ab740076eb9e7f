"""How sure a reading is: the table of measured certainty (`data/confidence.tsv`), written by `training/confidence.py`.

A layer has a base and, for each value of a feature, points: what seeing it adds to the log-odds that an annotation is
right. Their sum is the confidence.
"""

from collections.abc import Mapping
from functools import cache
from math import exp

from ravi.persian.tables import read_table

Points = dict[tuple[str, str], float]
BASE = ("base", "-")


@cache
def measured() -> dict[str, Points]:
    """The points of each layer, by feature and value."""
    layers: dict[str, Points] = {}
    for layer, feature, value, points, *_ in read_table("confidence", folded=False):
        layers.setdefault(layer, {})[feature, value] = float(points)
    return layers


def certainty(points: Points, features: Mapping[str, str]) -> float:
    """How likely it is that an annotation with these features is right, from 0 to 1, in thousandths.

    A value that was never seen counts as the one that it refines («a.b» for «a.b.c»), else as nothing.

    >>> certainty({BASE: 2.0, ("rule", "dates.day"): -1.0}, {"rule": "dates.day.part"})
    0.731
    """
    total = points[BASE] + sum(_points(points, feature, value) for feature, value in features.items())
    return round(1 / (1 + exp(-total)), 3)


def _points(points: Points, feature: str, value: str) -> float:
    while (feature, value) not in points and "." in value:
        value = value.rpartition(".")[0]
    return points.get((feature, value), 0.0)
