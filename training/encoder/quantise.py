"""Choose the whole numbers of the encoder's products, by what the products meet in some training articles.

What a product meets gets one scale for all articles. Before that, a column that holds large numbers is made smaller and
the weight's column larger by as much (SmoothQuant, at the sites `y` and `h`, where a few columns are tens of times
larger than the others). Weights are rounded column by column, each time spreading the error over the columns to come
by how they go together in what is met (GPTQ).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from base import Floats
from corpus import Window
from graph import SITES, Format, Site, Whole
from numpy.typing import NDArray
from staged import Stages

BITS = 7
SHARE = 1e-5  # of the numbers at a site: so many at each end may fall outside its scale
SMOOTH = 0.8  # how far a column's size goes over to the weight: 0 not at all, 1 all
LEAST = {"y": 0.02, "h": 0.25}  # smoothed sites; no column is made larger than by 1 / this
DAMPING = 0.01


@dataclass
class Seen:
    """What a site met: how its columns go together, the largest of each, and the bounds that hold nearly all."""

    together: NDArray[np.float64]
    largest: Floats
    count: int = 0
    samples: list[Floats] = field(default_factory=list)


def choose(tensors: Mapping[str, Floats], layers: int, exact: Stages, windows: Sequence[Window]) -> Format:
    """The format, from windows of training articles; `exact` is the model in 32 bits."""
    seen = observe(exact, windows)
    sites: dict[str, Site] = {}
    weights: dict[str, Whole] = {}
    for layer in range(layers):
        for part, place in SITES.items():
            name = f"l{layer}.{place}"
            weight = tensors[f"l{layer}.{part}.w"]
            if name not in sites:
                sites[name] = _site(seen[name], weight, LEAST.get(place))
            smooth = sites[name].smooth
            together = seen[name].together
            if smooth is not None:
                weight, together = weight * smooth, together / np.outer(smooth, smooth)
            weights[f"l{layer}.{part}"] = rounded(weight, together)
    return Format(sites, weights)


def observe(stages: Stages, windows: Sequence[Window]) -> dict[str, Seen]:
    """What each site of stages of 32 bits meets in the windows."""
    seen: dict[str, Seen] = {}

    def watch(name: str, met: Floats) -> None:
        if "." not in name:
            return
        largest = np.abs(met).max(0)
        one = seen.setdefault(name, Seen(np.zeros((met.shape[1],) * 2), np.zeros_like(largest)))
        one.together += met.T @ met
        one.count += len(met)
        one.largest = np.maximum(one.largest, largest)
        one.samples.append(met[:: max(1, len(met) // 64)].copy())

    stages.scores(windows, watch)
    for one in seen.values():
        one.together /= one.count
    return seen


def _site(seen: Seen, weight: Floats, least: float | None) -> Site:
    samples, smooth = np.concatenate(seen.samples), None
    if least is not None:
        smooth = np.maximum(seen.largest, 1e-3) ** SMOOTH / np.abs(weight).max(0) ** (1 - SMOOTH)
        smooth = np.maximum(smooth / np.exp(np.log(smooth).mean()), least).astype(np.float32)
        samples = samples / smooth
    low, high = np.quantile(samples, [SHARE, 1 - SHARE])
    return Site(float(low), float(high), smooth)


def rounded(weight: Floats, together: NDArray[np.float64]) -> Whole:
    """A weight (outputs × inputs) in whole numbers, its error as small as may be on what it meets."""
    most = (1 << (BITS - 1)) - 1
    sizes = np.diag(together)
    widest = np.abs(weight).max(1) / most
    scales, least = widest.copy(), np.full(len(weight), np.inf)
    for share in np.arange(1.0, 0.6, -0.04):  # a narrower scale cuts the largest weights and serves the others better
        scale = (widest * share)[:, None]
        error = (((weight - np.clip(np.round(weight / scale), -most, most) * scale) ** 2) * sizes).sum(1)
        scales[error < least] = (widest * share)[error < least]
        least = np.minimum(error, least)
    columns = weight.shape[1]
    order = np.argsort(-sizes)
    damped = together[order][:, order] + np.eye(columns) * DAMPING * sizes.mean()
    spread = np.linalg.cholesky(np.linalg.inv(damped)).T
    left = weight[:, order].astype(np.float64)
    numbers = np.zeros(weight.shape, np.int8)
    for at in range(columns):
        numbers[:, at] = np.clip(np.round(left[:, at] / scales), -most, most)
        error = (left[:, at] - numbers[:, at] * scales) / spread[at, at]
        left[:, at + 1 :] -= np.outer(error, spread[at, at + 1 :])
    return Whole(numbers[:, np.argsort(order)], scales.astype(np.float32))
