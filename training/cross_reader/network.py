"""The cross-reader as a torch module: the model's upper layers over claim and evidence together, and three heads.

The arithmetic is that of `muqabala.judge.cross_reader`, which runs the trained weights with numpy alone.
"""

from __future__ import annotations

import math
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own custom

from training.cross_reader.examples import TYPES

HEADS = 12
"""Attention heads of the embedded model."""


class Layer(nn.Module):
    """One BERT layer (post-norm)."""

    def __init__(self, size: int, inner: int) -> None:
        super().__init__()
        self.qkv = nn.Linear(size, 3 * size)
        self.out = nn.Linear(size, size)
        self.norm1 = nn.LayerNorm(size, eps=1e-12)
        self.up = nn.Linear(size, inner)
        self.down = nn.Linear(inner, size)
        self.norm2 = nn.LayerNorm(size, eps=1e-12)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """States (n, t, d) and an additive mask (n, 1, 1, t)."""
        n, t, d = x.shape
        q, k, v = self.qkv(x).view(n, t, 3, HEADS, d // HEADS).permute(2, 0, 3, 1, 4)
        # Torch's own attention is slower than these products on a processor, most of all backwards.
        alike = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1]) + mask
        seen = torch.softmax(alike, dim=-1).to(v.dtype) @ v
        x = self.norm1(x + self.out(seen.transpose(1, 2).reshape(n, t, d)))
        return self.norm2(x + self.down(F.gelu(self.up(x), approximate="tanh")))


class CrossReader(nn.Module):
    """Claim and evidence states in, logits out: of the claim, of its tokens, of the type at each token."""

    def __init__(self, layers: int, size: int = 384, inner: int = 1536, dropout: float = 0.1) -> None:
        super().__init__()
        self.side = nn.Parameter(torch.zeros(2, size))
        self.sharp = nn.Parameter(torch.tensor(12.0))
        self.counterpart = nn.Linear(2 * size + 2, size)
        nn.init.normal_(self.counterpart.weight, std=0.01)
        nn.init.zeros_(self.counterpart.bias)
        self.layers = nn.ModuleList(Layer(size, inner) for _ in range(layers))
        self.word = nn.Linear(size, 1)
        self.kind = nn.Linear(size, len(TYPES))
        self.claim = nn.Linear(2 * size, 1)
        self.peak = nn.Parameter(torch.tensor(0.5))
        self.dropout = dropout
        for head in (self.word, self.kind, self.claim):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    def forward(self, x: Tensor, sides: Tensor, mask: Tensor, words: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """`x` (n, t, d), `sides` (n, t) 0 claim and 1 evidence, `mask` (n, t) real tokens, `words` (n, t) tokens of the
        claim that stand in its text. Gives logits (n,), (n, t), (n, t, types).
        """
        x = x + self.side[sides] + self.matched(x, sides, mask)
        bias = torch.zeros(mask.shape, dtype=x.dtype).masked_fill(~mask, -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        x = F.dropout(x, self.dropout if self.training else 0.0).float()
        word = self.word(x).squeeze(-1)
        inside = words.float().unsqueeze(-1)
        mean = (x * inside).sum(1) / inside.sum(1).clamp(min=1.0)
        peak = torch.logsumexp(word.masked_fill(~words, -1e4), dim=1) - torch.log(words.sum(1).clamp(min=1).float())
        claim = self.claim(torch.cat([x[:, 0], mean], dim=1)).squeeze(-1) + self.peak * peak
        return claim, word, self.kind(x)

    def matched(self, x: Tensor, sides: Tensor, mask: Tensor) -> Tensor:
        """For every token what stands for it on the other side: the mean of that side's tokens, weighed by likeness;
        how it differs; and how alike the likest is. Likeness is measured less each side's own mean, which takes the
        language away.
        """
        real = mask.float()
        own = torch.stack([real * (sides == side) for side in (0, 1)], dim=1)
        means = own @ x / own.sum(2, keepdim=True).clamp(min=1)
        centred = x - torch.gather(means, 1, sides[..., None].expand(-1, -1, x.shape[-1]))
        unit = F.normalize(centred, dim=-1)
        likeness = unit @ unit.transpose(1, 2)
        across = (sides[:, :, None] != sides[:, None, :]) & mask[:, None, :]
        weights = torch.softmax((self.sharp * likeness).masked_fill(~across, -1e4), dim=-1)
        counterpart = weights @ centred
        best = likeness.masked_fill(~across, -1.0).amax(-1, keepdim=True)
        mean = (weights * likeness).sum(-1, keepdim=True)
        return self.counterpart(torch.cat([counterpart, centred - counterpart, best, mean], dim=-1))


def from_base(folder: Path, first: int, last: int, dropout: float = 0.1) -> CrossReader:
    """A cross-reader that starts as layers `first` to `last` - 1 of the embedded model (counted from 0)."""
    weights = load_file(next(folder.rglob("model.safetensors")))
    prefix = next(key[: key.index("encoder.layer.")] for key in weights if "encoder.layer." in key)
    reader = CrossReader(last - first, dropout=dropout)
    for n, layer in enumerate(reader.layers, first):
        start = f"{prefix}encoder.layer.{n}."
        own = {key.removeprefix(start): w.float() for key, w in weights.items() if key.startswith(start)}
        for kind in ("weight", "bias"):
            qkv = [own[f"attention.self.{name}.{kind}"] for name in ("query", "key", "value")]
            getattr(layer.qkv, kind).data.copy_(torch.cat(qkv))
            for ours, theirs in (
                (layer.out, "attention.output.dense"), (layer.norm1, "attention.output.LayerNorm"),
                (layer.up, "intermediate.dense"), (layer.down, "output.dense"), (layer.norm2, "output.LayerNorm"),
            ):  # fmt: skip
                getattr(ours, kind).data.copy_(own[f"{theirs}.{kind}"])
    return reader
