"""The ways to search, by size: recall, time, memory, and what building and updating cost. Prints one table.

    python benchmarks/index_size.py [--sizes 10000 100000 1000000] [--texts FILE] [--ways flat32 half signs ivf16 ivf8]

Clustered vectors are made: centres drawn at random, 4 √n of them, members around them. Real sentences are embedded from
`--texts` (a language tag, a tab, a sentence on every line; by default the retellings in `training/`); where there are
fewer than asked for, the rest are mixtures of two of them. Queries are vectors of the corpus with noise. Truth is
`IndexFlatIP`. Every way is measured in a process of its own; memory is what it holds above the imports.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from meters import held, seconds
from muqabala.index import Index, Library, Sizes

if TYPE_CHECKING:
    from muqabala.records import Matrix

ROOT = Path(__file__).parents[1]
WIRE = ROOT / "training" / "retellings" / "wire.jsonl"
WIDTH = 384
CLAIMS = 20
ARTICLES = 30
SENTENCES = 25  # in a document
CHUNK = 50_000
NEAREST = 10
WAYS = ("flat32", "half", "signs", "ivf16", "ivf8")


def unit(vectors: Matrix) -> Matrix:
    scaled: Matrix = (vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)).astype(np.float32)
    return scaled


def clustered(count: int, seed: int = 1) -> Iterator[Matrix]:
    """Vectors around random centres, in chunks."""
    random = np.random.default_rng(seed)
    centres = unit(random.standard_normal((int(4 * count**0.5), WIDTH), np.float32))
    for at in range(0, count, CHUNK):
        size = min(CHUNK, count - at)
        noise = random.standard_normal((size, WIDTH), np.float32) / WIDTH**0.5
        yield unit(centres[random.integers(0, len(centres), size)] + noise)


def sentences(count: int, real: Matrix) -> Iterator[Matrix]:
    """Embedded sentences, then mixtures of two of them, in chunks."""
    random = np.random.default_rng(2)
    yield real[:count]
    for at in range(len(real), count, CHUNK):
        size = min(CHUNK, count - at)
        one, two = random.integers(0, len(real), (2, size))
        share = random.uniform(0.5, 0.9, (size, 1)).astype(np.float32)
        yield unit(share * real[one] + (1 - share) * real[two])


def embedded(texts: Path | None, kept: Path) -> Matrix:
    """The centred vectors of the sentences, embedded once and kept in a file."""
    if not kept.exists():
        from muqabala import embed
        from muqabala.embed import Means
        from muqabala.records import Passage, Span

        lines = _lines(texts)
        encoder = embed.load()
        means = Means.shipped(encoder.weights_sha256, encoder.dimension, len(encoder.layers))
        parts = []
        for at in range(0, len(lines), 512):
            passages = [Passage("", text, Span(0, len(text)), lang) for lang, text in lines[at : at + 512]]
            mean = np.stack([means.of(lang).sentence for lang, _ in lines[at : at + 512]])
            parts.append(unit(encoder.vectors(passages) - mean))
        np.save(kept, np.concatenate(parts))
    loaded: Matrix = np.load(kept)
    return loaded


def _lines(texts: Path | None) -> list[tuple[str, str]]:
    if texts:
        pairs = [line.partition("\t") for line in texts.read_text(encoding="utf-8").splitlines()]
        return list(dict.fromkeys((lang, text) for lang, _, text in pairs))
    told = [json.loads(line) for line in WIRE.read_text(encoding="utf-8").splitlines()]
    return list(dict.fromkeys((lang, row[lang]) for row in told for lang in ("en", "ar")))


def make(kind: str, count: int, folder: Path, real: Matrix | None) -> None:
    """Vectors, queries and the true answers, as files."""
    import faiss

    chunks = clustered(count) if real is None else sentences(count, real)
    truth = faiss.IndexFlatIP(WIDTH)
    with (folder / "vectors.f32").open("wb") as stream:
        for chunk in chunks:
            stream.write(chunk.tobytes())
            truth.add(chunk)
    random = np.random.default_rng(3)
    chosen = np.sort(random.choice(count, ARTICLES * CLAIMS, replace=False))
    vectors = np.stack([truth.reconstruct(int(row)) for row in chosen])
    queries = unit(vectors + 0.6 * random.standard_normal(vectors.shape, np.float32) / WIDTH**0.5)
    np.save(folder / "queries.npy", queries)
    np.save(folder / "truth.npy", truth.search(queries, NEAREST)[1])
    (folder / "kind.txt").write_text(kind)


def read(folder: Path) -> Iterator[Matrix]:
    """The vectors again, in chunks, without keeping them."""
    with (folder / "vectors.f32").open("rb") as stream:
        while data := stream.read(CHUNK * WIDTH * 4):
            yield np.frombuffer(data, np.float32).reshape(-1, WIDTH)


def key(document: int) -> bytes:
    return hashlib.sha256(str(document).encode()).digest()


def build_signs(folder: Path) -> None:
    library, document = Library(folder / "library", WIDTH), 0
    for chunk in read(folder):
        entries = {}
        for at in range(0, len(chunk), SENTENCES):
            entries[key(document)] = chunk[at : at + SENTENCES]
            document += 1
        library.add(entries)


def open_signs(folder: Path, count: int) -> Callable[[Matrix], np.ndarray]:
    snapshot = Library(folder / "library", WIDTH).snapshot()
    rows = snapshot.bind([key(document) for document in range(-(-count // SENTENCES))])
    index = Index(rows, Sizes(exact=0, half=0))
    return lambda queries: index.search(queries, NEAREST)[1]


def open_half(folder: Path, count: int) -> Callable[[Matrix], np.ndarray]:
    index = Index(np.concatenate(list(read(folder))), Sizes(exact=0, half=count))
    return lambda queries: index.search(queries, NEAREST)[1]


def open_flat32(folder: Path, _count: int) -> Callable[[Matrix], np.ndarray]:
    import faiss

    index = faiss.IndexFlatIP(WIDTH)
    for chunk in read(folder):
        index.add(chunk)
    return lambda queries: index.search(queries, NEAREST)[1]


def build_ivf(folder: Path, codec: str) -> None:
    import faiss

    count = (folder / "vectors.f32").stat().st_size // (4 * WIDTH)
    lists = int(4 * count**0.5)
    index = faiss.index_factory(WIDTH, f"IVF{lists},{codec}", faiss.METRIC_INNER_PRODUCT)
    ivf = faiss.extract_index_ivf(index)
    ivf.cp.niter, ivf.cp.max_points_per_centroid = 6, 64
    whole = np.memmap(folder / "vectors.f32", np.float32, "r").reshape(-1, WIDTH)
    index.train(whole[np.sort(np.random.default_rng(4).permutation(count)[: 64 * lists])])
    for chunk in read(folder):
        index.add(chunk)
    faiss.write_index(index, str(folder / f"{codec}.faiss"))


def open_ivf(folder: Path, codec: str) -> Callable[[Matrix], np.ndarray]:
    import faiss

    index = faiss.read_index(str(folder / f"{codec}.faiss"), faiss.IO_FLAG_MMAP)
    faiss.extract_index_ivf(index).nprobe = 32
    return lambda queries: index.search(queries, NEAREST)[1]


def measure(way: str, step: str, folder: Path, count: int) -> dict[str, float]:
    """One step of one way, in a process of its own."""
    codec = {"ivf16": "SQfp16", "ivf8": "SQ8"}.get(way, "")
    if step == "build":
        builders = {"signs": lambda: build_signs(folder), "ivf16": lambda: build_ivf(folder, codec)}
        builders["ivf8"] = builders["ivf16"]
        return {"build s": seconds(builders[way]) if way in builders else 0.0}
    if step == "update":
        return update(folder)
    import faiss

    queries, truth = np.load(folder / "queries.npy"), np.load(folder / "truth.npy")
    faiss.IndexFlatIP(WIDTH).add(queries)
    before, began = held(), time.perf_counter()
    openers = {"flat32": open_flat32, "half": open_half, "signs": open_signs}
    search = openers[way](folder, count) if way in openers else open_ivf(folder, codec)
    opened = time.perf_counter() - began
    articles = queries.reshape(ARTICLES, CLAIMS, WIDTH)
    search(articles[0])
    found: list[np.ndarray] = []
    used = time.process_time()
    clock = [seconds(partial(_keep, found, search, article)) for article in articles]
    used = time.process_time() - used
    hits = sum(len(set(a) & set(b)) for a, b in zip(np.concatenate(found).tolist(), truth.tolist(), strict=True))
    return {
        "open s": opened,
        "recall@10": hits / truth.size,
        "ms": 1000 * statistics.median(clock),
        "least ms": 1000 * min(clock),
        "cpu ms": 1000 * used / ARTICLES,
        "MB": held() - before,
        "share": (held() - before) / (count * WIDTH * 4 / 1e6),
    }


def _keep(found: list[np.ndarray], search: Callable[[Matrix], np.ndarray], article: Matrix) -> None:
    found.append(search(article))


def update(folder: Path) -> dict[str, float]:
    """Adding and removing one document of twenty-five sentences, forty times: the medians."""
    library, random = Library(folder / "library", WIDTH), np.random.default_rng(5)
    fresh = [{key(-1 - n): unit(random.standard_normal((SENTENCES, WIDTH), np.float32))} for n in range(40)]
    added = [seconds(partial(library.add, entry)) for entry in fresh]
    removed = [seconds(partial(library.remove, list(entry))) for entry in fresh]
    return {"add ms": 1000 * statistics.median(added), "remove ms": 1000 * statistics.median(removed)}


COLUMNS = ("recall@10", "ms", "least ms", "cpu ms", "MB", "share", "open s", "build s", "add ms", "remove ms")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--ways", nargs="+", default=list(WAYS), choices=WAYS)
    parser.add_argument("--kinds", nargs="+", default=["clustered", "sentences"])
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--kept", type=Path, default=Path(tempfile.gettempdir()) / "index_size.npy")
    parser.add_argument("--step", nargs=4, metavar=("WAY", "STEP", "FOLDER", "COUNT"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.step:
        way, step, folder, count = chosen.step
        print(json.dumps(measure(way, step, Path(folder), int(count))))
        return
    print("| passages | vectors | way | " + " | ".join(COLUMNS) + " |\n|" + "---|" * (3 + len(COLUMNS)))
    for count in chosen.sizes:
        for kind in chosen.kinds:
            with tempfile.TemporaryDirectory() as name:
                real = embedded(chosen.texts, chosen.kept) if kind == "sentences" else None
                make(kind, count, Path(name), real)
                for way in chosen.ways:
                    steps = ("build", "search", "update") if way == "signs" else ("build", "search")
                    row = {k: v for step in steps for k, v in _run(way, step, name, count).items()}
                    cells = (f"{row[c]:.3f}" if c == "recall@10" else _short(row.get(c)) for c in COLUMNS)
                    print(f"| {count:,} | {kind} | {way} | " + " | ".join(cells) + " |", flush=True)


def _run(way: str, step: str, folder: str, count: int) -> dict[str, float]:
    command = [sys.executable, __file__, "--step", way, step, folder, str(count)]
    told: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return told


def _short(value: float | None) -> str:
    return "–" if not value else f"{value:.2f}" if value < 10 else f"{value:,.0f}"


if __name__ == "__main__":
    main()
