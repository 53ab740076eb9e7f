"""The encoder (post-norm BERT) and its head, in torch: as small as training needs it."""

from collections.abc import Mapping, Sequence

import torch
from base import Floats
from torch import Tensor, nn
from torch.nn import functional

FORBIDDEN = -1e4


class Layer(nn.Module):
    """Attention and feed-forward, each followed by a norm."""

    def __init__(self, hidden: int, across: int, heads: int, wide: int, epsilon: float, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v = (nn.Linear(hidden, across) for _ in range(3))
        self.ao = nn.Linear(across, hidden)
        self.fi, self.fo = nn.Linear(hidden, wide), nn.Linear(wide, hidden)
        self.aln, self.oln = nn.LayerNorm(hidden, epsilon), nn.LayerNorm(hidden, epsilon)
        self.dropout = dropout

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """(windows × length × hidden) → the same."""
        windows, length, _ = x.shape

        def parted(projected: Tensor) -> Tensor:
            return projected.view(windows, length, self.heads, -1).transpose(1, 2)

        chance = self.dropout if self.training else 0.0
        q, k, v = (parted(part(x)) for part in (self.q, self.k, self.v))
        seen = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask.to(q.dtype))
        seen = self.ao(seen.transpose(1, 2).flatten(2))
        x = self.aln(x + functional.dropout(seen, chance, self.training))
        wide = self.fo(functional.gelu(self.fi(x)))
        return self.oln(x + functional.dropout(wide, chance, self.training))


class Tagger(nn.Module):
    """Encoder, a linear layer for the labels, and a table of how labels follow one another."""

    def __init__(
        self,
        tensors: Mapping[str, Floats],
        keep: Sequence[int],
        labels: tuple[str, ...],
        *,
        layers: int,
        at_words: int | None = None,
        head: int = 32,
        epsilon: float = 1e-12,
        dropout: float = 0.1,
    ) -> None:
        super().__init__()
        hidden = len(tensors["emb.ln.w"])
        sizes = [(len(tensors[f"l{layer}.q.b"]), len(tensors[f"l{layer}.fi.b"])) for layer in range(layers)]
        self.at_words = layers if at_words is None else at_words
        self.word = nn.Embedding(len(keep), hidden)
        self.place = nn.Embedding(tensors["emb.pos"].size // hidden, hidden)
        self.ln = nn.LayerNorm(hidden, epsilon)
        self.layers = nn.ModuleList(Layer(hidden, q, q // head, wide, epsilon, dropout) for q, wide in sizes)
        self.head = nn.Linear(hidden, len(labels))
        self.follow = nn.Parameter(torch.zeros(len(labels), len(labels)))
        self.start = nn.Parameter(torch.zeros(len(labels)))
        may, may_start = allowed(labels)
        self.register_buffer("may", torch.tensor(may))
        self.register_buffer("may_start", torch.tensor(may_start))
        self.dropout = dropout
        self._load(tensors, keep, hidden)

    def _load(self, tensors: Mapping[str, Floats], keep: Sequence[int], hidden: int) -> None:
        with torch.no_grad():
            self.word.weight.copy_(torch.from_numpy(tensors["emb.word"].reshape(-1, hidden)[list(keep)]))
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

    def encode(self, pieces: Tensor, mask: Tensor, firsts: Tensor) -> list[Tensor]:
        """What each layer gives (windows × words × hidden).

        After `at_words` layers the start and the first piece of each word alone go on.
        """
        places = torch.arange(pieces.shape[1])
        x = self.ln(self.word(pieces) + self.place(places))
        x = functional.dropout(x, self.dropout, self.training)
        hidden, made = _hidden(mask), []
        for number, layer in enumerate(self.layers):
            if number == self.at_words:
                start = torch.zeros_like(firsts[:, :1])
                x = _taken(x, torch.cat([start, firsts], 1))
                hidden = _hidden(torch.cat([start == 0, firsts > 0], 1))
            x = layer(x, hidden)
            made.append(x[:, 1:] if number >= self.at_words else _taken(x, firsts))
        return made

    def scores(self, pieces: Tensor, mask: Tensor, firsts: Tensor) -> Tensor:
        """The scores of the labels at the first piece of each word: windows × words × labels."""
        return self.judge(self.encode(pieces, mask, firsts)[-1])

    def judge(self, x: Tensor) -> Tensor:
        """The scores of the labels, of what the last layer gives."""
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


def tensors_of(model: Mapping[str, Tensor]) -> dict[str, Floats]:
    """The weights of a checkpoint by their names in the base."""
    hidden = model["word.weight"].shape[1]
    tensors = {
        "emb.word": model["word.weight"],
        "emb.pos": model["place.weight"],
        "emb.type": torch.zeros(hidden),
        "emb.ln.w": model["ln.weight"],
        "emb.ln.b": model["ln.bias"],
    }
    for name, values in model.items():
        if name.startswith("layers."):
            _, number, part, end = name.split(".")
            tensors[f"l{number}.{part}.{end[0]}"] = values
    return {name: values.numpy() for name, values in tensors.items()}


def _hidden(mask: Tensor) -> Tensor:
    return torch.zeros_like(mask, dtype=torch.bfloat16).masked_fill(~mask, FORBIDDEN)[:, None, None]


def _taken(x: Tensor, firsts: Tensor) -> Tensor:
    return x.gather(1, firsts[..., None].expand(-1, -1, x.shape[2]))


def allowed(labels: tuple[str, ...]) -> tuple[list[list[float]], list[float]]:
    """0 where a label may follow another (may start), else `FORBIDDEN`: «I-PER» follows only «B-PER» and itself."""

    def may(before: str, after: str) -> float:
        return 0.0 if not after.startswith("I") or before[1:] == after[1:] else FORBIDDEN

    return [[may(before, after) for after in labels] for before in labels], [may("", after) for after in labels]
