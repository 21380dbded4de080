"""The whole flow on a small newsroom: what every report promises, whatever the judge thinks."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

import benches
import newsroom
from muqabala import pipeline
from muqabala.config import Settings
from muqabala.errors import CheckError, ConfigError, ReadError
from muqabala.pipeline import Desk, check
from muqabala.records import DepartureType, Judgement, Kind, Report, Severity, Span, Verdict
from muqabala.report.contract import render

if TYPE_CHECKING:
    from muqabala.embed.encoder import Encoder

SETTINGS = Settings(threads=2)


@pytest.fixture(autouse=True)
def one_model(encoder: Encoder, prepared_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test loads the model again, and none touches the user's cache."""
    monkeypatch.setenv("MUQABALA_CACHE", str(prepared_cache))
    monkeypatch.setattr(pipeline, "load_model", lambda name, threads: encoder)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the corpus and the article. Tests must not change it."""
    folder = tmp_path_factory.mktemp("room")
    newsroom.corpus(folder)
    newsroom.article(folder)
    return folder


@pytest.fixture(scope="module")
def report(room: Path, encoder: Encoder, prepared_cache: Path) -> Report:
    """The article checked against the corpus."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MUQABALA_CACHE", str(prepared_cache))
        patch.setattr(pipeline, "load_model", lambda name, threads: encoder)
        return checked(room / "article.txt", room / "corpus")


def checked(article: Path, *sources: Path, against: tuple[Path, ...] = ()) -> Report:
    return check(article, sources=sources, against=against, settings=SETTINGS)


def above_info(judgement: Judgement) -> list[DepartureType]:
    return [d.type for d in judgement.departures if d.severity is not Severity.INFO]


# What every report promises ------------------------------------------------------------------------------------------


def test_spans_lie_inside_their_texts_and_point_at_words(report: Report) -> None:
    texts = {source.document.id: source.document.text for source in report.sources}
    for judgement in report.judgements:
        claim = judgement.claim.span
        assert claim.of(report.article.text).strip()
        for departure in judgement.departures:
            assert departure.span.of(report.article.text).strip()
            assert departure.span.overlap(claim) == len(departure.span), "a departure lies in its claim"
            if departure.source:
                assert departure.source.span.of(texts[departure.source.id]).strip()
        for evidence in judgement.evidence:
            assert evidence.span.of(texts[evidence.source]).strip()
        for pair in judgement.pairs:
            assert pair.article.overlap(claim) == len(pair.article)
            assert pair.source.span.of(texts[pair.source.id]).strip()
    for omission in report.omissions:
        assert omission.span.of(texts[omission.source]).strip()


def test_verdicts_keep_their_rules(report: Report) -> None:
    for judgement in report.judgements:
        marked = above_info(judgement)
        if judgement.verdict is Verdict.SUPPORTED:
            assert not marked
        elif judgement.verdict is Verdict.PARTIAL:
            assert marked
        elif judgement.verdict is Verdict.CONTRADICTED:
            assert any(d.source for d in judgement.departures if d.severity is not Severity.INFO)
        elif judgement.verdict is Verdict.NOT_IN_SOURCE:
            assert [(d.type, d.span) for d in judgement.departures] == [(DepartureType.ADDED, judgement.claim.span)]
        elif judgement.verdict is Verdict.UNCHECKABLE:
            assert not judgement.departures
            assert judgement.reason
        else:
            assert judgement.reason
    reviews = sum(j.verdict is Verdict.REVIEW for j in report.judgements)
    assert reviews <= len(report.judgements) / 10


def test_claims_are_in_the_order_of_the_text_and_do_not_overlap(report: Report) -> None:
    spans = [judgement.claim.span for judgement in report.judgements]
    assert spans == sorted(spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


def test_scores_and_confidences_are_probabilities(report: Report) -> None:
    numbers = [j.departure_score for j in report.judgements]
    numbers += [d.confidence for j in report.judgements for d in j.departures]
    numbers += [e.score for j in report.judgements for e in j.evidence]
    numbers += [o.score for o in report.omissions] + [s.covered for s in report.sources]
    assert all(0 <= number <= 1 for number in numbers)


def test_every_document_of_evidence_is_listed_and_each_once(report: Report) -> None:
    listed = [source.document.id for source in report.sources]
    assert len(listed) == len(set(listed))
    assert {e.source for j in report.judgements for e in j.evidence} <= set(listed)
    assert {d.source.id for j in report.judgements for d in j.departures if d.source} <= set(listed)
    assert {o.source for o in report.omissions} <= {s.document.id for s in report.sources if s.principal}


def test_ids_tell_everything_apart(report: Report) -> None:
    ids = [j.claim.id for j in report.judgements] + [d.id for j in report.judgements for d in j.departures]
    ids += [o.id for o in report.omissions]
    assert len(ids) == len(set(ids))
    assert all(len(name) == 14 and name[:2] in ("c-", "d-", "o-") for name in ids)


def test_evidence_is_best_first_except_for_what_a_common_name_lifts(report: Report) -> None:
    for judgement in report.judgements:
        scores = [e.score for e in judgement.evidence]
        assert scores
        assert scores[0] >= max(scores) - 0.2


# What this article's reader must see ---------------------------------------------------------------------------------


def test_the_source_that_was_retold_is_found(report: Report) -> None:
    principal = [source for source in report.sources if source.principal]
    assert [source.document.id for source in principal] == ["bridge.md"]
    assert principal[0].covered > 0.5


def test_the_changed_number_is_marked_on_both_sides(report: Report) -> None:
    (claim,) = [j for j in report.judgements if "84" in j.claim.span.of(report.article.text)]
    numbers = [d for d in claim.departures if d.type is DepartureType.NUMBER]
    assert len(numbers) == 1
    assert "84" in numbers[0].span.of(report.article.text)
    assert numbers[0].source
    assert "48,000" in numbers[0].source.span.of(newsroom.BRIDGE)
    assert claim.verdict is Verdict.CONTRADICTED


def test_faithful_sentences_are_not_called_contradicted(report: Report) -> None:
    for judgement in report.judgements:
        if "84" not in judgement.claim.span.of(report.article.text):
            assert judgement.verdict is not Verdict.CONTRADICTED


def test_what_nobody_retells_is_an_omission(report: Report) -> None:
    left_out = {o.span.of(newsroom.BRIDGE) for o in report.omissions}
    assert any("salt water" in words for words in left_out)
    assert not any("toll" in words for words in left_out)


# Stability -----------------------------------------------------------------------------------------------------------


def test_an_edit_in_another_paragraph_keeps_all_ids(room: Path, report: Report, tmp_path: Path) -> None:
    edited = newsroom.ARTICLE.replace(newsroom.THIRD, "وشكر السكان العمال. " + newsroom.THIRD)
    after = checked(newsroom.article(tmp_path, edited), room / "corpus")
    ids = {j.claim.id for j in report.judgements} | {d.id for j in report.judgements for d in j.departures}
    later = {j.claim.id for j in after.judgements} | {d.id for j in after.judgements for d in j.departures}
    assert ids <= later
    assert later - ids, "the new sentence is a claim of its own"


def test_the_same_check_gives_the_same_bytes_also_in_a_fresh_process(
    room: Path, report: Report, prepared_cache: Path, tmp_path: Path
) -> None:
    """With and without the store, in this process and in another."""
    first = render(report)
    without = Settings(threads=2, cache=False)
    again = check(room / "article.txt", sources=[room / "corpus"], settings=without)
    assert render(again) == first
    script = """
        import sys
        from muqabala.config import Settings
        from muqabala.pipeline import check
        from muqabala.report.contract import render
        report = check(sys.argv[1], sources=[sys.argv[2]], settings=Settings(threads=2))
        sys.stdout.buffer.write(render(report).encode())
    """
    run = subprocess.run(
        [sys.executable, "-c", dedent(script), str(room / "article.txt"), str(room / "corpus")],
        env={**os.environ, "MUQABALA_CACHE": str(prepared_cache)},
        capture_output=True,
    )
    assert run.returncode == 0, run.stderr.decode()
    assert run.stdout.decode() == first


def test_no_result_hangs_on_the_order_that_python_gives_to_sets(prepared_cache: Path) -> None:
    """Python orders sets of words anew in every process: sums of fractions over them would differ in the last digit."""
    script = """
        import sys
        from pathlib import Path
        from muqabala.config import Settings
        from muqabala.facts.names.words import name_likelihood
        from muqabala.pipeline import Desk
        from muqabala.report.contract import render
        retold = Path(sys.argv[1])
        articles = sorted((retold / "dev" / "articles").iterdir())
        desk = Desk(Settings(threads=1), [retold / "corpus"])
        for article in articles[:2]:
            print(render(desk.check(article)))
        for word in sorted({word for article in articles for word in article.read_text("utf-8").split()}):
            print(word, name_likelihood(word))
    """
    written = []
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", dedent(script), str(benches.OWN)],
            env={**os.environ, "MUQABALA_CACHE": str(prepared_cache), "PYTHONHASHSEED": seed},
            capture_output=True,
        )
        assert run.returncode == 0, run.stderr.decode()
        written.append(run.stdout.decode())
    assert written[0] == written[1]


def test_an_article_is_judged_the_same_whatever_was_checked_before_it(
    room: Path, report: Report, tmp_path: Path
) -> None:
    desk = Desk(Settings(threads=2, cache=False), [room / "corpus"])
    desk.check(newsroom.article(tmp_path, newsroom.FIRST + " وقال البنك المركزي إن الفائدة رُفعت إلى 5.25 في المئة."))
    assert render(desk.check(room / "article.txt")) == render(report)


def test_a_second_desk_embeds_nothing_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prepared_cache: Path
) -> None:
    sources = newsroom.corpus(tmp_path)
    monkeypatch.setenv("MUQABALA_CACHE", str(tmp_path / "cache"))
    assert Desk(SETTINGS, [sources]).corpus.embedded == 3
    assert Desk(SETTINGS, [sources]).corpus.embedded == 0
    (sources / "bank.txt").write_text(newsroom.BANK + "A sentence more.", encoding="utf-8")
    assert Desk(SETTINGS, [sources]).corpus.embedded == 1


def test_a_damaged_store_costs_time_and_not_the_result(
    room: Path, report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("MUQABALA_CACHE", str(tmp_path))
    check(room / "article.txt", sources=[room / "corpus"], settings=SETTINGS)
    (store,) = (tmp_path / "index").glob("*.sqlite")
    store.write_bytes(b"no database at all " * 100)
    again = check(room / "article.txt", sources=[room / "corpus"], settings=SETTINGS)
    assert render(again) == render(report)
    assert "begun anew" in caplog.text


def test_a_store_that_cannot_be_opened_is_said_and_done_without(
    room: Path, report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "index").touch()
    monkeypatch.setenv("MUQABALA_CACHE", str(tmp_path))
    again = check(room / "article.txt", sources=[room / "corpus"], settings=SETTINGS)
    assert render(again) == render(report)
    assert "works without it" in caplog.text


# Sources -------------------------------------------------------------------------------------------------------------


def test_a_source_younger_than_the_article_is_a_warning(room: Path, tmp_path: Path) -> None:
    desk = Desk(SETTINGS, [room / "corpus"])
    for date, warned in (("2024-05-05", True), ("2024-05-06", False), ("2024-05", False), ("2024-04", True)):
        article = newsroom.article(tmp_path, f"---\ndate: {date}\n---\n\n{newsroom.THIRD}", f"{date}.md")
        skips = desk.check(article).skipped
        assert bool([s for s in skips if s.path == "bridge.md" and "after the article" in s.reason]) is warned, date


def test_the_article_in_its_own_corpus_is_not_its_own_source(room: Path, tmp_path: Path) -> None:
    sources = newsroom.corpus(tmp_path)
    own = newsroom.article(sources, name="own.txt")
    found = checked(own, sources)
    assert [s.document.id for s in found.sources if s.principal] == ["bridge.md"]
    assert "own.txt" not in {s.document.id for s in found.sources}


def test_a_corpus_of_nothing_but_the_article_is_nothing_to_check_against(tmp_path: Path) -> None:
    own = newsroom.article(tmp_path / "corpus")
    with pytest.raises(CheckError, match="no source"):
        checked(own, tmp_path / "corpus")


def test_a_source_named_by_the_user_is_principal_wherever_it_lies(room: Path, tmp_path: Path) -> None:
    whale = room / "corpus" / "whale.txt"
    inside = checked(room / "article.txt", room / "corpus", against=(whale,))
    assert [s.document.id for s in inside.sources if s.principal] == ["whale.txt"], (
        "listed once, by its id in the corpus"
    )
    elsewhere = newsroom.article(tmp_path, "A note on tides by the harbour office.", "note.txt")
    outside = checked(room / "article.txt", room / "corpus", against=(elsewhere,))
    assert [s.document.id for s in outside.sources if s.principal] == [elsewhere.as_posix()]
    alone = checked(room / "article.txt", against=(room / "corpus" / "bridge.md",))
    assert [Path(s.document.id).name for s in alone.sources] == ["bridge.md"]


def test_a_named_source_does_not_take_the_place_of_another_of_its_name(
    room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.article(tmp_path, "A note on tides by the harbour office.", "bridge.md")
    monkeypatch.chdir(tmp_path)
    desk = Desk(SETTINGS, [room / "corpus"], [Path("bridge.md")])
    assert len(desk.corpus.documents) == 4
    assert desk.corpus.documents["bridge.md"].text == newsroom.BRIDGE
    (asked,) = desk.corpus.asked
    assert "tides" in desk.corpus.documents[asked].text


def test_support_in_another_document_than_the_named_one_says_so(room: Path) -> None:
    found = checked(room / "article.txt", room / "corpus", against=(room / "corpus" / "whale.txt",))
    best = {j.evidence[0].source for j in found.judgements if j.evidence}
    assert "bridge.md" in best
    assert {s.document.id: s.principal for s in found.sources}["bridge.md"] is False


def test_an_outlet_of_several_texts_is_cited_for_the_one_that_is_retold(tmp_path: Path) -> None:
    sources = newsroom.corpus(tmp_path)
    (sources / "toll.md").write_text(f"---\noutlet: Harbour Courier\n---\n\n{newsroom.BANK}", encoding="utf-8")
    cited = newsroom.ARTICLE.replace("قبل إغلاقه.", "قبل إغلاقه، وفق صحيفة «هاربر كورير».")
    found = checked(newsroom.article(tmp_path, cited), sources)
    assert [(citation.outlet, citation.source) for citation in found.citations] == [("Harbour Courier", "bridge.md")]


def test_what_cannot_be_read_in_a_corpus_is_skipped_and_reported(tmp_path: Path) -> None:
    sources = newsroom.corpus(tmp_path)
    (sources / "scan.pdf").write_bytes(b"%PDF-1.4 \x00\x01 nothing")
    (sources / "empty.txt").touch()
    (sources / "binary.txt").write_bytes(bytes(range(256)) * 20)
    found = checked(newsroom.article(tmp_path), sources)
    reasons = {skip.path: skip.reason for skip in found.skipped}
    assert {"empty.txt", "binary.txt", "scan.pdf"} <= reasons.keys()
    assert all(reasons.values())
    assert [s.document.id for s in found.sources if s.principal] == ["bridge.md"]


def test_several_folders_prefix_their_ids(room: Path, tmp_path: Path) -> None:
    more = newsroom.article(tmp_path / "archive", newsroom.WHALE, "old.txt").parent
    found = checked(room / "article.txt", room / "corpus", more)
    assert [s.document.id for s in found.sources if s.principal] == ["corpus/bridge.md"]


def test_when_every_principal_source_is_a_digest_absence_is_at_most_major(tmp_path: Path) -> None:
    sources = tmp_path / "corpus"
    newsroom.article(sources, newsroom.BRIDGE.replace("date:", "kind: digest\ndate:"), "bridge.md")
    text = newsroom.ARTICLE + "\n\nوأعلن نادي الشطرنج في جزيرة بعيدة أنه اشترى فيلًا أبيض لحديقته.\n"
    found = checked(newsroom.article(tmp_path, text), sources)
    assert found.sources[0].document.metadata.kind is Kind.DIGEST
    added = [d for j in found.judgements for d in j.departures if d.type is DepartureType.ADDED]
    assert all(d.severity is not Severity.CRITICAL for d in added)
    assert all(d.params.get("digest") for d in added)


def test_the_paper_and_the_writer_of_the_source_are_no_wrong_names(tmp_path: Path) -> None:
    sources = tmp_path / "corpus"
    newsroom.article(
        sources, newsroom.BRIDGE.replace("The transport minister", "The minister Olaf Becker"), "bridge.md"
    )
    text = newsroom.ARTICLE.replace("وقالت وزيرة النقل", "وفق صحيفة «هاربور كوريير» في تقرير لسارة ميلن، قالت الوزيرة")
    collated = Desk(SETTINGS, [sources]).collate(newsroom.article(tmp_path, text))
    found = [one for case in collated.cases for one in case.comparisons if one.kind is DepartureType.NAME]
    assert [one.params for one in found if one.code in ("MQ401", "MQ402")] == []


# What cannot be checked ----------------------------------------------------------------------------------------------


def test_an_article_without_words_is_an_error(room: Path, tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no words"):
        checked(newsroom.article(tmp_path, "***\n\n…\n"), room / "corpus")


def test_an_article_without_claims_is_an_error(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("muqabala.claims.claims", lambda *_: ())
    with pytest.raises(CheckError, match=r"article\.txt: no claims.*Check that"):
        checked(room / "article.txt", room / "corpus")


def test_a_missing_article_is_an_error_that_names_it(room: Path) -> None:
    with pytest.raises(ReadError, match=r"nowhere\.txt"):
        checked(room / "nowhere.txt", room / "corpus")


def test_an_empty_corpus_is_an_error(room: Path, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    with pytest.raises(CheckError, match="no source could be read"):
        checked(room / "article.txt", tmp_path / "none")


def test_a_misspelt_judge_is_an_error_before_any_model_is_loaded(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "load_model", lambda *_, **__: pytest.fail("loaded a model first"))
    with pytest.raises(ConfigError, match=r"'frist'.*combined"):
        Desk(Settings(judge="frist"), [room / "corpus"])


def test_the_report_of_an_unchecked_article_says_why_and_shows_no_claims() -> None:
    found = pipeline.unchecked(Path("gone.txt"), "the reason", SETTINGS)
    assert found.judgements == ()
    assert (found.skipped[0].path, found.skipped[0].reason) == ("gone.txt", "the reason")
    assert render(found)


# The signature -------------------------------------------------------------------------------------------------------


def test_the_signature_pins_model_and_corpus(room: Path, report: Report, encoder: Encoder, tmp_path: Path) -> None:
    assert report.signature.model_sha256 == encoder.sha256
    assert report.signature.settings
    sources = newsroom.corpus(tmp_path)
    same = Desk(SETTINGS, [sources]).signature()
    assert same == report.signature, "where a corpus lies does not matter"
    (sources / "bank.txt").write_text(newsroom.BANK.replace("5.25", "5.50"), encoding="utf-8")
    assert Desk(SETTINGS, [sources]).signature().corpus_sha256 != report.signature.corpus_sha256


def test_the_article_is_carried_whole(report: Report) -> None:
    assert report.article.text == newsroom.ARTICLE
    assert hashlib.sha256(report.article.text.encode()).hexdigest() in render(report)


def test_any_sentence_transformers_model_can_be_used(
    room: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    settings = Settings(model=str(tiny_model), threads=2, cache=False)
    found = check(room / "article.txt", sources=[room / "corpus"], settings=settings)
    assert found.signature.model == str(tiny_model)
    assert found.judgements
    assert Span(0, 0) not in {j.claim.span for j in found.judgements}
