"""Names of findings, and what the judge makes of a case whatever its models say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from muqabala import judge
from muqabala.errors import ConfigError
from muqabala.judge import Case, Encoded, WeighingJudge, named
from muqabala.judge.features import DEPARTS, NOWHERE, features
from muqabala.judge.operating import BALANCED
from muqabala.judge.reading import TYPES, Reading
from muqabala.judge.weighing import Weighed
from muqabala.logistic import Logistic
from muqabala.records import (
    Alignment,
    Basis,
    Claim,
    Comparison,
    Departure,
    DepartureType,
    Encoding,
    Evidence,
    Judgement,
    Passage,
    Relation,
    Severity,
    SourceSpan,
    Span,
    Stretch,
    Verdict,
    WordPair,
)

ARTICLE = "وكانت نحو 84 ألف سيارة تعبر الجسر كل يوم. وقال الوزير نعم."
SOURCE = "About 48,000 cars crossed the bridge every day. The minister said yes."
FACT, THERE = Span(10, 12), SourceSpan("s", Span(6, 12))
CERTAIN, NEVER = 1 - 1e-6, 1e-6
DEPARTING = (DepartureType.NUMBER, DepartureType.DATE, DepartureType.NAME)


def models(monkeypatch: pytest.MonkeyPatch, *, departs: float = NEVER, nowhere: float = NEVER) -> WeighingJudge:
    """The judge with models that always give these probabilities."""
    odds = {"departs_linear": np.log(departs / (1 - departs)), "nowhere": np.log(nowhere / (1 - nowhere))}
    monkeypatch.setattr(
        Logistic,
        "shipped",
        staticmethod(lambda name: Logistic.from_json({"inputs": {}, "intercept": float(odds[name])})),
    )
    return WeighingJudge("linear")


def case(
    *comparisons: Comparison, added: tuple[Stretch, ...] = (), at: int = 0, uncheckable: str | None = None
) -> Case:
    """A claim of twelve letter groups with evidence, in a case of its own."""
    span = Span(0, 41)
    words = tuple(Span(n, n + 3) for n in range(0, 40, 4))
    encoding = Encoding(np.ones(2, np.float32), words, ())
    return Case(
        claim=Claim(f"c-{at}", span, at, uncheckable=uncheckable),
        passage=Passage("article", ARTICLE, span, "ar"),
        encoding=encoding,
        evidence=(Evidence("s", Span(0, 47), 0.8), Evidence("s", Span(48, 70), 0.3)),
        alignment=Alignment((), (), added, (), {"cosine": 0.8}),
        comparisons=comparisons,
    )


def comparison(relation: Relation = Relation.CHANGED, **changes: object) -> Comparison:
    base = Comparison(
        kind=DepartureType.NUMBER,
        relation=relation,
        article=FACT,
        source=THERE,
        code="MQ201",
        params={"article": "84", "source": "48"},
        severity=Severity.MAJOR,
        confidence=0.95,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def only(judge: WeighingJudge, one: Case) -> Judgement:
    (judgement,) = judge.judge([one])
    return judgement


# Names ---------------------------------------------------------------------------------------------------------------


def departure(span: Span, kind: DepartureType = DepartureType.NUMBER, source: SourceSpan | None = THERE) -> Departure:
    return Departure("", kind, span, Severity.MAJOR, 0.9, Basis.RULE, "MQ201", {}, source)


def ids(article: str, *departures: Departure, source: str = SOURCE) -> list[str]:
    judged = Judgement(Claim("c", Span(0, 5), 0), Verdict.PARTIAL, 0.5, departures)
    return [d.id for d in named([judged], article, {"s": source})[0].departures]


def test_ids_depend_on_type_words_and_source() -> None:
    base = ids(ARTICLE, departure(FACT))
    assert base == ids(ARTICLE, departure(FACT))
    assert base[0].startswith("d-")
    assert len(base[0]) == 14
    others = [
        ids(ARTICLE, departure(FACT, DepartureType.DATE)),
        ids(ARTICLE, departure(Span(13, 16))),
        ids(ARTICLE, departure(FACT, source=None)),
        ids(ARTICLE, departure(FACT, source=SourceSpan("s", Span(13, 17)))),
    ]
    assert len({name for names in (base, *others) for name in names}) == 5


def test_ids_survive_edits_elsewhere_and_another_way_of_writing() -> None:
    base = ids(ARTICLE, departure(FACT))
    moved = "جملة جديدة. " + ARTICLE
    assert ids(moved, departure(FACT.shift(12))) == base
    assert ids(ARTICLE.replace("84", "٨٤"), departure(FACT)) == base
    moved_source = "New lead. " + SOURCE
    assert ids(ARTICLE, departure(FACT, source=SourceSpan("s", THERE.span.shift(10))), source=moved_source) == base


def test_the_same_words_twice_are_two_findings() -> None:
    twice = ids(ARTICLE, departure(FACT), departure(FACT))
    assert len(set(twice)) == 2
    assert twice[0] == ids(ARTICLE, departure(FACT))[0]


def test_occurrences_are_counted_over_the_whole_article() -> None:
    judged = [Judgement(Claim(f"c{n}", Span(0, 5), 0), Verdict.PARTIAL, 0.5, (departure(FACT),)) for n in range(3)]
    assert len({d.id for j in named(judged, ARTICLE, {"s": SOURCE}) for d in j.departures}) == 3


def test_naming_changes_nothing_else() -> None:
    judged = Judgement(Claim("c", Span(0, 5), 0), Verdict.PARTIAL, 0.5, (departure(FACT),))
    (after,) = named([judged], ARTICLE, {"s": SOURCE})
    assert replace(after, departures=judged.departures) == judged
    assert replace(after.departures[0], id="") == judged.departures[0]


# Judges by name ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(judge.JUDGES))
def test_every_judge_loads_under_its_name_and_tells_its_thresholds(name: str) -> None:
    loaded = judge.load(name)
    assert loaded.name == name
    assert all(isinstance(value, float | int | str | bool) for value in loaded.settings.values())


def test_an_unknown_judge_is_an_error_that_lists_the_known_ones() -> None:
    with pytest.raises(ConfigError, match=r"'combind'.*combined"):
        judge.load("combind")


def test_an_unknown_operating_point_is_an_error_that_lists_the_known_ones() -> None:
    with pytest.raises(ConfigError, match=r"'strict'.*precision, balanced, recall"):
        judge.load("combined", "strict")


def test_a_model_that_the_cross_reader_was_not_trained_on_is_judged_without_it() -> None:
    assert judge.load("combined", model_sha256="another").settings["cross_reader"] is False


# What the cross-reader points to --------------------------------------------------------------------------------------


def reading(*words: float, kind: DepartureType = DepartureType.POLARITY) -> Reading:
    """A reading that gives these words their probabilities, and all of them one type."""
    types = np.zeros((len(words), len(TYPES)), np.float32)
    types[:, TYPES.index(kind)] = 1.0
    return Reading(2.0, np.array(words, np.float32), types)


@pytest.mark.parametrize(
    ("words", "run"),
    [
        ((0.1, 0.9, 0.1, 0.1), range(1, 2)),
        ((0.1, 0.7, 0.8, 0.6, 0.1), range(1, 4)),
        ((0.7, 0.3, 0.8, 0.1, 0.1), range(0, 3)),
        ((0.6, 0.1, 0.1, 0.9, 0.8), range(3, 5)),
        ((0.4, 0.1, 0.1, 0.9), range(3, 4)),
        ((0.1, 0.2, 0.19, 0.05), range(1, 3)),
        ((0.0, 0.0), range(0, 1)),
    ],
    ids=["one word", "a run", "a likely gap", "the likelier of two", "an unlikely gap", "sure of none", "nothing"],
)
def test_the_words_that_stand_out_are_pointed_to(words: tuple[float, ...], run: range) -> None:
    assert reading(*words).pointed == run


@pytest.mark.parametrize(
    ("kind", "score", "flagged"),
    [
        (DepartureType.CERTAINTY, 0.55, True),
        (DepartureType.CERTAINTY, 0.45, False),
        (DepartureType.POLARITY, 0.55, True),
        (DepartureType.QUALIFIER, 0.55, False),
        (DepartureType.RELATION, 0.55, False),
        (DepartureType.RELATION, 0.85, False),
        (DepartureType.RELATION, 0.95, True),
        (DepartureType.NUMBER, 0.55, False),
    ],
)
def test_a_type_that_the_cross_reader_tells_badly_needs_a_higher_score(
    kind: DepartureType, score: float, flagged: bool
) -> None:
    read = Weighed(case(), score, NEVER, reading(*[0.1] * 4, *[0.8] * 3, *[0.1] * 3, kind=kind))
    (judged,) = judge.load("combined").settle([read], BALANCED)
    assert [d.type for d in judged.departures] == ([kind] if flagged else [])


POINTED = (*[0.1] * 4, *[0.8] * 3, *[0.1] * 3)


@pytest.mark.parametrize("alike", [False, True])
@pytest.mark.parametrize("kind", [DepartureType.ATTRIBUTION, DepartureType.CERTAINTY])
def test_another_speaker_is_not_read_where_nobody_else_speaks(kind: DepartureType, alike: bool) -> None:
    read = Weighed(replace(case(), told_alike=alike), 0.8, NEVER, reading(*POINTED, kind=kind))
    (judged,) = judge.load("combined").settle([read], BALANCED)
    silent = alike and kind is DepartureType.ATTRIBUTION
    assert [d.type for d in judged.departures] == ([] if silent else [kind])


@pytest.mark.parametrize(("kind", "shown"), [(DepartureType.CERTAINTY, False), (DepartureType.ADDED, True)])
def test_where_the_evidence_is_thin_only_an_addition_is_read(kind: DepartureType, shown: bool) -> None:
    one = replace(case(), doubts=(doubt(Span(16, 28), DepartureType.CERTAINTY),))
    read = Weighed(one, 0.8, 0.95, reading(*POINTED, kind=kind))
    others = [Weighed(case(at=at), 0.1, NEVER) for at in range(1, 10)]
    (judged, *_) = judge.load("combined").settle([read, *others], BALANCED)
    assert [d.type for d in judged.departures] == [kind] * shown
    assert judged.verdict is (Verdict.PARTIAL if shown else Verdict.REVIEW), "what is not shown is left to a person"


def doubt(article: Span, kind: DepartureType = DepartureType.POLARITY) -> Comparison:
    """A word of the source that nothing in the claim answers, at these words of the claim."""
    params = {"article": article.of(ARTICLE), "source": THERE.span.of(SOURCE)}
    return Comparison(kind, Relation.CHANGED, article, THERE, "MQ891", params, Severity.MAJOR, 0.3)


@pytest.mark.parametrize(
    ("article", "kind", "score", "basis"),
    [
        (Span(16, 19), DepartureType.CERTAINTY, 0.55, Basis.RULE),
        (Span(16, 19), DepartureType.CERTAINTY, 0.45, Basis.RULE),
        (Span(16, 19), DepartureType.CERTAINTY, 0.35, None),
        (Span(0, 3), DepartureType.CERTAINTY, 0.55, Basis.MODEL),
        (Span(16, 19), DepartureType.POLARITY, 0.55, Basis.MODEL),
        (Span(0, 3), DepartureType.CERTAINTY, 0.45, None),
    ],
    ids=["likely", "less likely", "unlikely", "elsewhere", "of another type", "elsewhere, less likely"],
)
def test_a_doubt_is_shown_where_the_cross_reader_points_to_the_same(
    article: Span, kind: DepartureType, score: float, basis: Basis | None
) -> None:
    one = replace(case(), doubts=(doubt(article, kind),))
    read = Weighed(one, score, NEVER, reading(*POINTED, kind=DepartureType.CERTAINTY))
    (judged,) = judge.load("combined").settle([read], BALANCED)
    assert [d.basis for d in judged.departures] == ([basis] if basis else [])
    if basis is Basis.RULE:
        (found,) = judged.departures
        assert (found.code, found.span, found.source) == ("MQ891", article, THERE), "its evidence on both sides"
        assert found.confidence == score


def test_a_doubt_alone_changes_nothing() -> None:
    one = replace(case(), doubts=(doubt(Span(16, 19)),))
    assert features(one) == features(case())
    assert WeighingJudge("rules").settle([Weighed(one, 0.9, NEVER)], BALANCED)[0].departures == ()


def test_in_a_translation_slips_of_all_types_are_flagged_alike() -> None:
    kind = DepartureType.RELATION
    for follows in (False, True):
        read = Weighed(
            replace(case(), parallel=follows), 0.55, NEVER, reading(*[0.1] * 4, *[0.8] * 3, *[0.1] * 3, kind=kind)
        )
        (judged,) = judge.load("combined").settle([read], BALANCED)
        assert [d.type for d in judged.departures] == [kind] * follows


def test_the_longer_a_sentence_of_a_translation_the_likelier_it_holds_a_slip() -> None:
    def words(count: int, follows: bool) -> float:
        encoding = Encoding(np.ones(2, np.float32), tuple(Span(n, n + 1) for n in range(count)), ())
        one = replace(case(), encoding=encoding, parallel=follows)
        return judge.load("combined").weigh([one])[0].departs

    short, long = words(9, True), words(36, True)
    assert 4 <= (long / (1 - long)) / (short / (1 - short)) < 5, "every word is a chance of a slip"
    assert words(9, False) == words(36, False), "a retelling bends a short sentence as easily"


@pytest.mark.parametrize("name", judge.JUDGES)
def test_every_judge_counts_the_words_of_a_translation_alike(name: str) -> None:
    shipped = Logistic.shipped(f"departs_{name}")
    known = dict(zip(shipped.names, map(float, shipped.means), strict=True))
    one, twice = (shipped.probability({**known, "parallel.words": log}) for log in (0.0, float(np.log(2))))
    assert (twice / (1 - twice)) / (one / (1 - one)) == pytest.approx(2**1.1, rel=1e-3)


def test_no_operating_point_asks_less_of_a_type_that_is_told_badly() -> None:
    assert all(point.vague >= point.flagged for point in judge.POINTS.values())


# Features ------------------------------------------------------------------------------------------------------------


def test_features_say_how_sure_the_changed_facts_are_and_how_far_the_evidence_leads() -> None:
    sure, unsure = comparison(confidence=0.9), comparison(confidence=0.4)
    lonely = comparison(Relation.UNSUPPORTED, kind=DepartureType.NAME, confidence=0.7)
    found = features(case(sure, unsure, lonely))
    assert found["number.changed"] == 0.9
    assert found["name.unsupported"] == 0.7
    assert found["number.unsupported"] == found["date.changed"] == 0.0
    assert found["margin"] == pytest.approx(0.5)
    assert found["cosine"] == 0.8


def test_facts_that_agree_leave_no_trace_in_the_features() -> None:
    found = features(case(comparison(Relation.SAME), comparison(Relation.CONVERTED), comparison(Relation.DROPPED)))
    assert not any(found[f"{kind}.{how}"] for kind in DEPARTING for how in ("changed", "unsupported"))


def test_the_shipped_models_read_features_that_exist() -> None:
    from muqabala.align import align

    words = np.eye(3, dtype=np.float32)
    spans = tuple(Span(4 * n, 4 * n + 3) for n in range(3))
    encoding = Encoding(words[0], spans, (words,) * 3)
    one = replace(case(), encoding=encoding, alignment=align(encoding, [("s", encoding)]))
    reading = Reading(0.5, np.full(3, 0.1, np.float32), np.zeros((3, len(TYPES)), np.float32))
    for name, inputs in DEPARTS.items():
        assert set(Logistic.shipped(f"departs_{name}").names) == set(inputs) <= features(one, reading).keys()
    assert set(Logistic.shipped("nowhere").names) == set(NOWHERE) <= features(one).keys()


# The judge -----------------------------------------------------------------------------------------------------------


def test_a_claim_without_findings_is_supported(monkeypatch: pytest.MonkeyPatch) -> None:
    found = only(models(monkeypatch), case(comparison(Relation.SAME)))
    assert (found.verdict, found.departures, found.reason) == (Verdict.SUPPORTED, (), None)


@pytest.mark.parametrize("kind", DEPARTING)
def test_a_changed_fact_contradicts_with_both_sides_shown(monkeypatch: pytest.MonkeyPatch, kind: DepartureType) -> None:
    found = only(models(monkeypatch), case(comparison(kind=kind)))
    assert found.verdict is Verdict.CONTRADICTED
    (departure,) = found.departures
    assert (departure.type, departure.span, departure.source) == (kind, FACT, THERE)
    assert (departure.basis, departure.code) == (Basis.RULE, "MQ201")
    assert departure.params == {"article": "84", "source": "48"}


def test_a_fact_that_no_source_has_makes_it_partial(monkeypatch: pytest.MonkeyPatch) -> None:
    found = only(models(monkeypatch), case(comparison(Relation.UNSUPPORTED, source=None)))
    assert found.verdict is Verdict.PARTIAL


def test_a_conversion_is_shown_and_is_no_departure(monkeypatch: pytest.MonkeyPatch) -> None:
    found = only(models(monkeypatch), case(comparison(Relation.CONVERTED, severity=Severity.MAJOR)))
    assert found.verdict is Verdict.SUPPORTED
    assert [d.severity for d in found.departures] == [Severity.INFO]


def test_an_unsure_comparison_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    found = only(models(monkeypatch), case(comparison(confidence=BALANCED.sure - 0.01)))
    assert (found.verdict, found.departures) == (Verdict.SUPPORTED, ())


def test_an_added_clause_makes_it_partial(monkeypatch: pytest.MonkeyPatch) -> None:
    stretch = Stretch(Span(16, 31), 0.99)
    found = only(models(monkeypatch, departs=0.7), case(added=(stretch,)))
    assert found.verdict is Verdict.PARTIAL
    (departure,) = found.departures
    assert (departure.type, departure.span, departure.basis) == (DepartureType.ADDED, stretch.span, Basis.ALIGNMENT)
    assert departure.params["article"] == stretch.span.of(ARTICLE)


@pytest.mark.parametrize("stretch", [Stretch(Span(16, 31), 0.01), Stretch(Span(16, 19), 0.99)])
def test_a_doubtful_or_short_addition_is_not_shown(monkeypatch: pytest.MonkeyPatch, stretch: Stretch) -> None:
    assert only(models(monkeypatch, departs=0.7), case(added=(stretch,))).departures == ()


def test_an_addition_to_a_claim_that_hardly_departs_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Free wording covers a few words badly; in a claim that fits otherwise these are frames and links."""
    assert only(models(monkeypatch, departs=0.4), case(added=(Stretch(Span(16, 31), 0.99),))).departures == ()


def test_words_that_a_fact_marks_are_not_marked_as_added_too(monkeypatch: pytest.MonkeyPatch) -> None:
    over, beside = Stretch(Span(8, 23), 0.99), Stretch(Span(24, 39), 0.99)
    found = only(models(monkeypatch, departs=0.7), case(comparison(), added=(over, beside)))
    assert [(d.type, d.span) for d in found.departures] == [
        (DepartureType.NUMBER, FACT),
        (DepartureType.ADDED, beside.span),
    ]


@pytest.mark.parametrize("kind", [DepartureType.NAME, DepartureType.ATTRIBUTION])
def test_the_words_of_a_name_that_both_sides_have_are_no_addition(
    monkeypatch: pytest.MonkeyPatch, kind: DepartureType
) -> None:
    known = comparison(Relation.SAME, kind=kind, article=Span(16, 23), code="", severity=Severity.INFO)
    assert only(models(monkeypatch, departs=0.7), case(known, added=(Stretch(Span(16, 31), 0.99),))).departures == ()


def test_what_no_source_says_is_one_addition_over_the_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    judge = models(monkeypatch, nowhere=CERTAIN)
    found = only(judge, case(comparison(), added=(Stretch(Span(16, 31), 0.99),)))
    assert found.verdict is Verdict.NOT_IN_SOURCE
    (departure,) = found.departures
    assert (departure.type, departure.span) == (DepartureType.ADDED, found.claim.span)
    assert departure.severity is Severity.CRITICAL
    assert found.departure_score > 0.9


def test_a_claim_whose_words_find_their_counterparts_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """One clause of a long sentence: little of the sentence is in it, but much of it is in the sentence."""
    pairs = tuple(WordPair(word, SourceSpan("s", word), 0.6) for word in case().encoding.words)
    for answered, verdict in ((2, Verdict.NOT_IN_SOURCE), (4, Verdict.SUPPORTED)):
        one = replace(case(), alignment=replace(case().alignment, pairs=pairs[:answered]))
        assert only(models(monkeypatch, nowhere=CERTAIN), one).verdict is verdict


def test_absence_from_a_digest_is_at_most_major_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    found = only(models(monkeypatch, nowhere=CERTAIN), replace(case(), digest=True))
    assert found.departures[0].severity is Severity.MAJOR
    assert found.departures[0].params == {"digest": "yes"}


def test_what_is_not_checkable_has_its_reason_and_no_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    judge = models(monkeypatch, departs=CERTAIN, nowhere=CERTAIN)
    found = only(judge, case(comparison(), uncheckable="a question"))
    assert (found.verdict, found.departures, found.reason) == (Verdict.UNCHECKABLE, (), "a question")
    assert found.departure_score == 0


def test_at_most_one_in_ten_goes_to_review_and_the_likeliest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    judge = models(monkeypatch, departs=CERTAIN)
    for count, most in ((9, 0), (10, 1), (25, 2)):
        found = judge.judge([case(at=n) for n in range(count)])
        reviews = [j for j in found if j.verdict is Verdict.REVIEW]
        assert len(reviews) == most
        assert all(j.reason for j in reviews)


def test_a_claim_with_a_finding_does_not_go_to_review(monkeypatch: pytest.MonkeyPatch) -> None:
    judge = models(monkeypatch, departs=CERTAIN)
    found = judge.judge([case(comparison(), at=n) for n in range(20)])
    assert {j.verdict for j in found} == {Verdict.CONTRADICTED}


def test_claims_below_doubt_do_not_go_to_review(monkeypatch: pytest.MonkeyPatch) -> None:
    found = models(monkeypatch).judge([case(at=n) for n in range(20)])
    assert {j.verdict for j in found} == {Verdict.SUPPORTED}


def test_judgements_keep_order_claim_and_evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [case(at=n) for n in range(12)]
    found = models(monkeypatch, departs=CERTAIN).judge(cases)
    assert [j.claim for j in found] == [c.claim for c in cases]
    assert [j.evidence for j in found] == [c.evidence for c in cases]
    assert models(monkeypatch).judge([]) == ()


def test_a_detail_that_the_claim_does_not_cover_is_shown_for_information(monkeypatch: pytest.MonkeyPatch) -> None:
    source = Passage("s", SOURCE, Span(0, 47), "en")
    words = (
        Span(0, 5),
        Span(6, 12),
        Span(13, 17),
        Span(18, 25),
        Span(26, 29),
        Span(30, 36),
        Span(37, 42),
        Span(43, 46),
    )
    sentence = Encoded(source, Encoding(np.ones(2, np.float32), words, ()))
    pair = WordPair(Span(13, 16), SourceSpan("s", Span(13, 17)), 0.8)
    own = case()
    alignment = replace(own.alignment, pairs=(pair,), dropped=(Stretch(Span(18, 42), 0.1, "s"),))
    (shown,) = only(models(monkeypatch), replace(own, closest=(sentence,), alignment=alignment)).departures
    assert (shown.code, shown.severity, shown.type) == ("MQ1004", Severity.INFO, DepartureType.QUALIFIER)
    assert (shown.span, shown.source) == (pair.article, SourceSpan("s", Span(18, 42)))
    assert shown.params["source"] == "crossed the bridge every"
    short = replace(alignment, dropped=(Stretch(Span(18, 29), 0.1, "s"),))
    assert only(models(monkeypatch), replace(own, closest=(sentence,), alignment=short)).departures == ()
