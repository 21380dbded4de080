"""A thousand mixed wire files of which one in twenty is damaged: each good one checked, each bad one named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import wiremix
from muqabala import pipeline
from muqabala.cli import main
from muqabala.config import Settings
from muqabala.read import articles, read_corpus
from muqabala.records import Claim, Document, Judgement, Report, Signature, Span, Verdict

FILES = 1000
DAMAGED = 0.05


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[wiremix.Sent]]:
    folder = tmp_path_factory.mktemp("wire")
    return folder, wiremix.write(folder, FILES, DAMAGED)


class LightDesk:
    """A desk that finds nothing wrong: what is looked at here is which articles reach it, and what becomes of them."""

    def __init__(self, settings: Settings, *_: object) -> None:
        self.settings = settings
        self.corpus = self

    skipped: tuple[()] = ()

    def check(self, article: Document) -> Report:
        whole = Claim("c-000000000000", Span(0, len(article.text)), 0)
        judged = Judgement(whole, Verdict.SUPPORTED, 0.0)
        return Report(Signature("0", "m", "", "first", {}, ""), article, (), (), (judged,), ())


def test_a_corpus_of_a_thousand_files_keeps_all_good_ones_and_names_all_bad_ones(
    day: tuple[Path, list[wiremix.Sent]],
) -> None:
    folder, sent = day
    documents, skips = read_corpus([folder])
    texts = {document.id.partition("#")[0]: document.text for document in documents}
    named = {skip.path.partition("#")[0] for skip in skips}
    assert {file.name for file in sent if file.words} == set(texts)
    assert {file.name for file in sent if not file.words} == named
    assert all(file.words in texts[file.name] for file in sent if file.words)
    assert all(". " in skip.reason for skip in skips)


def test_check_reports_on_all_of_them_and_says_that_some_could_not_be_checked(
    day: tuple[Path, list[wiremix.Sent]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, sent = day
    monkeypatch.setattr(pipeline, "Desk", LightDesk)
    monkeypatch.chdir(tmp_path)
    files = [str(folder / file.name) for file in sent]
    result = CliRunner().invoke(main, ["-q", "check", *files, "--format", "json"])
    assert result.exit_code == 3, result.output
    reports = [json.loads(Path(line).read_text(encoding="utf-8")) for line in result.stdout.splitlines()]
    assert len(reports) == FILES
    checked = {Path(report["article"]["path"].partition("#")[0]).name for report in reports if report["claims"]}
    assert checked == {file.name for file in sent if file.words}
    for file in sent:
        if not file.words:
            assert file.name in result.stderr
    for report in reports:
        if not report["claims"]:
            assert report["skipped"][0]["reason"]


def test_without_damage_the_status_is_0(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = tmp_path / "in"
    inbox.mkdir()
    sent = wiremix.write(inbox, 12, 0.0)
    monkeypatch.setattr(pipeline, "Desk", LightDesk)
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["-q", "check", *(str(inbox / file.name) for file in sent), "--format", "json"])
    assert result.exit_code == 0, result.output


def test_every_item_of_a_feed_gets_a_report_named_after_file_and_item(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "Desk", LightDesk)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "feed.rss").write_bytes((Path(__file__).parent / "wire" / "feed.rss").read_bytes())
    result = CliRunner().invoke(main, ["-q", "check", "feed.rss", "--format", "json"])
    assert result.exit_code == 3
    assert result.stdout.split() == [
        f"reports/feed.{name}.json" for name in ("marsa-1", "https-marsa.example-a-2", "marsa-3")
    ]
    assert "feed.rss#marsa-3: the feed gives no text" in result.stderr
    first = json.loads((tmp_path / "reports" / "feed.marsa-1.json").read_text(encoding="utf-8"))["article"]
    assert (first["path"], first["item"]) == ("feed.rss#marsa-1", "marsa-1")
    assert first["wire"]["provider"] == "صحيفة المرسى"


def test_a_report_tells_what_its_article_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "Desk", LightDesk)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.xml").write_bytes((Path(__file__).parent / "wire" / "newsmessage.xml").read_bytes())
    CliRunner().invoke(main, ["-q", "check", "p.xml", "--format", "json"])
    told = {
        path.name: [skip["reason"] for skip in json.loads(path.read_text(encoding="utf-8"))["skipped"]]
        for path in (tmp_path / "reports").iterdir()
    }
    ferry, fish = (told[f"p.urn-newsml-coastalwire.example-20240620-{name}.json"] for name in ("ferry", "fish"))
    assert ferry[0].startswith("replaced by version 2 of the same item")
    assert fish == []


def test_a_canceled_item_is_told_with_the_first_article_of_its_file() -> None:
    first, second = articles(Path(__file__).parent / "wire" / "feed.atom")
    assert [note.reason for note in first.notes if "canceled" in note.reason] == ["its provider has canceled it"]
    assert not any("canceled" in note.reason for note in second.notes)


def test_an_item_and_a_file_that_would_be_reported_alike_are_wrong_usage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "Desk", LightDesk)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "feed.rss").write_bytes((Path(__file__).parent / "wire" / "feed.rss").read_bytes())
    (tmp_path / "feed.marsa-1.txt").write_text("Some words stand here.", encoding="utf-8")
    result = CliRunner().invoke(main, ["check", "feed.rss", "feed.marsa-1.txt"])
    assert result.exit_code == 2
    assert "feed.marsa-1" in result.stderr
