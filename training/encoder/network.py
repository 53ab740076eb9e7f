"""The encoder (post-norm BERT) and its head, in torch: as small as training needs it.

After some layers a word may stop: what it holds there says that no name is in it or beside it (`Tagger.stops`). Its
pieces are then no longer computed, nor seen by the others, and its scores are `Tagger.stopped`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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


@dataclass
class Rows:
    """What is still computed: which piece stands in each row, of which word it is, and which rows there are."""

    x: Tensor  # windows × rows × hidden
    words: Tensor  # windows × rows: the number of the word, -1 for the start and the end
    first: Tensor  # windows × rows: whether it is the first piece of its word
    there: Tensor  # windows × rows

    @classmethod
    def of(cls, x: Tensor, mask: Tensor, firsts: Tensor, words: Tensor) -> "Rows":
        """All pieces. `firsts` are the places of the first pieces, `words` says which of them stand for a word."""
        first = torch.zeros_like(mask, dtype=torch.long).scatter_add(1, firsts, words.long()) > 0
        last = mask.sum(1, keepdim=True) - 1
        number = (first.cumsum(1) - 1).masked_fill(torch.arange(mask.shape[1]) >= last, -1)
        return cls(x, number, first, mask)

    def only(self, keep: Tensor) -> "Rows":
        """Some of the rows, side by side."""
        keep = keep & self.there
        order = torch.argsort(keep.int(), dim=1, descending=True, stable=True)[:, : int(keep.sum(1).max())]
        words, first, there = (one.gather(1, order) for one in (self.words, self.first, keep))
        return Rows(_taken(self.x, order), words.masked_fill(~there, -1), first & there, there)

    def at_words(self, count: int) -> tuple[Tensor, Tensor]:
        """The row of the first piece of each word (0 where it has stopped), and which words go on."""
        rows = torch.arange(self.words.shape[1]).expand_as(self.words)
        target = torch.where(self.first, self.words, count)
        at = torch.zeros(len(rows), count + 1, dtype=torch.long).scatter(1, target, rows)[:, :count]
        alive = torch.zeros(len(rows), count + 1, dtype=torch.bool).scatter(1, target, self.first)[:, :count]
        return at, alive


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
        stops: Mapping[int, int] | None = None,
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
        self.stops = dict(stops or {})  # after so many layers words may stop, but so many beside one that goes on
        self.probes = nn.ModuleDict({str(after): nn.Linear(hidden, 1) for after in self.stops})
        self.bars = dict.fromkeys(self.stops, -1e9)  # a word goes on from here
        self.stopped = torch.zeros(len(labels))
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

    def encode(self, pieces: Tensor, mask: Tensor, firsts: Tensor, words: Tensor) -> list[Tensor]:
        """What each layer gives (windows × words × hidden).

        After `at_words` layers the start and the first piece of each word alone go on.
        """
        return [values for values, _ in self.steps(pieces, mask, firsts, words)[0]]

    def steps(
        self, pieces: Tensor, mask: Tensor, firsts: Tensor, words: Tensor
    ) -> tuple[list[tuple[Tensor, Tensor]], dict[int, tuple[Tensor, Tensor]]]:
        """What each layer gives at the words and which of them it still read; what the probes said, and of which."""
        places = torch.arange(pieces.shape[1])
        x = self.ln(self.word(pieces) + self.place(places))
        x = functional.dropout(x, self.dropout, self.training)
        rows, made, said = (
            Rows.of(x, mask, firsts, words),
            list[tuple[Tensor, Tensor]](),
            dict[int, tuple[Tensor, Tensor]](),
        )
        count = firsts.shape[1]
        start = torch.zeros_like(firsts[:, :1], dtype=torch.bool)
        for number, layer in enumerate(self.layers):
            if number in self.stops:
                at, alive = rows.at_words(count)
                odds = self.probes[str(number)](_taken(rows.x, at)).squeeze(2)
                said[number] = odds, alive
                on = torch.cat([spread((odds >= self.bars[number]) & alive, self.stops[number]) & alive, start], 1)
                ends = rows.words < 0
                keep = on.gather(1, rows.words.masked_fill(ends, count))
                rows = rows.only(keep | (places[: rows.words.shape[1]] == 0))
            if number == self.at_words:
                rows = rows.only(rows.first | (torch.arange(rows.words.shape[1]) == 0))
            rows.x = layer(rows.x, _hidden(rows.there))
            at, alive = rows.at_words(count)
            made.append((_taken(rows.x, at), alive))
        return made, said

    def scores(self, pieces: Tensor, mask: Tensor, firsts: Tensor, words: Tensor) -> Tensor:
        """The scores of the labels of each word: windows × words × labels."""
        values, alive = self.steps(pieces, mask, firsts, words)[0][-1]
        return torch.where(alive[..., None], self.judge(values), self.stopped)

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
        return (self.whole(scores, there) - gold).sum() / there.sum()

    def whole(self, scores: Tensor, there: Tensor) -> Tensor:
        """The log of what all rows of labels weigh together."""
        follow, start = self.transitions()
        alpha = start + scores[:, 0]
        for at in range(1, scores.shape[1]):
            further = torch.logsumexp(alpha[:, :, None] + follow, 1) + scores[:, at]
            alpha = torch.where(there[:, at, None], further, alpha)
        return torch.logsumexp(alpha, 1)

    def odds(self, scores: Tensor, there: Tensor) -> Tensor:
        """The probability of each label at each word."""
        with torch.enable_grad():
            scores = scores.detach().requires_grad_()
            (found,) = torch.autograd.grad(self.whole(scores, there).sum(), scores)
        return found


def spread(words: Tensor, near: int) -> Tensor:
    """The words and those up to `near` before and after one."""
    return functional.max_pool1d(words.float()[:, None], 2 * near + 1, 1, near)[:, 0] > 0


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
