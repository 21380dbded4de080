"""A corpus too large for memory is searched from disk, with the same result, and loses nothing to damage."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

from fulldisk import full_disk
from muqabala import corpus
from muqabala.config import Settings
from muqabala.corpus import Corpus, Filter
from muqabala.embed import Means
from muqabala.embed.means import Mean
from muqabala.index import Library, Sizes
from muqabala.records import Document, Metadata, Passage

if TYPE_CHECKING:
    from muqabala.embed.encoder import Encoder
    from muqabala.records import Matrix

WIDTH = 64


class Pretended:
    """Stands in for the model: a text's vector is drawn by its hash."""

    sha256, weights_sha256, dimension, layers, name = "f" * 64, "f" * 64, WIDTH, (1,), "pretended"

    def vectors(self, passages: Sequence[Passage]) -> Matrix:
        seeds = [int.from_bytes(hashlib.sha256(p.words.encode()).digest()[:8], "big") for p in passages]
        drawn = [np.random.default_rng(seed).standard_normal(WIDTH).astype(np.float32) for seed in seeds]
        return np.stack(drawn) if drawn else np.zeros((0, WIDTH), np.float32)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Thirty documents of four sentences, and sizes that make them a large corpus."""
    monkeypatch.setenv("MUQABALA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(corpus, "SIZES", Sizes(exact=10, half=20))
    flat = Mean(np.zeros(WIDTH, np.float32), np.zeros((1, WIDTH), np.float32))
    monkeypatch.setattr(Means, "shipped", lambda *_: Means({"en": flat}, flat))
    (tmp_path / "texts").mkdir()
    for n in range(30):
        write(tmp_path / "texts", n)
    return tmp_path / "texts"


def write(folder: Path, n: int, lang: str = "en") -> None:
    body = " ".join(f"The {place} of town {n} was opened by the mayor." for place in ("port", "school", "road", "mill"))
    (folder / f"{n:03}.md").write_text(f"---\nlang: {lang}\n---\n{body}\n", encoding="utf-8")


def load(folder: Path, cache: bool = True) -> Corpus:
    encoder = cast("Encoder", Pretended())
    return corpus.load(encoder, Settings(cache=cache), [folder], [], corpus.silent)


def answer(found: Corpus) -> tuple[list[list[float]], list[list[tuple[str, int]]]]:
    """Scores and places of a search."""
    asked = np.random.default_rng(1).standard_normal((5, WIDTH)).astype(np.float32)
    scores, rows = found.index.search(asked, 7)
    places = found.shelf.places
    return scores.tolist(), [[(places[r].id, places[r].span.start) for r in line] for line in rows.tolist()]


def library() -> Library:
    return Library(corpus.library_path(cast("Encoder", Pretended())), WIDTH)


def volumes() -> list[Path]:
    return sorted(library().folder.glob("*.volume"))


def test_the_disk_gives_what_memory_gives_bit_for_bit_and_nothing_is_embedded_twice(folder: Path) -> None:
    first, second, held = load(folder), load(folder), load(folder, cache=False)
    assert (first.embedded, second.embedded, held.embedded) == (30, 0, 30)
    assert len(library().snapshot()) == 30
    assert answer(first) == answer(second) == answer(held)
    rows = [3, 77]
    assert np.array_equal(first.index[rows], held.index[rows])


def test_a_small_corpus_stays_in_memory_as_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus, "SIZES", Sizes())
    load(folder)
    assert not library().folder.exists()


def test_one_more_document_costs_one(folder: Path) -> None:
    load(folder)
    write(folder, 99)
    after = load(folder)
    assert after.embedded == 1
    assert len(library().snapshot()) == 31
    assert answer(after) == answer(load(folder, cache=False))


def test_damage_before_and_during_a_run_is_named_and_rebuilt(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    sound = answer(load(folder))
    (volume,) = volumes()
    volume.write_bytes(volume.read_bytes()[:-100])
    assert answer(load(folder)) == sound
    assert str(volume) in caplog.text
    caplog.clear()
    opened = load(folder)
    assert not caplog.records, "rebuilt for good"
    for volume in volumes():
        data = volume.read_bytes()
        with volume.open("r+b") as stream:  # all vectors, under the open mapping
            stream.seek(len(data) - 30 * 4 * WIDTH * 2)
            stream.write(b"\7" * 30 * 4 * WIDTH * 2)
    assert answer(opened) == sound
    assert "do not match" in caplog.text
    assert answer(load(folder)) == sound


def test_where_the_library_cannot_be_written_the_check_goes_on_and_says_so(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    library().folder.parent.mkdir(parents=True)
    library().folder.write_text("in the way", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        assert answer(load(folder)) == answer(load(folder, cache=False))
    assert "works without it" in caplog.text


def test_where_the_disk_is_full_the_check_goes_on_and_says_so(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    held = answer(load(folder, cache=False))
    with full_disk():
        assert answer(load(folder)) == held
    assert "free some space" in caplog.text
    assert answer(load(folder)) == held
    assert len(library().snapshot()) == 30


def test_forgetting_keeps_what_the_corpus_holds(folder: Path) -> None:
    load(folder)
    for n in range(8):
        (folder / f"{n:03}.md").unlink()
    found = load(folder)
    assert corpus.forget(cast("Encoder", Pretended()), found) == 8
    assert len(library().snapshot()) == 22
    assert load(folder).embedded == 0


def test_a_language_that_was_never_measured_is_centred_by_the_corpus_itself(folder: Path) -> None:
    for n in range(200, 206):
        write(folder, n, "sw")
    assert answer(load(folder)) == answer(load(folder, cache=False))
    write(folder, 206, "sw")
    assert answer(load(folder)) == answer(load(folder, cache=False))
    assert len(library().snapshot()) == 37, "what was centred by the mean before is gone"


def told(lang: str = "en", outlet: str | None = None, date: str | None = None) -> Document:
    return Document("d", "", (), lang, Metadata(outlet=outlet, date=date))


@pytest.mark.parametrize(
    ("chosen", "passes", "fails"),
    [
        (Filter(outlets=("reuters",)), told(outlet="Reuters"), told(outlet="AP")),
        (Filter(outlets=("Reuters", "AP")), told(outlet="AP"), told()),
        (Filter(languages=("ar", "fr")), told("ar-EG"), told("en")),
        (Filter(since="2024-06-15"), told(date="2024-06-15"), told(date="2024-06-14")),
        (Filter(since="2024-06-15"), told(date="2024-06"), told(date="2024-05")),
        (Filter(until="2024-06"), told(date="2024-06-30"), told(date="2024-07-01")),
        (Filter(since="2023", until="2024"), told(date="2023-01-01"), told(date="2025")),
        (Filter(until="2024-06-15"), told(date="2024"), told()),
        (Filter(outlets=("AP",), since="2024"), told(outlet="AP", date="2024"), told(outlet="AP", date="2023")),
    ],
)
def test_what_a_filter_admits(chosen: Filter, passes: Document, fails: Document) -> None:
    assert chosen.admits(passes)
    assert not chosen.admits(fails)
    assert Filter().admits(passes)
    assert Filter().admits(fails)


def test_a_filter_leaves_out_rows_before_the_search(folder: Path) -> None:
    write(folder, 100, "fr")
    found = load(folder)
    among = found.among(Filter(languages=("fr",)))
    _, rows = found.index.search(np.ones((2, WIDTH), np.float32), 20, among)
    places = [found.shelf.places[row].id for row in rows[0].tolist()]
    assert len(places) == int(among.sum()) == 4
    assert set(places) == {next(d.id for d in found.documents.values() if d.lang == "fr")}
