"""More evidence on the spot: by words without a model, by meaning with it, and an article checked again."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import newsroom
from desks import AMAL, put, served
from muqabala.config import Settings
from muqabala.errors import ReadError
from muqabala.review.finder import Finder

if TYPE_CHECKING:
    from muqabala.embed.encoder import Encoder


@pytest.fixture
def finder(tmp_path: Path) -> Finder:
    return Finder(Settings(sources=(str(newsroom.corpus(tmp_path)),), threads=2))


def found(finder: Finder, query: str) -> list[str]:
    return [hit.span.of(hit.document.text) for hit in finder.by_words(query)]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("interest rate", "The central bank raised its main interest rate to 5.25 percent on Thursday."),
        ("WHALES seen", "Three other whales were seen near the coast in April."),
        ("٤٨٬٠٠٠", "About 48,000 cars crossed it every day before it was closed."),
        ("biologist", "Biologists from the university will examine it to learn why it died."),
    ],
)
def test_sentences_are_found_by_their_words(finder: Finder, query: str, sentence: str) -> None:
    assert found(finder, query)[0] == sentence


def test_rare_words_count_more_and_scores_are_shares(finder: Finder) -> None:
    hits = finder.by_words("the toll")
    assert "toll" in hits[0].span.of(hits[0].document.text)
    assert all(0 < hit.score <= 1 for hit in hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.parametrize("query", ["", "؟!", "xylophone"])
def test_nothing_found_is_no_failure(finder: Finder, query: str) -> None:
    assert finder.by_words(query) == ()


def test_words_are_found_without_the_model(finder: Finder) -> None:
    finder.by_words("bank")
    assert not finder.loaded


def test_a_source_that_arrives_is_found(finder: Finder) -> None:
    assert found(finder, "volcano") == []
    (Path(finder.folders[0]) / "new.txt").write_text("A volcano erupted on Monday.", encoding="utf-8")
    assert found(finder, "volcano") == ["A volcano erupted on Monday."]


def test_a_search_looks_through_the_folders_once(
    finder: Finder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import muqabala.review.finder as module

    put(tmp_path / "reports", "a")
    looks: list[object] = []
    version = module._version

    def counted(folders: Sequence[Path]) -> object:
        looks.append(folders)
        return version(folders)

    monkeypatch.setattr(module, "_version", counted)
    with served(tmp_path / "reports", settings=finder.settings) as desk:
        hits = desk.client().get("/api/search", article="a", q="the bank").json()["hits"]
    assert len(hits) > 1
    assert len(looks) == 1


def test_a_hit_outlives_its_file(finder: Finder) -> None:
    source = Path(finder.folders[0]) / "new.txt"
    source.write_text("A volcano erupted on Monday.", encoding="utf-8")
    (hit,) = finder.by_words("volcano")
    source.unlink()
    assert hit.document.id.endswith("new.txt")
    assert hit.span.of(hit.document.text) == "A volcano erupted on Monday."


def test_a_missing_corpus_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="nothing here"):
        Finder(Settings(sources=(str(tmp_path / "nothing here"),))).by_words("x")


def test_the_desk_opens_without_the_model() -> None:
    import subprocess

    code = (
        "import sys, muqabala.review.serve; print([m for m in ('torch', 'faiss', 'transformers') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.usefixtures("encoder")
def test_a_claim_finds_its_source_by_meaning_and_an_edited_article_is_checked_again(
    tmp_path: Path, prepared_cache: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole way: check, decide, edit the article, check again in the desk; the decision on what stayed is kept."""
    from muqabala import pipeline
    from muqabala.report import write

    monkeypatch.setenv("MUQABALA_CACHE", str(prepared_cache))
    monkeypatch.setattr(pipeline, "load_model", lambda *_, **__: encoder)
    monkeypatch.chdir(tmp_path)
    newsroom.corpus(tmp_path)
    newsroom.article(tmp_path)
    settings = Settings(sources=("corpus",), threads=2)
    report = pipeline.check("article.txt", settings=settings)
    write(report, ["json", "md"], Path("reports"))
    cars = next(d for j in report.judgements for d in j.departures if d.params.get("article", "").startswith("84"))
    with served(tmp_path / "reports", settings=settings) as desk:
        amal = desk.client(AMAL)
        claim = report.judgements[-1].claim.id  # the council and the lorries
        hits = amal.get("/api/search", article="article", claim=claim, by="meaning").json()["hits"]
        assert hits[0]["words"] == "The council rejected a plan to charge a toll on lorries."
        assert amal.decide("article", cars.id, status="confirmed").status_code == 200

        newsroom.article(tmp_path, newsroom.ARTICLE.replace("210 ملايين", "310 ملايين"))
        before = (tmp_path / "reports" / "article.md").read_text(encoding="utf-8")
        assert amal.post("/api/again", {}, "article").status_code == 200
        state = amal.state("article")
        assert (state["standings"], cars.id in state["targets"]) == ({}, True)
        assert any("310" in finding["words"] for finding in state["findings"].values())
        assert (tmp_path / "reports" / "article.md").read_text(encoding="utf-8") != before, "its other formats too"

        (tmp_path / "corpus" / "bridge.md").unlink()
        refused = amal.post("/api/again", {}, "article")
        assert refused.status_code == 503
        assert "bridge.md is not in the corpus" in refused.json()["error"]
        assert amal.state("article")["targets"] == state["targets"], "the report stays"
