"""Fit the small logistic models that ship in `src/muqabala/data/logistic.json`.

    python -m training.fit_logistic DATA_FOLDER WORK_FOLDER [BENCH_FOLDER]

DATA_FOLDER holds `retellings/` (faithful and bent Arabic lines of English sentences, CC BY-SA 4.0) and `tico19/`
(TICO-19, CC0). Encodings are kept in WORK_FOLDER, so that a second run
takes minutes. These models are fitted:

    departs_*    is a claim bent? a model for each judge, on the given retellings: those of wire copy, which differ
                 from their sources most in wording, made the ranking of real news worse
    added_words  is a word added? word matches, on the faithful retellings and those with additions only
    nowhere      does anything in the sources say it? on TICO-19: sentences, and neighbours told in
                 one, with and without their own translation

With BENCH_FOLDER the development benchmark turns the scores of `departs_*` into probabilities (two numbers each, a
slope and an intercept). Nothing else is learned from it.
"""

from __future__ import annotations

import csv
import json
import pickle
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from muqabala import align
from muqabala.embed import Means, load
from muqabala.judge import JUDGES
from muqabala.judge.features import DEPARTS, LENGTH, NOWHERE, features
from muqabala.logistic import Logistic
from muqabala.records import Encoding, Passage, Span
from training.cases import case
from training.passages import sentences, whole

TARGET = Path(__file__).parents[1] / "src" / "muqabala" / "data" / "logistic.json"
DOCUMENTS = 27
"""TICO-19 documents that the model `nowhere` learns from, at most `SENTENCES` sentences of each."""
SENTENCES = 30
READER = 0.35
"""Weight of the cross-reader's logit beside the linear one: of 0.15, 0.2, 0.25, 0.3 and 0.35, which all rank the
development half alike, the one that finds most lines on both benchmarks at five false flags in a hundred.
"""
PER_WORD = 1.1
"""Weight of the logarithm of a claim's length in a translation: the odds of a slip grow as the number of words. Fitted
on the development half it would be 1.06; without a translation it is 0.2.
"""
STRENGTH = 0.1
"""Inverse regularisation of all models."""


@dataclass(frozen=True)
class Line:
    """A retelling: its text, its evidence, and which stretches depart in which way."""

    base: str
    claim: Passage
    encoding: Encoding
    sources: tuple[tuple[Passage, Encoding], ...]
    departures: tuple[tuple[str, Span], ...]


class Encoders:
    """Centred encodings of whole texts, kept on disk."""

    def __init__(self, work: Path) -> None:
        self._work = work
        self._encoder = load()
        self._means = Means.shipped(self._encoder.weights_sha256, self._encoder.dimension, len(self._encoder.layers))

    def all(self, name: str, passages: Sequence[Passage]) -> list[Encoding]:
        """Encodings of passages in order; `name` is the file they are kept in."""
        path = self._work / f"{name}.pickle"
        if path.exists():
            found: list[Encoding] = pickle.loads(path.read_bytes())  # noqa: S301 - written by this script
            if len(found) == len(passages):
                return found
        found = []
        for start in range(0, len(passages), 64):
            batch = passages[start : start + 64]
            raw = self._encoder.encode(batch)
            found += [self._means.centre(e, p.lang) for e, p in zip(raw, batch, strict=True)]
            print(f"{name}: {len(found)} of {len(passages)}", end="\r", file=sys.stderr)
        path.write_bytes(pickle.dumps(found))
        return found


def retellings(folder: Path, encoders: Encoders) -> list[Line]:
    """The given retellings with their evidence sentences, the closest first."""
    path = folder / "retellings" / "retellings.jsonl"
    rows = [json.loads(line) for line in path.open(encoding="utf-8")]
    english = {text: sentences(text, "en", "s") for text in dict.fromkeys(row["en"] for row in rows)}
    flat = [passage for own in english.values() for passage in own]
    encoded = dict(zip(((p.text, p.span) for p in flat), encoders.all("english", flat), strict=True))
    claims = [whole(row["ar"], "ar", "a") for row in rows]
    found = []
    for row, claim, encoding in zip(rows, claims, encoders.all("arabic", claims), strict=True):
        pairs = [(p, encoded[p.text, p.span]) for p in english[row["en"]]]
        pairs.sort(key=lambda pair: -float(pair[1].vector @ encoding.vector))
        bent = tuple((d["type"], Span(d["start"], d["start"] + len(d["span"]))) for d in row["departures"])
        if encoding.words and pairs:
            found.append(Line(row["base"], claim, encoding, tuple(pairs), bent))
    return found


def fit(name: str, inputs: Sequence[str], rows: np.ndarray, labels: np.ndarray) -> dict[str, object]:  # type: ignore[type-arg]
    """A logistic model in its JSON form, rounded so that the file is small and the same everywhere."""
    means, scales = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    model = LogisticRegression(C=STRENGTH, max_iter=5000).fit((rows - means) / scales, labels)
    auc = roc_auc_score(labels, model.decision_function((rows - means) / scales))
    print(f"{name}: {len(labels)} rows, {labels.mean():.2f} positive, AUC on the same rows {auc:.3f}", file=sys.stderr)
    table = {
        key: [round(float(w), 5), round(float(m), 5), round(float(s), 5)]
        for key, w, m, s in zip(inputs, model.coef_[0], means, scales, strict=True)
    }
    return {"intercept": round(float(model.intercept_[0]), 5), "inputs": table}


def departs(lines: Sequence[Line]) -> dict[str, dict[str, object]]:
    """Is a claim bent? One model a judge."""
    cases = [case(line.claim, line.encoding, line.sources) for line in lines]
    labels = np.array([bool(line.departures) for line in lines])
    found = [features(one) for one in cases]
    models = {}
    for name in JUDGES:
        if name != "combined":
            inputs = [key for key in DEPARTS[name] if key != LENGTH]
            rows = np.array([[own[key] for key in inputs] for own in found])
            models[f"departs_{name}"] = fit(f"departs_{name}", inputs, rows, labels)
    models["departs_combined"] = beside(models["departs_linear"], "reader.departs", READER)
    return models


def beside(model: dict[str, object], name: str, weight: float) -> dict[str, object]:
    """The model with one more input, of a weight that was not fitted with it."""
    inputs = model["inputs"]
    assert isinstance(inputs, dict)
    return {"intercept": model["intercept"], "inputs": inputs | {name: [weight, 0.0, 1.0]}}


def added_words(lines: Sequence[Line]) -> dict[str, object]:
    """Is a word added?"""
    rows, labels = [], []
    for line in lines:
        if any(kind != "added" for kind, _ in line.departures):
            continue
        near = [e for _, e in line.sources]
        found = align.matches(line.encoding, [near[i] for i in align.supporting(line.encoding, near)])
        if found:
            rows.append(align.word_features(line.encoding.words, found.layers))
            labels += [any(word.overlap(span) for _, span in line.departures) for word in line.encoding.words]
    stacked = np.concatenate(rows)
    return fit("added_words", [f"word{i:02}" for i in range(stacked.shape[1])], stacked, np.array(labels))


def nowhere(folder: Path, encoders: Encoders) -> dict[str, object]:
    """Does anything in the sources say it? Single sentences, and pairs of neighbours told in one."""
    rows, labels = [], []
    every = list(documents(folder, encoders))
    pairs = [told_in_one(own[i][0], own[i + 1][0]) for own in every for i in range(0, len(own) - 1, 2)]
    encoded = iter(zip(pairs, encoders.all("tico-pairs", pairs), strict=True))
    for own in every:
        claims = [(claim, encoding, {i}) for i, (claim, encoding, _) in enumerate(own)]
        claims += [(*next(encoded), {i, i + 1}) for i in range(0, len(own) - 1, 2)]
        for claim, encoding, where in claims:
            for absent in (False, True):
                sources = [pair for j, (_, _, pair) in enumerate(own) if not (absent and j in where)]
                sources.sort(key=lambda pair: -float(pair[1].vector @ encoding.vector))
                values = features(case(claim, encoding, sources, exact=False))
                if "cosine" in values:
                    rows.append([values[name] for name in NOWHERE])
                    labels.append(absent)
    return fit("nowhere", NOWHERE, np.array(rows), np.array(labels))


def told_in_one(first: Passage, second: Passage) -> Passage:
    """Two sentences as a newsroom would run them together."""
    text = f"{first.words.rstrip('. ')}، و{second.words}"
    return whole(text, first.lang, first.document)


def documents(folder: Path, encoders: Encoders) -> Iterable[list[tuple[Passage, Encoding, tuple[Passage, Encoding]]]]:
    """TICO-19 documents: each sentence in Arabic with its encoding, and its English counterpart."""
    with (folder / "tico19" / "en-ar.tsv").open(encoding="utf-8", newline="") as stream:
        every = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    named: dict[str, list[dict[str, str]]] = {}
    for row in every:
        named.setdefault(row["id"].partition(":")[0], []).append(row)
    long = [name for name, own in sorted(named.items()) if len(own) >= 12 and not name.startswith("CMU")]
    chosen = long[:: max(1, len(long) // DOCUMENTS)][:DOCUMENTS]
    rows = [(name, row) for name in chosen for row in named[name][:SENTENCES]]
    sides = []
    for lang in ("ar", "en"):
        passages = [whole(row[lang], lang, name) for name, row in rows]
        sides.append(list(zip(passages, encoders.all(f"tico-{lang}", passages), strict=True)))
    for name in chosen:
        yield [(p, e, other) for (p, e), other in zip(*sides, strict=True) if p.document == name]


def calibrated(models: dict[str, dict[str, object]], bench: Path) -> dict[str, dict[str, object]]:
    """The models with their logits scaled and shifted, so that on the benchmark they are probabilities."""
    from muqabala.config import Settings
    from muqabala.evaluate import load as load_bench
    from muqabala.evaluate.tally import views
    from muqabala.pipeline import Desk

    benchmark = load_bench(bench)
    desk = Desk(Settings(), [benchmark.corpus])
    held = [(article, desk.collate(article.path)) for article in benchmark.articles]
    found = {}
    for name in JUDGES:
        desk.use(name)
        seen = [view for article, collated in held for view in views(article, desk.decide(collated), ())]
        found[f"departs_{name}"] = scaled(models[f"departs_{name}"], [(v.score, v.departs) for v in seen])
    return found


def scaled(model: dict[str, object], scored: Sequence[tuple[float, bool]]) -> dict[str, object]:
    """The model with its logits scaled and shifted to fit (probability, label) pairs."""
    clipped = np.clip(np.array([score for score, _ in scored]), 1e-4, 1 - 1e-4)
    logits = np.log(clipped / (1 - clipped)).reshape(-1, 1)
    scaling = LogisticRegression(C=1e6).fit(logits, [label for _, label in scored])
    slope, shift = float(scaling.coef_[0][0]), float(scaling.intercept_[0])
    print(f"calibration on {len(scored)} lines: slope {slope:.3f}, shift {shift:.3f}", file=sys.stderr)
    inputs = model["inputs"]
    assert isinstance(inputs, dict)
    table = {key: [round(w * slope, 5), m, s] for key, (w, m, s) in inputs.items()}
    return {"intercept": round(float(str(model["intercept"])) * slope + shift, 5), "inputs": table}


def main(arguments: Sequence[str]) -> None:
    """Fit, write, and calibrate where a benchmark is given."""
    data, work = Path(arguments[0]), Path(arguments[1])
    work.mkdir(parents=True, exist_ok=True)
    encoders = Encoders(work)
    lines = retellings(data, encoders)
    models = {"added_words": added_words(lines), "nowhere": nowhere(data, encoders)} | departs(lines)
    write(models)
    if len(arguments) > 2:
        models |= calibrated(models, Path(arguments[2]))
    write(models | {name: beside(models[name], LENGTH, PER_WORD) for name in models if name.startswith("departs_")})


def write(models: dict[str, dict[str, object]]) -> None:
    """The models as JSON, in a fixed order, each of them readable again."""
    for model in models.values():
        Logistic.from_json(model)
    TARGET.write_text(json.dumps({name: models[name] for name in sorted(models)}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
