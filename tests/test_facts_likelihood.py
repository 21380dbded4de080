"""Candidates: how traits become a confidence, which candidates are told, and what the traits see."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linked import collation, pairs
from muqabala.facts import certainty, likelihood, polarity, qualifiers, stance
from muqabala.facts.certainty import weighed as certain
from muqabala.facts.collated import Collated, collated
from muqabala.facts.collation import Collation
from muqabala.facts.likelihood import Candidate, joined, weighed
from muqabala.facts.polarity import weighed as polar
from muqabala.facts.qualifiers import weighed as limiting
from muqabala.facts.stance import weighed as judging
from muqabala.records import Comparison, DepartureType, Passage, Relation, Severity, SourceSpan, Span

SIDES = Collation(
    Passage("article", "لا يوافق الوزير على الخطة", Span(0, 25), "ar"),
    (),
    (Passage("source", "The minister backs the plan", Span(0, 27), "en"),),
    (),
    (),
)


@pytest.fixture
def weights(monkeypatch: pytest.MonkeyPatch) -> None:
    table = {"rule": {"always": -1.0, "for": 3.0, "against": -3.0}}
    monkeypatch.setattr(likelihood, "_weights", lambda: table)


def candidate(first: int, last: int, traits: Mapping[str, float], sourced: bool = True) -> Candidate:
    source = SourceSpan("source", Span(4, 12)) if sourced else None
    return Candidate("rule", "MQ801", Severity.MAJOR, Span(first, last), source, traits)


@pytest.mark.usefixtures("weights")
def test_traits_raise_and_lower_the_confidence() -> None:
    plain = likelihood.likelihood("rule", {})
    assert likelihood.likelihood("rule", {"for": 1.0}) > plain > likelihood.likelihood("rule", {"against": 1.0})
    assert likelihood.likelihood("rule", {"unheard of": 9.0}) == plain
    assert likelihood.likelihood("another rule", {"for": 1.0}) == 0.0


@pytest.mark.usefixtures("weights")
def test_the_surest_candidate_of_a_stretch_is_told_and_the_unlikely_are_not() -> None:
    given_ = [
        candidate(0, 8, {"for": 0.8}),
        candidate(3, 8, {"for": 1.0}),
        candidate(9, 15, {"against": 1.0}),
        candidate(16, 25, {"for": 0.9}, sourced=False),
    ]
    found = list(weighed(DepartureType.POLARITY, SIDES, given_))
    assert [(one.article, one.relation) for one in found] == [
        (Span(3, 8), Relation.CHANGED),
        (Span(16, 25), Relation.UNSUPPORTED),
    ]
    assert found[0].params == {"article": "يوافق", "source": "minister"}
    assert likelihood.MOST >= found[0].confidence >= found[1].confidence >= likelihood.LEAST


@pytest.mark.usefixtures("weights")
@pytest.mark.parametrize(("strict", "told"), [(0.9, ["MQ802"]), (0.5, ["MQ801"])])
def test_of_a_strict_rule_and_a_candidate_for_the_same_words_the_surer_is_told(strict: float, told: list[str]) -> None:
    place = SourceSpan("source", Span(13, 18))
    found = Comparison(DepartureType.POLARITY, Relation.CHANGED, Span(0, 8), place, "MQ802", {}, Severity.MAJOR, strict)
    both = joined(DepartureType.POLARITY, SIDES, [found], [candidate(3, 8, {"for": 1.0})])
    assert [one.code for one in both] == told


PLACE, WHERE = (
    " في مقر المجلس وسط المدينة القديمة قرب الميناء الشمالي",
    " at the council office in the old town near the port",
)


def sides(kind: object, claim: str, source: str, links: str) -> Collated:
    """Both sides with a circumstance after them, so that they are as long as sentences are."""
    claim, source = claim + PLACE, source + WHERE
    found = collated(collation(kind, claim, source, pairs(links)), kind.KIND)  # type: ignore[arg-type,attr-defined]
    assert found is not None
    return found


def test_a_negation_without_a_counterpart_is_a_candidate_and_one_with_a_counterpart_says_so() -> None:
    links = "يوافق=backs الوزير=minister الخطة=plan"
    alone = sides(polarity, "لا يوافق الوزير على الخطة", "The minister backs the plan", links)
    [found] = [one for one in polar.candidates(alone) if one.rule == "negation gained"]
    assert found.traits["same"] == found.traits["excuse"] == 0.0
    assert found.article.of(alone.claim.passage.text) == "لا يوافق"
    kept = sides(polarity, "لا يوافق الوزير على الخطة", "The minister never backs the plan", links)
    [found] = [one for one in polar.candidates(kept) if one.rule == "negation gained"]
    assert found.traits["same.near"] == 1.0


def test_opposites_know_whether_they_are_linked_and_whether_one_is_denied() -> None:
    links = "منع=allowed القاضي=judge النشر=publication"
    turned = sides(polarity, "منع القاضي النشر", "The judge allowed publication", links)
    [found] = [one for one in polar.candidates(turned) if one.rule == "opposites" and one.traits["linked"]]
    assert found.traits["one denied"] == 0.0
    assert found.source is not None
    assert found.source.span.of("The judge allowed publication") == "allowed"
    denied = sides(polarity, "لم يمنع القاضي النشر", "The judge allowed publication", links.replace("منع", "يمنع"))
    assert any(one.traits["one denied"] for one in polar.candidates(denied) if one.rule == "opposites")


def test_a_hedge_that_became_a_future_is_told_from_one_that_stayed_open() -> None:
    links = "الحكومة=government الضريبة=tax"
    future = sides(certainty, "سترفع الحكومة الضريبة", "The government could raise the tax", f"سترفع=raise {links}")
    [found] = [one for one in certain.candidates(future) if one.rule == "certainty lost"]
    assert found.traits["form future"] == 1.0
    open_ = sides(certainty, "قد ترفع الحكومة الضريبة", "The government could raise the tax", f"ترفع=raise {links}")
    [found] = [one for one in certain.candidates(open_) if one.rule == "certainty lost"]
    assert found.traits["excuse.near"] == 1.0


def test_modifiers_on_one_side_only_are_candidates() -> None:
    links = "أعلن=announced الوزير=minister الهدنة=truce"
    gone = sides(qualifiers, "أعلن الوزير الهدنة", "The minister announced a humanitarian truce", links)
    [found] = [one for one in limiting.candidates(gone) if one.rule == "modifier lost"]
    assert found.source is not None
    assert found.source.span.of("The minister announced a humanitarian truce") == "humanitarian truce"
    new = sides(qualifiers, "أعلن الوزير الهدنة الهشة", "The minister announced a truce", links)
    [found] = [one for one in limiting.candidates(new) if one.rule == "modifier gained"]
    assert found.source is None
    assert found.article.of("أعلن الوزير الهدنة الهشة") == "الهدنة الهشة"


def test_a_judging_word_is_a_candidate_without_a_source() -> None:
    links = "أعلن=announced الوزير=minister القرار=decision"
    judged = sides(stance, "أعلن الوزير القرار الجائر", "The minister announced the decision", links)
    found = list(judging.candidates(judged))
    assert [(one.source, one.article.of("أعلن الوزير القرار الجائر")) for one in found] == [(None, "الجائر")]


def test_every_rule_was_measured() -> None:
    names = {"certainty lost", "certainty gained", "scale lost", "scale gained", "negation lost", "negation gained"}
    names |= {"opposites", "limit lost", "limit gained", "modifier lost", "modifier gained", "judgement gained"}
    names |= {"speaker changed", "speaker invented", "speaker dropped"}
    for name in names:
        assert 0.0 < likelihood.likelihood(name, {}) < 1.0, name


@pytest.mark.parametrize("claim", ["لا يوافق الوزير على الخطة " * 80, "لا يوافق الوزير"])
def test_a_list_and_a_heading_are_not_weighed(claim: str) -> None:
    links = pairs("يوافق=backs الوزير=minister")
    found = collated(collation(polarity, claim, "The minister backs the plan", links), polarity.KIND)
    assert found is not None
    assert list(polar.candidates(found)) == []


@given(
    st.text(alphabet="لا يوافق وزير كل قد سي ،.", max_size=60), st.text(alphabet="not may all minister ,.", max_size=60)
)
def test_candidates_stand_inside_both_texts(claim: str, source: str) -> None:
    claim, source = f"لا يوافق كل الوزراء{PLACE} {claim}", f"may not agree {source}"
    for kind, module in ((polarity, polar), (certainty, certain), (qualifiers, limiting), (stance, judging)):
        found = collated(collation(kind, claim, source, pairs("يوافق=agree")), kind.KIND)
        for one in module.candidates(found) if found is not None else ():
            assert 0 <= one.article.start < one.article.end <= len(claim)
            assert one.source is None or one.source.span.end <= len(source)
