"""A tagger of names with Stanza's architecture and random weights, to time it: python bench/bilstm.py < texts.json

Two character language models over each sentence (LSTM of 1,024, forward and backward), their states at the edges of
each word beside a word vector of 100, a BiLSTM of 256, a CRF decoded by Viterbi. Standard input is a JSON list of
texts; prints {"seconds", "peak_mb"}: processor time on one thread, sentences of one length in batches of 32. Needs
torch.
"""

import json
import resource
import sys
from time import process_time

import torch
from torch import Tensor, nn

TAGS, VOCABULARY, CHARACTERS = 15, 50_000, 400


class Tagger(nn.Module):
    """Characters and words of sentences → a row of tags each."""

    def __init__(self) -> None:
        super().__init__()
        self.letters = nn.Embedding(CHARACTERS, 100)
        self.forwards, self.backwards = (nn.LSTM(100, 1024, batch_first=True) for _ in range(2))
        self.vectors = nn.Embedding(VOCABULARY, 100)
        self.middle = nn.Linear(2148, 2148)
        self.words = nn.LSTM(2148, 256, batch_first=True, bidirectional=True)
        self.tags = nn.Linear(512, TAGS)
        self.follow = nn.Parameter(torch.randn(TAGS, TAGS))

    def forward(self, letters: Tensor, words: Tensor, edges: Tensor) -> list[list[int]]:
        """Letters: sentences × letters; words: sentences × words; edges: the last letter of each word."""
        seen = self.letters(letters)
        places = edges[..., None].expand(-1, -1, 1024)
        ahead = self.forwards(seen)[0].gather(1, places)
        behind = self.backwards(seen.flip(1))[0].flip(1).gather(1, places)
        joined = self.middle(torch.cat([self.vectors(words), ahead, behind], 2))
        scores = self.tags(self.words(joined)[0])
        return [self.best(row) for row in scores]

    def best(self, scores: Tensor) -> list[int]:
        """The likeliest row of tags."""
        alpha, backs = scores[0], []
        for row in scores[1:]:
            ways, back = (alpha[:, None] + self.follow).max(0)
            alpha = ways + row
            backs.append(back)
        tags = [int(alpha.argmax())]
        for back in reversed(backs):
            tags.append(int(back[tags[-1]]))
        return tags[::-1]


def tensors(sentences: list[list[str]]) -> tuple[Tensor, Tensor, Tensor]:
    """What the tagger takes."""
    size, length = max(map(len, sentences)), max(len(" ".join(words)) for words in sentences)
    letters = torch.zeros(len(sentences), length, dtype=torch.long)
    words, edges = (torch.zeros(len(sentences), size, dtype=torch.long) for _ in range(2))
    for row, sentence in enumerate(sentences):
        text = " ".join(sentence)
        letters[row, : len(text)] = torch.tensor([ord(letter) % CHARACTERS for letter in text])
        at = -1
        for place, word in enumerate(sentence):
            at += len(word) + (place > 0)
            words[row, place], edges[row, place] = sum(map(ord, word)) % VOCABULARY, at
    return letters, words, edges


def main() -> None:
    """Tag and print the figures."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    tagger = Tagger().eval()
    texts: list[str] = json.load(sys.stdin)
    start = process_time()
    sentences = [words for text in texts for line in text.replace(". ", ".\n").split("\n") if (words := line.split())]
    with torch.no_grad():
        sentences.sort(key=len)
        for first in range(0, len(sentences), 32):
            tagger(*tensors(sentences[first : first + 32]))
    seconds = process_time() - start
    print(json.dumps({"seconds": seconds, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


if __name__ == "__main__":
    main()
