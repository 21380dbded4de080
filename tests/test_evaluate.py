"""The departures benchmark: loading it, dealing folds, and figures worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import evaluate_cases as cases
from muqabala.errors import BenchmarkError
from muqabala.evaluate import (
    Calibration,
    GoldArticle,
    Interval,
    Match,
    ReliabilityBin,
    Scores,
    TypeCount,
    auc,
    calibration,
    compare,
    folds,
    load,
    score,
    show,
    show_calibration,
)
from muqabala.records import Basis, Departure, DepartureType, Evidence, Omission, Report, Severity, Span

# Three lines of ten characters; the first and the third depart. The source has four sentences of twenty.
TEXT = "0123456789\n0123456789\n0123456789"
NUMBER, NAME, CERTAINTY = DepartureType.NUMBER, DepartureType.NAME, DepartureType.CERTAINTY
SOURCE = "tiny-source.txt"


def cite(*starts: int, source: str = SOURCE) -> list[Evidence]:
    """Evidence for the whole sentences that begin at these places of the source."""
    return [Evidence(source, Span(start, start + 20), 0.5) for start in starts]


def tiny(folder: Path, kind: str = "bent") -> GoldArticle:
    """The gold article of the hand-worked figures."""
    first, second, third, fourth = cases.SENTENCES
    row = cases.gold_row(
        "tiny",
        kind,
        [
            cases.gold_line(TEXT, 0, 10, [first], cases.gold_departure(TEXT, "number", 2, 6)),
            cases.gold_line(TEXT, 11, 21, [second]),
            cases.gold_line(TEXT, 22, 32, [third], cases.gold_departure(TEXT, "certainty", 24, 30)),
        ],
        TEXT,
        [{"span": [fourth.start, fourth.end], "matters": True, "note": "the lead"}],
    )
    cases.write_bench(folder, [row])
    (article,) = load(folder).articles
    return article


def tiny_report() -> Report:
    """Finds the number, raises a false alarm on the faithful line, and gives the last line a mere `info`."""
    return cases.report(
        TEXT,
        [
            cases.judgement(0, 10, 0.9, [cases.flag(NUMBER, 4, 8)], cite(0, 42)),
            cases.judgement(11, 21, 0.5, [cases.flag(NAME, 11, 15, basis=Basis.MODEL)], cite(42, 21)),
            cases.judgement(22, 32, 0.5, [cases.flag(CERTAINTY, 24, 30, Severity.INFO)], cite(0, 21, 63, 0, 21, 42)),
        ],
        [cases.omission(SOURCE, 67, 83), cases.omission(SOURCE, 0, 20)],
    )


@pytest.fixture
def article(tmp_path: Path) -> GoldArticle:
    return tiny(tmp_path)


@pytest.fixture
def scores(article: GoldArticle) -> Scores:
    return score([(article, tiny_report())])


def test_lines_are_right_when_departing_ones_are_flagged(scores: Scores) -> None:
    assert scores.line == Match(hit=1, predicted=2, actual=2)
    assert (scores.line.precision, scores.line.recall, scores.line.f1) == (0.5, 0.5, 0.5)
    assert scores.false_flags_bent == 100  # the only faithful line is flagged
    assert scores.slips == Match()
    assert scores.false_flags_translation is None


def test_span_characters(scores: Scores) -> None:
    # Departing: 2-5 and 24-29. Flagged: 4-7 and 11-14. Both: 4 and 5.
    assert scores.span == Match(hit=2, predicted=8, actual=10)
    assert scores.span.f1 == pytest.approx(2 * 0.25 * 0.2 / 0.45)


def test_ranking(scores: Scores) -> None:
    assert scores.auc_bent == 0.75  # 0.9 beats the faithful 0.5, and 0.5 ties with it
    assert scores.auc_slips is None


def test_types(scores: Scores) -> None:
    assert scores.by_type == {CERTAINTY: TypeCount(1, 0, 0), NUMBER: TypeCount(1, 1, 1)}
    assert list(scores.by_type) == [CERTAINTY, NUMBER]
    assert (scores.type_right_when_found, scores.recall_macro) == (1.0, 0.5)
    assert (scores.recall_facts, scores.recall_wording) == (1.0, 0.0)


def test_evidence_counts_first_and_within_five(scores: Scores) -> None:
    assert scores.evidence_first == pytest.approx(1 / 3)
    assert scores.evidence_top5 == pytest.approx(2 / 3)  # the last line cites its sentence sixth


def test_omissions(scores: Scores) -> None:
    assert scores.omitted == Match(hit=1, predicted=2, actual=1)
    assert scores.omitted_grade_right == 1.0


def test_one_article_leaves_nothing_to_resample(scores: Scores) -> None:
    assert scores.line_interval == Interval(0.5, 0.5)
    assert scores.auc_interval == Interval(0.75, 0.75)


def test_only_flags_of_the_wanted_basis_count(article: GoldArticle) -> None:
    by_rule = score([(article, tiny_report())], bases=[Basis.RULE])
    assert by_rule.line == Match(hit=1, predicted=1, actual=2)
    assert by_rule.false_flags_bent == 0
    assert score([(article, tiny_report())], bases=[Basis.HUMAN]).line.predicted == 0


def test_translations_count_as_slips_only(tmp_path: Path) -> None:
    translated = score([(tiny(tmp_path, "translation"), tiny_report())])
    assert translated.slips == Match(hit=1, predicted=2, actual=2)
    assert (translated.auc_slips, translated.false_flags_translation) == (0.75, 100)
    assert (translated.line, translated.span, translated.omitted) == (Match(), Match(), Match())
    assert (translated.by_type, translated.recall_macro, translated.type_right_when_found) == ({}, None, None)
    assert translated.evidence_first == pytest.approx(1 / 3)
    assert translated.auc_interval is None


def test_a_missing_report_flags_nothing_and_is_named(article: GoldArticle) -> None:
    silent = score([(article, None)])
    assert silent.missing == ("tiny",)
    assert silent.line == Match(hit=0, predicted=0, actual=2)
    assert silent.evidence_first == 0
    assert show(silent).startswith("no report for 1 of 1 articles: tiny\n")


@pytest.mark.parametrize(
    ("start", "end", "flagged"),
    [
        (11, 21, {1}),
        (16, 27, {1, 2}),  # 5 of 11 in each, and half of each line
        (17, 28, {2}),  # 4 of the second line, 6 of the third
        (9, 13, {1}),  # half of the flag lies in the second line, a quarter in the first
        (0, 32, {0, 1, 2}),
        (10, 11, set()),  # between two lines
        (5, 5, set()),  # nothing at all
    ],
)
def test_the_lines_a_flag_belongs_to(article: GoldArticle, start: int, end: int, flagged: set[int]) -> None:
    found = cases.report(TEXT, [cases.judgement(0, 32, 0.5, [cases.flag(NAME, start, end)])])
    wrong = {error.line.span.start // 11 for error in score([(article, found)], draws=0).errors}
    assert wrong == flagged ^ {0, 2}


@pytest.mark.parametrize(
    ("flags", "right"),
    [
        ([cases.flag(NUMBER, 2, 6)], 1),
        ([cases.flag(NAME, 2, 6)], 0),
        ([cases.flag(NAME, 0, 10), cases.flag(NUMBER, 2, 5)], 1),  # the tighter one decides
        ([cases.flag(NAME, 2, 4), cases.flag(NUMBER, 4, 6)], 0),  # of equals the first
        ([cases.flag(NUMBER, 4, 6), cases.flag(NAME, 2, 4)], 1),
    ],
)
def test_the_flag_that_fits_best_gives_the_type(article: GoldArticle, flags: list[Departure], right: int) -> None:
    found = score([(article, cases.report(TEXT, [cases.judgement(0, 10, 0.5, flags)]))], draws=0)
    assert found.by_type[NUMBER] == TypeCount(known=1, found=1, right=right)


def test_a_flag_beside_the_departure_does_not_find_it(article: GoldArticle) -> None:
    beside = cases.report(TEXT, [cases.judgement(0, 10, 0.5, [cases.flag(NUMBER, 6, 10)])])
    found = score([(article, beside)], draws=0)
    assert found.by_type[NUMBER].found == 0
    assert found.line.hit == 1
    assert found.type_right_when_found is None


@pytest.mark.parametrize(
    ("evidence", "first"),
    [
        (Evidence(SOURCE, Span(0, 20), 0.5), True),
        (Evidence(SOURCE, Span(5, 12), 0.5), True),  # inside, 7 of 20
        (Evidence(SOURCE, Span(5, 11), 0.5), False),  # inside, but less than a third of the sentence
        (Evidence(SOURCE, Span(0, 40), 0.5), False),  # only half of it in the sentence
        (Evidence(SOURCE, Span(0, 39), 0.5), True),
        (Evidence("other.txt", Span(0, 20), 0.5), False),
    ],
)
def test_what_counts_as_citing_a_sentence(article: GoldArticle, evidence: Evidence, first: bool) -> None:
    found = cases.report(TEXT, [cases.judgement(0, 10, 0.5, (), [evidence])])
    assert score([(article, found)], draws=0).evidence_first == (pytest.approx(1 / 3) if first else 0)


def test_a_third_of_the_sentence_is_not_enough(article: GoldArticle) -> None:
    line = replace(article.lines[0], source=(Span(0, 21),))
    found = cases.report(TEXT, [cases.judgement(0, 10, 0.5, (), [Evidence(SOURCE, Span(5, 12), 0.5)])])
    assert score([(replace(article, lines=(line,)), found)], draws=0).evidence_first == 0


@pytest.mark.parametrize(
    ("omission", "hit", "graded"),
    [
        (cases.omission(SOURCE, 63, 83), 1, 1.0),
        (cases.omission(SOURCE, 63, 83, Severity.INFO), 1, 0.0),
        (cases.omission(SOURCE, 73, 83), 0, None),  # half is not enough
        (cases.omission("other.txt", 63, 83), 0, None),
    ],
)
def test_what_counts_as_finding_an_omission(
    article: GoldArticle, omission: Omission, hit: int, graded: float | None
) -> None:
    found = score([(article, cases.report(TEXT, [], [omission]))], draws=0)
    assert (found.omitted.hit, found.omitted_grade_right) == (hit, graded)


@pytest.mark.parametrize(
    ("scored", "area"),
    [
        ([(0.9, True), (0.1, False)], 1.0),
        ([(0.1, True), (0.9, False)], 0.0),
        ([(0.5, True), (0.5, False)], 0.5),
        ([(0.8, True), (0.6, False), (0.4, True), (0.2, False)], 0.75),
        ([(0.8, True)], None),
        ([], None),
    ],
)
def test_auc(scored: list[tuple[float, bool]], area: float | None) -> None:
    assert auc(scored) == area


def test_show_in_full(scores: Scores) -> None:
    assert show(scores, by_type=True, errors=1).splitlines() == [
        "line     P 0.500  R 0.500  F1 0.500 [0.500, 0.500]  (1 of 2; 2 flagged)",
        "span     P 0.250  R 0.200  F1 0.222 [0.222, 0.222]  (2 of 10; 8 flagged)",
        "omitted  P 0.500  R 1.000  F1 0.667  (1 of 1; 2 flagged)",
        "slips    P 0.000  R 0.000  F1 0.000  (0 of 0; 0 flagged)",
        "false flags per 100 faithful lines: bent articles 100.000  translations -",
        "auc: bent articles 0.750 [0.750, 0.750]  slips -",
        "right type when found 1.000  recall by type: macro 0.500  facts and additions 1.000  wording 0.000",
        "evidence first 0.333  in top 5 0.667  omission graded right 1.000",
        "  certainty      1  found 0.000  with the right type 0.000",
        "  number         1  found 1.000  with the right type 1.000",
        '{"id": "tiny", "kind": "false flag", "text": "0123456789", "gold": [], "flags": [["name", [11, 15]]]}',
    ]


def test_compare_sets_runs_side_by_side(article: GoldArticle, scores: Scores) -> None:
    header, full, silent = compare({"rules": scores, "nothing": score([(article, None)])}).splitlines()
    assert " ".join(full.split()) == "rules 0.500 0.500 0.500 100.000 - 0.750 - 0.222 1.000 0.667 0.333 0.667"
    assert " ".join(silent.split()) == "nothing 0.000 0.000 0.000 0.000 - 0.500 - 0.000 - 0.000 0.000 0.000"
    assert len(header) == len(full) == len(silent)
    assert header.index("AUC bent") + len("AUC bent") == full.index("0.750") + len("0.750")


def test_calibration(article: GoldArticle) -> None:
    measured = calibration([(article, tiny_report()), (article, None)], bins=10)
    assert measured is not None
    # Two lines at 0.5, one of which departs, and one at 0.9, which departs: the error is a third of 0.1.
    assert [(one.lines, one.mean_score, one.departing) for one in measured.bins] == [(2, 0.5, 0.5), (1, 0.9, 1.0)]
    assert [(one.low, one.high) for one in measured.bins] == [(0.5, 0.6), (0.9, 1.0)]
    assert measured.error == pytest.approx(0.1 / 3)
    assert measured.lines == 3


def test_calibration_holds_certainty_in_the_last_bin(article: GoldArticle) -> None:
    sure = cases.report(TEXT, [cases.judgement(0, 32, 1.0)])
    measured = calibration([(article, sure)], bins=4)
    assert measured is not None
    assert [(one.low, one.high, one.lines) for one in measured.bins] == [(0.75, 1.0, 3)]
    assert calibration([(article, None)]) is None


def test_calibration_leaves_translations_out(tmp_path: Path) -> None:
    assert calibration([(tiny(tmp_path, "translation"), tiny_report())]) is None


def many(folder: Path, bent: int, translated: int) -> tuple[GoldArticle, ...]:
    kinds = ["bent"] * bent + ["translation"] * translated
    rows = [cases.gold_row(f"a{i}", kind, [cases.gold_line("ab", 0, 2, [])], "ab") for i, kind in enumerate(kinds)]
    cases.write_bench(folder, rows)
    return load(folder).articles


def test_folds_hold_every_article_once_and_both_kinds_evenly(tmp_path: Path) -> None:
    articles = many(tmp_path, bent=7, translated=6)
    dealt = folds(articles, k=5, seed=3)
    assert sorted(one.id for fold in dealt for one in fold) == sorted(one.id for one in articles)
    assert {len(fold) for fold in dealt} == {2, 3}
    assert {sum(one.bent for one in fold) for fold in dealt} == {1, 2}
    reversed_deal = folds(articles[::-1], k=5, seed=3)
    assert [set(fold) for fold in reversed_deal] == [set(fold) for fold in dealt]
    assert folds(articles, k=5, seed=4) != dealt


def test_folds_need_enough_articles(tmp_path: Path) -> None:
    articles = many(tmp_path, bent=2, translated=1)
    with pytest.raises(BenchmarkError, match="3 articles cannot be dealt into 4 folds"):
        folds(articles, k=4, seed=0)
    with pytest.raises(ValueError, match="at least 2 folds"):
        folds(articles, k=1, seed=0)


def test_load_reads_every_field(article: GoldArticle, tmp_path: Path) -> None:
    assert (article.id, article.lang, article.source, article.bent) == ("tiny", "ar", SOURCE, True)
    assert article.path.read_text(encoding="utf-8") == TEXT
    (known,) = article.lines[2].departures
    assert (known.type, known.span, known.text) == (CERTAINTY, Span(24, 30), "234567")
    assert (known.source_says, known.note) == ("what the source says", "why")
    assert article.lines[0].source == (Span(0, 20),)
    assert (article.omitted[0].span, article.omitted[0].matters) == (Span(63, 83), True)
    assert load(tmp_path).corpus == tmp_path / "corpus"
    assert load(tmp_path / "dev").articles[0].id == "tiny"  # a set by itself, the corpus beside it


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('"span": [0, 10]', '"span": [10, 0]', r"gold\.jsonl, line 1, lines\[0\]: `span` must be a pair"),
        ('"span": [0, 10]', '"span": [0, true]', "`span` must be a pair"),
        ('"span": [0, 10]', '"span": [false, 10]', "`span` must be a pair"),
        ('"span": [0, 10]', '"span": [0, 9]', "the article has '012345678' at"),
        ('"source": [[0, 20]]', '"source": [[0]]', r"`source` must be a list of pairs"),
        ('"kind": "bent"', '"kind": "odd"', "`kind` must be one of bent, translation; it is 'odd'"),
        ('"type": "number"', '"type": "typo"', r"lines\[0\], departures\[0\]: `type` must be one of added"),
        ('"lines": [', '"rows": [', "`lines` must be a list; it is missing"),
        ('"id": "tiny"', '"id": "gone"', r"gone\.txt is missing"),
        ('"source": "tiny-source.txt"', '"source": "gone.txt"', r"its source .*gone\.txt is missing"),
        ('"matters": true', '"matters": "yes"', "`matters` must be true or false"),
        ('{"id"', '"id"', "line 1: not JSON"),
    ],
)
def test_load_names_what_is_wrong(article: GoldArticle, old: str, new: str, complaint: str) -> None:
    gold = article.path.parent.parent / "gold.jsonl"
    text = gold.read_text(encoding="utf-8")
    assert old in text
    gold.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BenchmarkError, match=complaint):
        load(gold.parent.parent)


def test_load_refuses_an_id_that_stands_twice(article: GoldArticle) -> None:
    gold = article.path.parent.parent / "gold.jsonl"
    gold.write_text(gold.read_text(encoding="utf-8") * 2, encoding="utf-8")
    with pytest.raises(BenchmarkError, match="'tiny' stands twice"):
        load(gold.parent.parent)


def test_load_says_what_a_benchmark_needs(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match=r"neither `dev/gold\.jsonl` nor `gold\.jsonl`"):
        load(tmp_path)
    (tmp_path / "gold.jsonl").write_text("\n", encoding="utf-8")
    with pytest.raises(BenchmarkError, match="no such folder"):
        load(tmp_path)
    (tmp_path / "corpus").mkdir()
    with pytest.raises(BenchmarkError, match="no articles"):
        load(tmp_path)


def test_the_reliability_diagram_sets_the_share_beside_the_score() -> None:
    found = Calibration(0.1, 12, (ReliabilityBin(0.0, 0.1, 10, 0.05, 0.1), ReliabilityBin(0.9, 1.0, 2, 0.95, 0.5)))
    first, low, high = show_calibration(found).splitlines()
    assert first == "calibration: expected error 0.100 over 12 lines of bent articles"
    assert low.startswith("  0.0-0.1   10 lines  score 0.05  departing 0.10")
    assert high.count("#") == 15
    assert high.index("|") > high.rindex("#")  # the score promises more than departs
    assert show_calibration(None) == "calibration: no scored lines"
