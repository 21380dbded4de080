"""Train the cross-reader: one command from data to weights on two processor cores.

    python training/cross_reader/train.py DATA_FOLDER WORK_FOLDER [--retellings FILE]... [--epochs N] ...

Whole groups (lines that share their evidence) go into a batch together, so that faithful and bent lines of one source
are ranked against each other. States of the lower layers, checkpoints and the log are kept in WORK_FOLDER; a run that
was interrupted goes on from its last checkpoint.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]
import examples as sets
from examples import TYPES, Example
from network import CrossReader, from_base
from states import States

from fit_logistic import is_aside
from muqabala.embed import load
from muqabala.embed.models import prepare

FIRST = 6
"""The layer whose output the cross-reader starts from."""
MOST_TOKENS = 320
"""Tokens of claim and evidence together; what is beyond is cut from the evidence."""
WEIGHTS = {
    "retellings": 1.0,
    "own": 1.0,
    "ans": 0.7,
    "fever": 0.3,
    "fm2": 0.3,
    "wice": 0.5,
    "refresd": 0.7,
    "tico": 0.5,
    "pud": 0.5,
}


def group_lines(found: Sequence[Example]) -> list[list[Example]]:
    groups: dict[str, list[Example]] = defaultdict(list)
    for example in found:
        groups[f"{example.origin}:{example.group}"].append(example)
    return list(groups.values())


class Batch:
    """Examples as tensors."""

    def __init__(self, lines: Sequence[Example], states: States) -> None:
        rows = [pieces(line, states) for line in lines]
        width = max(len(row[0]) for row in rows)
        n = len(rows)
        x = np.zeros((n, width, rows[0][0].shape[1]), np.float32)
        sides, mask, words = np.ones((n, width), np.int64), np.zeros((n, width), bool), np.zeros((n, width), bool)
        marks, kinds = np.zeros((n, width), np.float32), np.full((n, width), -100, np.int64)
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
        self.weights = torch.tensor([WEIGHTS.get(line.origin, 1.0) for line in lines])
        self.groups = [f"{line.origin}:{line.group}" for line in lines]


def pieces(line: Example, states: States) -> tuple[np.ndarray, int, np.ndarray]:
    own, offsets = states.of(line.claim)
    parts = [own[:200]]
    room = MOST_TOKENS - len(parts[0])
    for text in line.evidence:
        part = states.of(text)[0][:room]
        room -= len(part)
        parts.append(part)
    return np.concatenate(parts), len(parts[0]), offsets[:200]


def loss_of(reader: CrossReader, batch: Batch) -> tuple[Tensor, Tensor]:
    with torch.autocast("cpu", torch.bfloat16):
        claim, word, kind = reader(batch.x, batch.sides, batch.mask, batch.words)
    claim, word, kind = claim.float(), word.float(), kind.float()
    whole = (F.binary_cross_entropy_with_logits(claim, batch.labels, reduction="none") * batch.weights).mean()
    use = batch.words & batch.marked[:, None]
    each = F.binary_cross_entropy_with_logits(word, batch.marks, reduction="none", pos_weight=torch.tensor(3.0))
    per_line = (each * use).sum(1) / use.sum(1).clamp(min=1)
    tokens = (per_line * batch.weights).mean()
    typed = batch.kinds != -100
    types = F.cross_entropy(kind[typed], batch.kinds[typed]) if typed.any() else claim.sum() * 0
    pairs = []
    for i, a in enumerate(batch.groups):
        for j, b in enumerate(batch.groups):
            if a == b and batch.labels[i] < batch.labels[j]:
                pairs.append(claim[j] - claim[i])
    ranking = F.softplus(-torch.stack(pairs)).mean() if pairs else claim.sum() * 0
    return whole + 0.7 * ranking + 1.0 * tokens + 0.15 * types, claim.detach()


def batches(groups: list[list[Example]], size: int, chance: random.Random) -> Iterator[list[Example]]:
    order = list(groups)
    chance.shuffle(order)
    chunks = [order[i : i + 60] for i in range(0, len(order), 60)]
    for chunk in chunks:  # like lengths together, within chunks
        chunk.sort(key=lambda group: max(len(line.claim) + sum(map(len, line.evidence)) for line in group))
        batch: list[Example] = []
        made = []
        for group in chunk:
            if batch and len(batch) + len(group) > size:
                made.append(batch)
                batch = []
            batch = batch + group
        made.append(batch)
        chance.shuffle(made)
        yield from made


@torch.no_grad()
def scores(reader: CrossReader, lines: Sequence[Example], states: States) -> np.ndarray:
    reader.eval()
    found = np.zeros(len(lines))
    order = sorted(range(len(lines)), key=lambda i: len(lines[i].claim) + sum(map(len, lines[i].evidence)))
    for start in range(0, len(order), 24):
        own = order[start : start + 24]
        batch = Batch([lines[i] for i in own], states)
        with torch.autocast("cpu", torch.bfloat16):
            claim, _, _ = reader(batch.x, batch.sides, batch.mask, batch.words)
        found[own] = claim.float().numpy()
    reader.train()
    return found


def report(reader: CrossReader, held: dict[str, list[Example]], states: States) -> dict[str, float]:
    shown = {}
    for name, lines in held.items():
        got = scores(reader, lines, states)
        shown[name] = round(float(roc_auc_score([line.departs for line in lines], got)), 3)
        for kind in TYPES:
            use = [i for i, line in enumerate(lines) if not line.departs or any(s[0] == kind for s in line.spans or ())]
            labels = [lines[i].departs for i in use]
            if name.startswith(("dev", "held")) and 3 < sum(labels) < len(labels):
                shown[f"{name}.{kind}"] = round(float(roc_auc_score(labels, got[use])), 2)
    return shown


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--retellings", type=Path, action="append", default=[])
    parser.add_argument("--dev", type=Path, help="claims and evidence of the development benchmark, only looked at")
    parser.add_argument("--name", default="run")
    parser.add_argument("--mix", action="store_true", help="begin with the mixed sets")
    parser.add_argument("--start", type=Path)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rate", type=float, default=6e-5)
    parser.add_argument("--size", type=int, default=24)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    chance = random.Random(args.seed)
    encoder = load(None, threads=args.threads)
    states = States(encoder, FIRST, args.work / "states")
    lines = list(sets.retellings(args.data / "retellings" / "retellings.jsonl", "retellings"))
    for path in args.retellings:
        lines += sets.retellings(path, "own")
    aside = {line.group for line in lines if is_aside(line.group)}
    held = {
        "held": [line for line in lines if line.group in aside],
        "ans": list(sets.news_titles(args.data, "dev")),
    }
    if args.dev:
        every = [
            Example(**{**row, "evidence": tuple(row["evidence"]), "spans": tuple(map(tuple, row["spans"]))})
            for row in map(json.loads, args.dev.open())
        ]
        held |= {name: [line for line in every if line.origin == name] for name in ("dev", "slips")}
    train = [line for line in lines if line.group not in aside]
    if args.mix:
        train = [
            *sets.news_titles(args.data, "train"),
            *sets.english_claims(args.data),
            *sets.divergences(args.data),
            *sets.parallel(args.data, args.seed),
        ]
    else:
        ans = list(sets.news_titles(args.data, "train"))
        chance.shuffle(ans)
        train += ans[: len(train) // 8]
    every = train + [line for own in held.values() for line in own]
    states.learn([text for line in every for text in (line.claim, *line.evidence)])
    reader = from_base(prepare(), FIRST)
    if args.start:
        reader.load_state_dict(torch.load(args.start))
    groups = group_lines(train)
    heads = [p for n, p in reader.named_parameters() if not n.startswith("layers")]
    body = [p for n, p in reader.named_parameters() if n.startswith("layers")]
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": args.rate}, {"params": heads, "lr": 1e-3 if not args.start else 3e-4}],
        weight_decay=0.01,
    )
    steps = args.epochs * math.ceil(len(train) / args.size * 1.05)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min(1.0, (s + 1) / (0.06 * steps)) * max(0.02, 1 - s / steps)
    )
    print(f"{len(train)} examples, {len(groups)} groups, about {steps} steps", flush=True)
    step, seen, began = 0, 0, time.time()
    reader.train()
    for epoch in range(args.epochs):
        total, n = 0.0, 0
        for own in batches(groups, args.size, chance):
            loss, _ = loss_of(reader, Batch(own, states))
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            step, seen, total, n = step + 1, seen + len(own), total + loss.item(), n + 1
            if step % 50 == 0:
                print(f"step {step} loss {total / n:.3f} {seen / (time.time() - began):.1f} examples/s", flush=True)
        torch.save(reader.state_dict(), args.work / f"{args.name}.pt")
        print(f"epoch {epoch + 1} loss {total / n:.3f}", json.dumps(report(reader, held, states)), flush=True)


if __name__ == "__main__":
    main()
