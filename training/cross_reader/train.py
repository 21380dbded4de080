"""Train the cross-reader: one command from data to weights on two processor cores, in an hour and a half.

    python -m training.cross_reader.train DATA_FOLDER WORK_FOLDER

It learns from the retellings, the translations of what they retell, edits of faithful lines, and news titles. Lines of
one source stand in one batch, up to eight, so that faithful and bent ones are ranked against each other. The evidence
found, states of the lower layers, checkpoints and the log are kept in WORK_FOLDER: a run that was interrupted goes on
after its last whole epoch.
`export.py` puts the weights into the package.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own custom

from muqabala.embed import FULL, load
from muqabala.embed.models import prepare
from training.aside import is_aside
from training.cross_reader import edits
from training.cross_reader import examples as sets
from training.cross_reader.batches import Batch, dealt, grouped, length
from training.cross_reader.evidence import retrieved
from training.cross_reader.examples import TYPES, Example
from training.cross_reader.network import CrossReader, from_base
from training.cross_reader.states import States

FIRST = 6
"""The layer whose output the cross-reader starts from: half of the model's twelve."""
LAST = 10
"""The layer it ends with: the model's last two make sentence vectors of word vectors, and are not needed."""
SIZE = 24
"""Examples in a batch."""
MARKED = 3.0
"""How much a departing word counts against a faithful one: few words depart."""
RANKED, POINTED, TYPED = 0.7, 1.0, 0.15
"""Weights of the losses beside the claim's own: ranking within a group, words, types."""
WARM = 0.06
"""Share of the steps in which the learning rate grows."""


TITLES = 3
"""How often in an epoch the news titles are read: they are few, and of another sort."""
LAYERS_RATE, HEADS_RATE = 1.5e-4, 1e-3
"""Highest learning rates: of the layers, which have learned before, and of everything else."""
NAME = "retold"


def loss_of(reader: CrossReader, batch: Batch) -> Tensor:
    """The claim's own label, its rank among the lines of its group, the words that depart, and how."""
    with torch.autocast("cpu", torch.bfloat16):
        claim, word, kind = reader(batch.x, batch.sides, batch.mask, batch.words)
    claim, word, kind = claim.float(), word.float(), kind.float()
    whole = F.binary_cross_entropy_with_logits(claim, batch.labels)
    use = batch.words & batch.marked[:, None]
    each = F.binary_cross_entropy_with_logits(word, batch.marks, reduction="none", pos_weight=torch.tensor(MARKED))
    words = ((each * use).sum(1) / use.sum(1).clamp(min=1)).mean()
    typed = batch.kinds >= 0
    types = F.cross_entropy(kind[typed], batch.kinds[typed]) if typed.any() else claim.sum() * 0
    return whole + RANKED * ranking(claim, batch) + POINTED * words + TYPED * types


def ranking(claim: Tensor, batch: Batch) -> Tensor:
    """Every bent line of a group should score above every faithful one."""
    pairs = [
        claim[j] - claim[i]
        for i, one in enumerate(batch.groups)
        for j, other in enumerate(batch.groups)
        if one == other and batch.labels[i] < batch.labels[j]
    ]
    return F.softplus(-torch.stack(pairs)).mean() if pairs else claim.sum() * 0


@torch.no_grad()
def scores(reader: CrossReader, lines: Sequence[Example], states: States) -> np.ndarray:  # type: ignore[type-arg]
    """The logit of each line."""
    reader.eval()
    found = np.zeros(len(lines))
    order = sorted(range(len(lines)), key=lambda i: length(lines[i]))
    for start in range(0, len(order), SIZE):
        own = order[start : start + SIZE]
        batch = Batch([lines[i] for i in own], states)
        with torch.autocast("cpu", torch.bfloat16):
            claim, _, _ = reader(batch.x, batch.sides, batch.mask, batch.words)
        found[own] = claim.float().numpy()
    reader.train()
    return found


def report(reader: CrossReader, held: dict[str, list[Example]], states: States) -> dict[str, float]:
    """AUC on each set kept aside, read beside all evidence at once, and on its faithful lines against each type."""
    shown = {}
    for name, lines in held.items():
        got = scores(reader, lines, states)
        shown[name] = round(float(roc_auc_score([line.departs for line in lines], got)), 3)
        for kind in TYPES if name == "held" else ():
            use = [i for i, line in enumerate(lines) if not line.departs or any(s[0] == kind for s in line.spans or ())]
            labels = [lines[i].departs for i in use]
            if sum(labels) > 3:
                shown[f"{name}.{kind}"] = round(float(roc_auc_score(labels, got[use])), 2)
    return shown


class Training:
    """A reader, the states it starts from, and where its progress is kept."""

    def __init__(self, work: Path, states: States, held: dict[str, list[Example]], seed: int) -> None:
        self.work, self.states, self.held, self.seed = work, states, held, seed
        self.reader = from_base(prepare(FULL), FIRST, LAST)

    def run(self, epochs: Sequence[Sequence[Example]]) -> None:
        """Train, an epoch on each of the sets of lines in turn, going on after the last whole epoch that is kept."""
        optimiser = torch.optim.AdamW(self._parameters(), weight_decay=0.01)
        chances = [random.Random(self.seed + epoch) for epoch in range(len(epochs))]  # noqa: S311 - not for secrets
        dealt_out = [list(dealt(grouped(own), SIZE, chance)) for own, chance in zip(epochs, chances, strict=True)]
        steps = sum(map(len, dealt_out))
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimiser, lambda step: min(1.0, (step + 1) / (WARM * steps)) * max(0.02, 1 - step / steps)
        )
        done = self._resume(optimiser, schedule)
        for epoch, batches in list(enumerate(dealt_out))[done:]:
            torch.manual_seed(self.seed + epoch)
            began, total = time.time(), 0.0
            for step, own in enumerate(batches, 1):
                loss = loss_of(self.reader, Batch(own, self.states))
                optimiser.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_(self.reader.parameters(), 1.0)
                optimiser.step()
                schedule.step()
                total += loss.item()
                if step % 50 == 0:
                    rate = sum(map(len, batches[:step])) / (time.time() - began)
                    self.log(f"{NAME} {epoch + 1}: {step} of {len(batches)} {total / step:.3f} {rate:.1f}/s")
            self._keep(epoch + 1, optimiser, schedule)
            self.log(f"{NAME} epoch {epoch + 1} {json.dumps(report(self.reader, self.held, self.states))}")

    def log(self, line: str) -> None:
        """To the screen and the log file."""
        print(line, flush=True)
        with (self.work / "log.txt").open("a", encoding="utf-8") as stream:
            stream.write(line + "\n")

    def _parameters(self) -> list[dict[str, object]]:
        named = list(self.reader.named_parameters())
        return [
            {"params": [p for name, p in named if name.startswith("layers")], "lr": LAYERS_RATE},
            {"params": [p for name, p in named if not name.startswith("layers")], "lr": HEADS_RATE},
        ]

    def _keep(self, epoch: int, *parts: object) -> None:
        """Weights and progress, written beside and renamed, so that an interruption leaves a whole file."""
        state = {"epoch": epoch, "reader": self.reader.state_dict(), "parts": [part.state_dict() for part in parts]}  # type: ignore[attr-defined]
        beside = self.work / f"{NAME}.part"
        torch.save(state, beside)
        beside.rename(self.work / f"{NAME}.pt")

    def _resume(self, *parts: object) -> int:
        path = self.work / f"{NAME}.pt"
        if not path.exists():
            return 0
        state = torch.load(path, weights_only=True)
        self.reader.load_state_dict(state["reader"])
        for part, kept in zip(parts, state["parts"], strict=True):
            part.load_state_dict(kept)  # type: ignore[attr-defined]
        self.log(f"{NAME}: goes on after epoch {state['epoch']}")
        return int(state["epoch"])


def retold(data: Path) -> list[Example]:
    """All retellings, those given with the translations of what they retell."""
    given = list(sets.retellings(data / "retellings" / "retellings.jsonl", "retellings"))
    own = [line for path in sets.WRITTEN for line in sets.retellings(path, "own")]
    return [*given, *sets.translations(data, given), *own]


def main() -> None:
    """Everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    told, edited = retold(args.data), list(edits.lines(edits.EDITS))
    titles = {part: list(sets.news_titles(args.data, part)) for part in ("train", "dev")}
    encoder = load(None, threads=args.threads)
    cache = args.work / "evidence.json"
    told_kept, told_aside, edited_kept, edited_aside = (
        retrieved([line for line in lines if is_aside(line.group) == aside], encoder, cache)
        for lines in (told, edited)
        for aside in (False, True)
    )
    states = States(encoder, FIRST, args.work / "states")
    every = [*told_kept, *told_aside, *edited_kept, *edited_aside, *titles["train"], *titles["dev"]]
    states.learn([text for line in every for text in (line.claim, *line.evidence)])
    held = {"held": told_aside, "edits": edited_aside, "ans": titles["dev"]}
    training = Training(args.work, states, held, args.seed)
    # Edits teach to look at single words; the last epoch is for lines as they are found.
    last = [*told_kept, *titles["train"] * TITLES]
    training.log(f"{NAME}: {len(every)} lines")
    training.run([[*last, *edited_kept], last])


if __name__ == "__main__":
    main()
