"""Source sentences that nobody retells: found by strength, weighed by what a reader would miss."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from muqabala.omissions import LINKED, RETOLD, SourceSentence, linked, omissions, strengths
from muqabala.records import (
    DepartureType,
    Encoding,
    Fact,
    Kind,
    Omission,
    Passage,
    Sentence,
    Severity,
    SourceSpan,
    Span,
    WordPair,
)

PLAIN = "The square was quiet that evening and people walked slowly along the river bank."


def encoding(*axes: int, size: int = 16) -> Encoding:
    """A text whose words point along the given axes, and itself along their sum; the same in three layers."""
    words = np.eye(size, dtype=np.float32)[list(axes)].reshape(-1, size)
    vector = words.sum(axis=0)
    spans = tuple(Span(6 * i, 6 * i + 5) for i in range(len(axes)))
    return Encoding(vector / max(1.0, float(np.linalg.norm(vector))), spans, (words, words, words))


def sentence(
    text: str, *axes: int, lang: str = "en", kinds: Sequence[DepartureType] = (), headline: bool = False, doc: str = "s"
) -> SourceSentence:
    span = Span(0, len(text))
    facts = tuple(Fact(kind, doc, Span(0, 3), text[:3], text[:3], amount=48) for kind in kinds)
    return SourceSentence(Sentence(span, 0, headline), Passage(doc, text, span, lang), encoding(*axes), facts)


def left_out(*sentences: SourceSentence, kinds: dict[str, Kind | None] | None = None) -> tuple[Omission, ...]:
    """What is reported when none of the sentences is retold."""
    return omissions(sentences, [0.0] * len(sentences), kinds or {})


def test_a_sentence_retold_word_for_word_is_strong_and_an_unrelated_one_weak() -> None:
    sources = [sentence(PLAIN, 0, 1, 2), sentence(PLAIN, 8, 9, 10)]
    told, untold = strengths(sources, [encoding(5, 6), encoding(0, 1, 2)], set())
    assert told == pytest.approx(1.0)
    assert untold == pytest.approx(0.0)
    assert [o.span for o in omissions(sources, [told, untold], {})] == [sources[1].sentence.span]


def test_a_sentence_that_a_claim_was_read_against_is_retold() -> None:
    source = sentence(PLAIN, 8, 9, 10)
    read = {SourceSpan(source.passage.document, source.passage.span)}
    assert strengths([source], [encoding(0, 1, 2)], read) == (RETOLD,)
    assert omissions([source], strengths([source], [encoding(0, 1, 2)], read), {}) == ()


def pairs(source: SourceSentence, *words: int) -> list[WordPair]:
    """A claim's word pairs with the given words of a sentence."""
    return [WordPair(Span(0, 4), SourceSpan("s", source.encoding.words[word]), 0.5) for word in words]


def test_a_claim_that_says_two_sentences_at_once_retells_both() -> None:
    """Its mean match with either is weak, but its words answer words of both."""
    source = sentence(PLAIN, *range(10))
    assert linked([source], [pairs(source, 0, 1, 2)]) == {source.passage.place}
    assert linked([source], [pairs(source, 0, 1)]) == set(), "two words in ten are met by chance"
    assert linked([source], [pairs(source, 0, 1), pairs(source, 2, 3)]) == set(), "no single claim says it"
    assert linked([sentence("…")], [[]]) == set()
    assert 0.2 < LINKED <= 0.3


def test_words_of_order_are_no_date_that_a_reader_misses() -> None:
    def one(unit: str) -> Omission:
        fact = Fact(DepartureType.DATE, "s", Span(0, 3), "The", "later", unit=unit)
        made = sentence(PLAIN, 0)
        (found,) = left_out(SourceSentence(made.sentence, made.passage, made.encoding, (fact,)))
        return found

    assert one("year").params == {"what": "date"}
    assert one("order").params == {}


def test_without_claims_nothing_is_retold() -> None:
    assert strengths([sentence(PLAIN, 0), sentence(PLAIN, 1)], [], set()) == (0.0, 0.0)


def test_claims_and_sentences_without_words_are_borne() -> None:
    empty = encoding()
    assert strengths([sentence(PLAIN, 0, 1)], [empty], set()) == (0.0,)
    assert strengths([sentence("…")], [encoding(0)], set()) == (0.0,)


def test_the_threshold_itself_counts_as_retold() -> None:
    sources = [sentence(PLAIN, 0), sentence(PLAIN, 1)]
    assert len(omissions(sources, [RETOLD, np.nextafter(RETOLD, 0)], {})) == 1


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("However, the harbour master said on the radio that none of this had been agreed.", "en"),
        ("The mayor denied that any of the money had gone to her own party or its friends.", "en"),
        ("They marched for hours, but the ministry would not receive them or read their letter.", "en"),
        ("ولكنها قالت في مقابلة مع الإذاعة المحلية إن أحدًا لم يوافق على ذلك من قبل", "ar"),
        ("ونفى الوزير أن تكون الأموال قد ذهبت إلى حزبه أو إلى أصدقائه في المدينة القديمة", "ar"),
        ("وعلى الرغم من ذلك كله سار الناس ساعات طويلة في شوارع المدينة حتى وصلوا", "ar"),
    ],
)
def test_a_lost_objection_is_major(text: str, lang: str) -> None:
    (found,) = left_out(sentence(text, 0, lang=lang))
    assert found.severity is Severity.MAJOR
    assert found.params == {"what": "contrast"}
    assert found.code == "MQ1201"


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Her debut album was recorded in a small studio above the bakery of her uncle there.", "en"),
        ("The tribute was paid in silence by all who stood along the road to the old port.", "en"),
        ("بدأ تنفيذ المشروع الجديد في الحي القديم بحضور عدد كبير من أهل المدينة والعمال", "ar"),
        ("عاد المنفيون إلى بيوتهم القديمة في الحي الشرقي بعد سنوات طويلة من الغياب عنها", "ar"),
    ],
)
def test_words_that_merely_contain_an_objection_are_none(text: str, lang: str) -> None:
    (found,) = left_out(sentence(text, 0, lang=lang))
    assert found.params.get("what") != "contrast"
    assert found.severity is not Severity.MAJOR


@pytest.mark.parametrize("kind", [DepartureType.NUMBER, DepartureType.DATE, DepartureType.NAME])
def test_a_lost_fact_is_minor_and_named(kind: DepartureType) -> None:
    (found,) = left_out(sentence(PLAIN, 0, kinds=[kind]))
    assert (found.severity, found.params["what"]) == (Severity.MINOR, kind.value)


@pytest.mark.parametrize("quoted", ['"we were never asked"', "“we were never asked”", "«we were never asked»"])
def test_a_lost_quotation_is_minor(quoted: str) -> None:
    (found,) = left_out(sentence(f"{quoted}, said the woman who has run the ferry for longer than anyone.", 0))
    assert (found.severity, found.params["what"]) == (Severity.MINOR, "quotation")


def test_a_linking_sentence_is_ordinary_trimming() -> None:
    (found,) = left_out(sentence("Seagulls circled above.", 0))
    assert (found.severity, found.code, found.params) == (Severity.INFO, "MQ1202", {})


@pytest.mark.parametrize(
    ("text", "lang", "missed"),
    [
        ("The ferry company disputes this.", "en", True),
        ("Critics reject his claims.", "en", True),
        ("Residents object to the plan.", "en", True),
        ("Neighbours have complained about the noise.", "en", True),
        ("She rejected the accusation.", "en", True),
        ("ونفت الشركة ذلك", "ar", True),
        ("وترفض البلدية هذه الرواية", "ar", True),
        ("أنكرت الشركة الاتهامات", "ar", True),
        ("واعترض السكان على الخطة", "ar", True),
        ("Land disputes are common there.", "en", False),
        ("He was denied bail.", "en", False),
        ("He complained of chest pains.", "en", False),
        ("He moved the objects to the garden.", "en", False),
        ("But the rain came early.", "en", False),
        ("اعترضت الدفاعات الجوية صاروخين", "ar", False),
        ("وتشكو المدينة من نقص المياه", "ar", False),
        ("نُفي الزعيم إلى فرنسا", "ar", False),
        ("رفض الوزير هذا الأسبوع لقاء الوفد", "ar", False),
        ("جرى تنفيذ المشروع في موعده", "ar", False),
    ],
)
def test_an_answer_is_missed_however_short(text: str, lang: str, missed: bool) -> None:
    (found,) = left_out(sentence(text, 0, lang=lang))
    assert found.params == ({"what": "contrast"} if missed else {})


def test_a_long_answer_counts_as_a_short_one_does() -> None:
    for text in ("Critics reject his claims.", "Critics of the new harbour master and his men reject his claims."):
        (found,) = left_out(sentence(text, 0))
        assert (found.severity, found.params) == (Severity.MAJOR, {"what": "contrast"})


def test_a_headline_is_never_missed() -> None:
    text = "However, 48 people have died in the harbour since the spring of last year, police say"
    assert left_out(sentence(text, 0, kinds=[DepartureType.NUMBER], headline=True)) == ()


def test_a_sentence_that_says_again_what_was_said_is_ordinary_trimming() -> None:
    again = sentence("He said once more that " + PLAIN.lower(), 0, 1, kinds=[DepartureType.NAME])
    first = sentence(PLAIN, 0, 1, kinds=[DepartureType.NAME])
    (found,) = omissions([first, again], [1.0, 0.0], {})
    assert found.severity is Severity.INFO


def test_a_sentence_that_shares_a_subject_says_nothing_again() -> None:
    """Half of its words stand in another sentence: what the other half says is new."""
    first, other = sentence(PLAIN, 0, 1), sentence(PLAIN, 1, 2)
    (found,) = omissions([first, other], [1.0, 0.0], {})
    assert found.severity is Severity.MINOR


def test_the_same_words_in_another_document_are_no_repetition() -> None:
    one, other = sentence(PLAIN, 0, 1, doc="a"), sentence(PLAIN, 0, 1, doc="b")
    assert [o.severity for o in left_out(one, other)] == [Severity.MINOR, Severity.MINOR]


def test_a_digest_is_said_to_be_one() -> None:
    found = left_out(
        sentence(PLAIN, 0, doc="a"),
        sentence(PLAIN, 1, doc="b"),
        kinds={"a": Kind.DIGEST, "b": Kind.ORIGINAL},
    )
    assert [o.params.get("digest") for o in found] == ["yes", None]


def test_ids_tell_documents_and_occurrences_apart_and_forget_vowel_marks() -> None:
    found = left_out(sentence(PLAIN, 0), sentence(PLAIN, 1), sentence(PLAIN, 2, doc="other"))
    assert len({o.id for o in found}) == 3
    assert found[0].id == left_out(sentence(PLAIN.upper(), 5))[0].id


def test_ids_survive_an_edit_elsewhere() -> None:
    before = left_out(sentence(PLAIN, 0), sentence("Nobody came to the meeting.", 1))
    after = left_out(
        sentence("An inserted sentence.", 3), sentence(PLAIN, 0), sentence("Nobody came to the meeting.", 1)
    )
    assert {o.id for o in before} < {o.id for o in after}


def test_scores_are_probabilities_and_fall_with_strength() -> None:
    sources = [sentence(PLAIN, i) for i in range(3)]
    scores = [o.score for o in omissions(sources, [-0.2, 0.1, 0.3], {})]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
