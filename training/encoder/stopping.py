"""What `distil.py` needs for words that stop: which should go on, and probes with their bars that tell so early."""

from collections.abc import Iterable, Sequence

import torch
from network import Tagger
from torch import Tensor
from torch.nn import functional

SURE = 0.99  # of a word, that it is in no name
MISSED = 3.0  # what a word in a name that stops weighs, beside one outside that goes on


def needed(larger: Tagger, aims: Tensor, there: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    """The words that should go on (the larger one is not sure that they are in no name), and those in a name."""
    outside = larger.odds(aims, there)[..., 0]
    named = ((outside < 0.5) | (labels > 0)) & there
    return ((outside < SURE) | named) & there, named


def weigh_odds(odds: Tensor, aim: Tensor) -> Tensor:
    """The log loss of a probe; a word that is lost weighs more than one too many."""
    return functional.binary_cross_entropy_with_logits(odds, aim.float(), pos_weight=torch.tensor(MISSED))


def fit(probe: torch.nn.Linear, x: Tensor, aim: Tensor) -> None:
    """Start a probe: `x` (words × hidden) is what the encoder holds, `aim` says which words should go on."""
    mean, size = x.mean(0), x.std(0) + 1e-3
    x = (x - mean) / size
    weight, bias = torch.zeros(x.shape[1], requires_grad=True), torch.zeros(1, requires_grad=True)
    solver = torch.optim.LBFGS([weight, bias], max_iter=60)

    def closure() -> Tensor:
        solver.zero_grad()
        loss = weigh_odds(x @ weight + bias, aim) + 1e-3 * weight.square().sum()
        loss.backward()
        return loss

    solver.step(closure)
    with torch.no_grad():
        probe.weight.copy_((weight / size)[None])
        probe.bias.copy_(bias - (weight / size) @ mean)


def bar(odds: Iterable[Tensor], recall: float) -> float:
    """What a word must pass to go on, so that so many words of names do; `odds` are theirs."""
    return float(torch.quantile(torch.cat(list(odds)), 1 - recall))


def outside(aims: Sequence[Tensor]) -> Tensor:
    """The scores that a word that has stopped gets: the mean of all that are in no name."""
    return torch.cat(list(aims)).mean(0)
