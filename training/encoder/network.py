"""The encoder (post-norm BERT) and its head, in torch: as small as training needs it."""

from collections.abc import Mapping

import torch
from base import Floats
from torch import Tensor, nn
from torch.nn import functional

FORBIDDEN = -1e4


class Layer(nn.Module):
    """Attention and feed-forward, each followed by a norm."""

    def __init__(self, hidden: int, heads: int, wide: int, epsilon: float, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.ao = (nn.Linear(hidden, hidden) for _ in range(4))
        self.fi, self.fo = nn.Linear(hidden, wide), nn.Linear(wide, hidden)
        self.aln, self.oln = nn.LayerNorm(hidden, epsilon), nn.LayerNorm(hidden, epsilon)
        self.dropout = dropout

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """(windows × length × hidden) → the same."""
        windows, length, hidden = x.shape

        def parted(projected: Tensor) -> Tensor:
            return projected.view(windows, length, self.heads, -1).transpose(1, 2)

        chance = self.dropout if self.training else 0.0
        weights = parted(self.q(x) * (hidden // self.heads) ** -0.5) @ parted(self.k(x)).transpose(2, 3) + mask
        seen = functional.softmax(weights, 3, dtype=weights.dtype) @ parted(self.v(x))
        seen = self.ao(seen.transpose(1, 2).reshape(windows, length, hidden))
        x = self.aln(x + functional.dropout(seen, chance, self.training))
        wide = self.fo(functional.gelu(self.fi(x)))
        return self.oln(x + functional.dropout(wide, chance, self.training))


class Tagger(nn.Module):
    """Encoder, a linear layer for the labels, and a table of how labels follow one another."""

    def __init__(
        self,
        tensors: Mapping[str, Floats],
        keep: list[int],
        labels: tuple[str, ...],
        *,
        layers: int,
        heads: int = 12,
        epsilon: float = 1e-12,
        dropout: float = 0.1,
    ) -> None:
        super().__init__()
        hidden = len(tensors["emb.ln.w"])
        wide = len(tensors["l0.fi.b"])
        self.word = nn.Embedding(len(keep), hidden)
        self.place = nn.Embedding(len(tensors["emb.pos"]) // hidden, hidden)
        self.ln = nn.LayerNorm(hidden, epsilon)
        self.layers = nn.ModuleList(Layer(hidden, heads, wide, epsilon, dropout) for _ in range(layers))
        self.head = nn.Linear(hidden, len(labels))
        self.follow = nn.Parameter(torch.zeros(len(labels), len(labels)))
        self.start = nn.Parameter(torch.zeros(len(labels)))
        may, may_start = allowed(labels)
        self.register_buffer("may", torch.tensor(may))
        self.register_buffer("may_start", torch.tensor(may_start))
        self.dropout = dropout
        self._load(tensors, keep, hidden)

    def _load(self, tensors: Mapping[str, Floats], keep: list[int], hidden: int) -> None:
        with torch.no_grad():
            self.word.weight.copy_(torch.from_numpy(tensors["emb.word"].reshape(-1, hidden)[keep]))
            types = torch.from_numpy(tensors["emb.type"].reshape(-1, hidden)[0].copy())
            self.place.weight.copy_(torch.from_numpy(tensors["emb.pos"].reshape(-1, hidden).copy()) + types)
            self.ln.weight.copy_(torch.from_numpy(tensors["emb.ln.w"].copy()))
            self.ln.bias.copy_(torch.from_numpy(tensors["emb.ln.b"].copy()))
            for number, layer in enumerate(self.layers):
                for name in ("q", "k", "v", "ao", "fi", "fo", "aln", "oln"):
                    part = getattr(layer, name)
                    for end, target in (("w", part.weight), ("b", part.bias)):
                        values = tensors[f"l{number}.{name}.{end}"]
                        target.copy_(torch.from_numpy(values.reshape(target.shape).copy()))

    def encode(self, pieces: Tensor, mask: Tensor) -> Tensor:
        """Pieces (windows × length) → (windows × length × hidden)."""
        places = torch.arange(pieces.shape[1])
        x = self.ln(self.word(pieces) + self.place(places))
        x = functional.dropout(x, self.dropout, self.training)
        hidden = torch.zeros_like(mask, dtype=torch.bfloat16).masked_fill(~mask, FORBIDDEN)[:, None, None]
        for layer in self.layers:
            x = layer(x, hidden)
        return x

    def scores(self, pieces: Tensor, mask: Tensor, firsts: Tensor) -> Tensor:
        """The scores of the labels at the first piece of each word: windows × words × labels."""
        x = self.encode(pieces, mask)
        x = x.gather(1, firsts[..., None].expand(-1, -1, x.shape[2]))
        return self.head(functional.dropout(x, self.dropout, self.training)).float()

    def transitions(self) -> tuple[Tensor, Tensor]:
        """What may follow what, with what score; and what may start."""
        return self.follow + self.may, self.start + self.may_start

    def loss(self, scores: Tensor, labels: Tensor, there: Tensor) -> Tensor:
        """The negative log likelihood of the right rows of labels (a linear-chain CRF), a word."""
        follow, start = self.transitions()
        right = scores.gather(2, labels[..., None]).squeeze(2)
        gold = start[labels[:, 0]] + (right * there).sum(1)
        gold = gold + (follow[labels[:, :-1], labels[:, 1:]] * there[:, 1:]).sum(1)
        alpha = start + scores[:, 0]
        for at in range(1, scores.shape[1]):
            further = torch.logsumexp(alpha[:, :, None] + follow, 1) + scores[:, at]
            alpha = torch.where(there[:, at, None], further, alpha)
        return (torch.logsumexp(alpha, 1) - gold).sum() / there.sum()


def allowed(labels: tuple[str, ...]) -> tuple[list[list[float]], list[float]]:
    """0 where a label may follow another (may start), else `FORBIDDEN`: «I-PER» follows only «B-PER» and itself."""

    def may(before: str, after: str) -> float:
        return 0.0 if not after.startswith("I") or before[1:] == after[1:] else FORBIDDEN

    return [[may(before, after) for after in labels] for before in labels], [may("", after) for after in labels]
