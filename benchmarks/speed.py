"""How fast a check is, measured in one run, beside bare sentence-transformers on the same texts.

    python benchmarks/speed.py

Machines are noisy: read the ratios, not the seconds. The model must be prepared (`muqabala models --prepare`).
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from meters import seconds
from muqabala import facts
from muqabala.config import Settings
from muqabala.embed import FULL, models
from muqabala.pipeline import Desk
from muqabala.records import Passage, Span

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "tests" / "example" / "article.ar.md"
CORPUS = ROOT / "corpus"
ROUNDS = 5
CLAIMS = 20


def cold() -> float:
    """From the shell to the report: imports, loading, encoding, judging, writing."""
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "muqabala.cli", "-q", "check", str(EXAMPLE), "--sources", str(CORPUS)]
        return seconds(lambda: subprocess.run([*command, "--out", out], check=True, capture_output=True))


FIRST_CALL = """
import sys
from muqabala.embed.encoder import Encoder
def reached(*_):
    import os
    os._exit(0)
Encoder._states = reached
sys.argv[1:] = {arguments!r}
from muqabala.cli import main
main()
"""
BARE = """
from sentence_transformers import SentenceTransformer
SentenceTransformer({folder!r}, device="cpu", local_files_only=True)
"""


def run(program: str) -> object:
    """A program in a process of its own."""
    return subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)


def start_up() -> tuple[float, float]:
    """Seconds until the first call of the model: of `check`, and of bare sentence-transformers. By turns, medians."""
    arguments = ["-q", "check", str(EXAMPLE), "--sources", str(CORPUS)]
    programs = FIRST_CALL.format(arguments=arguments), BARE.format(folder=str(models.prepare(FULL)))
    times = [[seconds(lambda: run(programs[0])), seconds(lambda: run(programs[1]))] for _ in range(ROUNDS)]
    ours, bare = (statistics.median(column) for column in zip(*times, strict=True))
    return ours, bare


def twenty_claims(folder: Path) -> Path:
    """The example cut to its first twenty sentences, as a file."""
    desk = Desk(Settings(), [CORPUS])
    spans = [judgement.claim.span for judgement in desk.check(EXAMPLE).judgements]
    path = folder / "twenty.ar.md"
    path.write_text(EXAMPLE.read_text(encoding="utf-8")[: spans[CLAIMS - 1].end], encoding="utf-8")
    return path


def main() -> None:
    """Measure and print."""
    from sentence_transformers import SentenceTransformer

    models.prepare()
    Desk(Settings(), [CORPUS])  # fills the index store
    ours, theirs = start_up()
    print(f"until the first call of the model: {ours:.1f} s, {100 * ours / theirs:.0f} % of loading it by itself")
    print(f"cold start to report, example article: {cold():.1f} s")
    with tempfile.TemporaryDirectory() as name:
        article = twenty_claims(Path(name))
        desk = Desk(Settings(), [CORPUS])
        texts = desk.check(article)
        encoded = [j.claim.span.of(texts.article.text) for j in texts.judgements]
        read = {e.source for j in texts.judgements for e in j.evidence} | {
            s.document.id for s in texts.sources if s.principal
        }
        encoded += [
            sentence.span.of(desk.corpus.documents[document].text)
            for document in sorted(read)
            for sentence in desk.corpus.sentences[document]
        ]
        passages = [
            Passage("t", text, Span(0, len(text)), "ar" if n < len(texts.judgements) else "en")
            for n, text in enumerate(encoded)
        ]
        bare = SentenceTransformer(str(models.prepare(FULL)), device="cpu", local_files_only=True)
        prompted = ["query: " + text for text in encoded]
        bare.encode(prompted, show_progress_bar=False)
        checks, bares, inside, extracting, known = [], [], [], [], []
        for _ in range(ROUNDS):
            desk.forget()
            before = desk.encoder.seconds_in_model
            checks.append(seconds(lambda: desk.check(article)))
            inside.append((desk.encoder.seconds_in_model - before) / checks[-1])
            extracting.append(seconds(lambda: [facts.extract(passage) for passage in passages]) / checks[-1])
            known.append(seconds(lambda: desk.check(article)))
            bares.append(seconds(lambda: bare.encode(prompted, show_progress_bar=False)))
        tokens = sum(len(ids) for ids in bare.tokenizer(prompted)["input_ids"])
    check, encode = statistics.median(checks), statistics.median(bares)
    print(f"warm check of {CLAIMS} claims, sources read anew: {check:.2f} s ({len(encoded)} texts encoded)")
    print(f"  sources known from an earlier article: {statistics.median(known):.2f} s")
    print(f"  share of wall time inside the model: {100 * statistics.median(inside):.0f} %")
    print(f"  extracting the facts of the same texts: {100 * statistics.median(extracting):.0f} % of the check")
    print(f"  bare SentenceTransformer.encode of the same texts: {encode:.2f} s")
    print(f"  check / bare encoding: {check / encode:.2f}")
    print(f"  tokens a second: {tokens / check:.0f} in the whole check, {tokens / encode:.0f} bare")


if __name__ == "__main__":
    main()
