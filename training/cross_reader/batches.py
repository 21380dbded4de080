"""Examples as tensors, lines of one source together."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
import torch

from muqabala.judge.cross_reader import MOST_CLAIM, MOST_TOKENS
from training.cross_reader.examples import TYPES, Example
from training.cross_reader.states import States

_IGNORED = -100
_CHUNK = 60
_MOST = 8  # lines of one source that stay together, at most


class Batch:
    """Examples as padded tensors: `x` (n, t, d), the others (n, t) or (n,)."""

    def __init__(self, lines: Sequence[Example], states: States) -> None:
        rows = [_pieces(line, states) for line in lines]
        n, width = len(rows), max(len(row[0]) for row in rows)
        x = np.zeros((n, width, rows[0][0].shape[1]), np.float32)
        sides, mask, words = np.ones((n, width), np.int64), np.zeros((n, width), bool), np.zeros((n, width), bool)
        marks, kinds = np.zeros((n, width), np.float32), np.full((n, width), _IGNORED, np.int64)
        for i, (own, size, offsets) in enumerate(rows):
            x[i, : len(own)] = own
            sides[i, :size], mask[i, : len(own)] = 0, True
            words[i, :size] = offsets[:, 1] > offsets[:, 0]
            for kind, start, end in lines[i].spans or ():
                hit = (offsets[:, 0] < end) & (offsets[:, 1] > start)
                marks[i, :size][hit] = 1.0
                kinds[i, :size][hit] = TYPES.index(kind)
        self.x, self.sides, self.mask, self.words = map(torch.from_numpy, (x, sides, mask, words))
        self.marks, self.kinds = torch.from_numpy(marks), torch.from_numpy(kinds)
        self.labels = torch.tensor([float(line.departs) for line in lines])
        self.marked = torch.tensor([line.spans is not None for line in lines])
        self.groups = [_group(line) for line in lines]


def _pieces(line: Example, states: States) -> tuple[np.ndarray, int, np.ndarray]:  # type: ignore[type-arg]
    """Claim and evidence states in a row, how many are the claim's, and the claim's token offsets."""
    own, offsets = states.of(line.claim)
    parts = [own[:MOST_CLAIM]]
    room = MOST_TOKENS - len(parts[0])
    for text in line.evidence:
        parts.append(states.of(text)[0][: max(0, room)])
        room -= len(parts[-1])
    return np.concatenate(parts), len(parts[0]), offsets[:MOST_CLAIM]


def _group(line: Example) -> str:
    return f"{line.origin}:{line.group}"


def length(line: Example) -> int:
    """Characters of claim and evidence."""
    return len(line.claim) + sum(map(len, line.evidence))


def grouped(lines: Sequence[Example]) -> list[list[Example]]:
    """Lines of one source, together up to `_MOST`; of more lines each part holds some of every stretch of them."""
    groups: dict[str, list[Example]] = defaultdict(list)
    for line in lines:
        groups[_group(line)].append(line)
    return [part for group in groups.values() for part in _parts(group)]


def _parts(group: Sequence[Example]) -> list[list[Example]]:
    count = math.ceil(len(group) / _MOST)
    return [list(group[start::count]) for start in range(count)]


def dealt(groups: Sequence[list[Example]], size: int, chance: random.Random) -> Iterator[list[Example]]:
    """Batches of whole groups (or parts), about `size` examples each, of like length so that little is padded."""
    order = list(groups)
    chance.shuffle(order)
    for start in range(0, len(order), _CHUNK):
        chunk = sorted(order[start : start + _CHUNK], key=lambda group: max(map(length, group)))
        made: list[list[Example]] = [[]]
        for group in chunk:
            if made[-1] and len(made[-1]) + len(group) > size:
                made.append([])
            made[-1].extend(group)
        chance.shuffle(made)
        yield from made
