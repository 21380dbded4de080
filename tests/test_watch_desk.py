"""One desk for many workers: the same bytes as alone, and the sources as they are now."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import newsroom
from muqabala import pipeline, read
from muqabala.config import Settings
from muqabala.report.contract import render
from muqabala.watch import SharedDesk, desk
from watched import QUICK, inbox, once, report, reports

if TYPE_CHECKING:
    from muqabala.embed.encoder import Encoder

__all__ = ["inbox"]

FERRY = """The ferry to Port Ellin will sail again from Monday. About 900 passengers took it every day last year. The \
harbour master said the new timetable would be printed on Friday.
"""
RETOLD = "قال مدير المرفأ إن الجدول الزمني الجديد سيطبع يوم الجمعة. وكان نحو 900 راكب يستقلون العبارة كل يوم.\n"


@pytest.fixture(autouse=True)
def one_model(encoder: Encoder, prepared_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test loads the model again or touches the user's cache; nobody waits between two looks at the sources."""
    monkeypatch.setenv("MUQABALA_CACHE", str(prepared_cache))
    monkeypatch.setattr(pipeline, "load_model", lambda name, threads: encoder)
    monkeypatch.setattr(desk, "_LOOK", 0.0)


def shared(folder: Path) -> SharedDesk:
    return SharedDesk(Settings(sources=(str(folder),)), [folder])


def test_checks_at_the_same_time_give_the_same_bytes_as_one_after_the_other(tmp_path: Path) -> None:
    corpus = newsroom.corpus(tmp_path)
    texts = [newsroom.ARTICLE, newsroom.FIRST + "\n", newsroom.SECOND + "\n" + newsroom.THIRD + "\n"] * 2
    articles = [read.read(newsroom.article(tmp_path, text, f"{n}.txt"), id=f"{n}.txt") for n, text in enumerate(texts)]
    alone = [render(shared(corpus).check(article)) for article in articles]
    together = shared(corpus)
    with ThreadPoolExecutor(3) as workers:
        assert list(workers.map(lambda article: render(together.check(article)), articles)) == alone


def test_a_source_that_is_added_is_used_from_the_next_check_on(tmp_path: Path) -> None:
    corpus = newsroom.corpus(tmp_path)
    together = shared(corpus)
    article = read.read(newsroom.article(tmp_path, RETOLD), id="a.txt")
    before = together.check(article)
    assert [source.document.id for source in before.sources if source.principal] != ["ferry.txt"]
    (corpus / "ferry.txt").write_text(FERRY, "utf-8")
    after = together.check(article)
    assert [source.document.id for source in after.sources if source.principal] == ["ferry.txt"]
    assert after.signature.corpus_sha256 != before.signature.corpus_sha256


def test_when_the_sources_go_away_the_earlier_ones_are_used_and_it_is_told(tmp_path: Path) -> None:
    corpus = newsroom.corpus(tmp_path)
    together = shared(corpus)
    article = read.read(newsroom.article(tmp_path), id="a.txt")
    before = render(together.check(article))
    corpus.rename(tmp_path / "away")
    assert render(together.check(article)) == before
    assert "earlier ones are in use" in (together.problem() or "")
    (tmp_path / "away").rename(corpus)
    together.check(article)
    assert together.problem() is None


def test_a_failure_of_ours_with_new_sources_costs_no_article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = newsroom.corpus(tmp_path)
    together = shared(corpus)
    article = read.read(newsroom.article(tmp_path), id="a.txt")
    before = render(together.check(article))
    monkeypatch.setattr(pipeline.Desk, "renewed", lambda _: 1 / 0)
    (corpus / "ferry.txt").write_text(FERRY, "utf-8")
    assert render(together.check(article)) == before
    assert "division by zero" in (together.problem() or "")


def test_a_story_is_checked_from_the_inbox_to_the_report(inbox: Path) -> None:
    corpus = newsroom.corpus(inbox.parent)
    newsroom.article(inbox)
    watch = once(inbox, shared(corpus), replace(QUICK, workers=2))
    assert reports(inbox) == ["article.json"]
    found = report(inbox, "article.json")
    assert found["summary"]["by_type"]["number"] >= 1, "48,000 cars became 84 thousand"
    assert watch.tally.checked == 1
