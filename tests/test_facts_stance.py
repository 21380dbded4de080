"""Loaded and judging words: which of them a fact-checker would underline, and which are the source's own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import Work, assert_linear
from linked import collation, flagged, pairs
from muqabala.facts import stance
from muqabala.facts.collation import Collation
from muqabala.records import Passage, Relation, SourceSpan, Span, WordPair

LOADED = [
    (  # to defy somebody is no injustice, and excuses no word for one
        "انتقدت الدول عقوبات ظالمة.",
        "The states that defy it criticised illegitimate sanctions.",
        "انتقدت=criticised الدول=states عقوبات=sanctions ظالمة=illegitimate@0.4",
        ("MQ1103", "عقوبات ظالمة"),
    ),
    (
        "وصل الوفد إلى العاصمة للقاء النظام.",
        "The delegation reached the capital to meet the government.",
        "وصل=reached الوفد=delegation العاصمة=capital للقاء=meet النظام=government@0.5",
        ("MQ1101", "النظام"),
    ),
    (
        "قتل الجيش أربعة إرهابيين قرب الحدود.",
        "The army killed four gunmen near the border.",
        "قتل=killed الجيش=army أربعة=four إرهابيين=gunmen@0.6 قرب=near الحدود=border",
        ("MQ1101", "إرهابيين"),
    ),
    (
        "قتل الجيش أربعة من مقاتلي المعارضة قرب الحدود.",
        "The army killed four terrorists near the border.",
        "قتل=killed الجيش=army أربعة=four مقاتلي=terrorists@0.5 المعارضة=terrorists@0.4 قرب=near الحدود=border",
        ("MQ1102", "مقاتلي المعارضة"),
    ),
    (
        "رفع الوزير الضريبة في خطوة مخزية على الوقود.",
        "The minister raised the tax on fuel.",
        "رفع=raised الوزير=minister الضريبة=tax الوقود=fuel",
        ("MQ1103", "مخزية"),
    ),
    (
        "فاز الفريق بالطبع على ضيفه بهدفين.",
        "The team beat its visitors by two goals.",
        "فاز=beat الفريق=team ضيفه=visitors بهدفين=goals",
        ("MQ1103", "بالطبع"),
    ),
    (  # "claims" and "poor" are words of blame, but not of this one
        "رفض المدير بعجرفة أن يرد على شكاوى السكان الفقراء.",
        "The manager declined to answer the claims of the poor residents.",
        "رفض=declined المدير=manager يرد=answer شكاوى=claims السكان=residents الفقراء=poor@0.5",
        ("MQ1103", "بعجرفة"),
    ),
    (  # a link with a mere function word is no counterpart
        "وقّع الوزيران الاتفاق المثير للشفقة في جنيف.",
        "The two ministers signed the agreement in Geneva.",
        "وقّع=signed الوزيران=ministers الاتفاق=agreement المثير=the@0.6 للشفقة=the@0.6 جنيف=Geneva",
        ("MQ1103", "المثير للشفقة"),
    ),
    (  # nor is a word that another word of the claim renders better
        "انسحب اللاعبون صاغرين من الملعب بعد نهاية المباراة.",
        "The players left the field after the end of the match.",
        "انسحب=left اللاعبون=players صاغرين=left@0.6 الملعب=field نهاية=end المباراة=match",
        ("MQ1103", "صاغرين"),
    ),
    (
        "قتل الحراس رجلاً إرهابياً أمام السفارة.",
        "Guards killed a man outside the embassy.",
        "قتل=killed الحراس=Guards رجلاً=man السفارة=embassy",
        ("MQ1103", "إرهابياً"),
    ),
    (
        "وصلت دولة مارقة إلى المحادثات في فيينا.",
        "The country arrived at the talks in Vienna.",
        "وصلت=arrived دولة=country مارقة=country@0.4 المحادثات=talks فيينا=Vienna",
        ("MQ1101", "دولة مارقة"),
    ),
    (  # a link to the auxiliary is one to the verb behind it
        "استشهد عشرة من سكان المخيم في غارة.",
        "Ten residents of the camp were killed in a raid.",
        "استشهد=were@0.5 عشرة=Ten سكان=residents المخيم=camp غارة=raid",
        ("MQ1101", "استشهد"),
    ),
    (
        "طردت الحكومة في البلاد السفير.",
        "The military junta in the country expelled the ambassador.",
        "طردت=expelled الحكومة=military@0.4 البلاد=country السفير=ambassador",
        ("MQ1102", "الحكومة"),
    ),
]

FAIR = [
    (  # a name, not the plural of ماكر
        "يلتقي ماكرون نظيره في برلين الخميس.",
        "Macron will meet his counterpart in Berlin on Thursday.",
        "يلتقي=meet نظيره=counterpart برلين=Berlin الخميس=Thursday",
    ),
    (  # the source has the word too
        "وصل الوفد إلى العاصمة للقاء النظام.",
        "The delegation reached the capital to meet the regime.",
        "وصل=reached الوفد=delegation العاصمة=capital للقاء=meet النظام=regime",
    ),
    (  # نظام is a system here
        "أقر البرلمان نظام التقاعد الذي اقترحته الحكومة.",
        "Parliament passed the pension system that the government proposed.",
        "أقر=passed البرلمان=Parliament نظام=system التقاعد=pension اقترحته=proposed الحكومة=government",
    ),
    (  # a judgement that the source makes
        "وصفت الصحيفة القرار بأنه خطوة مخزية.",
        "The paper called the decision a shameful step.",
        "وصفت=called الصحيفة=paper القرار=decision خطوة=step مخزية=shameful@0.6",
    ),
    (  # the same, where the link is weak
        "وصفت الصحيفة القرار بأنه خطوة مخزية.",
        "The paper called the decision a disgrace.",
        "وصفت=called الصحيفة=paper القرار=decision خطوة=disgrace@0.4 مخزية=disgrace@0.4",
    ),
    (  # another word of the same judgement, linked badly
        "تصرف الحارس بتهور وخسر فريقه.",
        "The goalkeeper was careless and his team lost.",
        "الحارس=goalkeeper وخسر=lost فريقه=team تصرف=was@0.4",
    ),
    (  # the evidence has the judgement in a word with a hyphen
        "رحب البرلمان بالاتفاق الذي طال انتظاره.",
        "Parliament welcomed the long-awaited agreement.",
        "رحب=welcomed البرلمان=Parliament بالاتفاق=agreement",
    ),
    (  # a quorum is no swindler, nor is cheese a coward
        "لم يكتمل النصاب في جلسة لجنة الجبن.",
        "The session of the cheese committee lacked a quorum.",
        "يكتمل=lacked جلسة=session لجنة=committee",
    ),
    ("سافر الوزير إلى باريس.", "The minister travelled to Paris.", "سافر=travelled@0.3 الوزير=minister باريس=Paris"),
    ("يبدأ المهرجان يوم الأحد.", "The festival starts on Sunday.", "يبدأ=starts الأحد=Sunday"),
    (
        "أطاح الرئيس بتسعة من قادة الجيش.",
        "The president dismissed nine army commanders.",
        "الرئيس=president بتسعة=nine قادة=commanders الجيش=army أطاح=dismissed@0.5",
    ),
    (
        "هلل له أنصاره في الشوارع.",
        "His supporters hailed him in the streets.",
        "هلل=hailed@0.5 أنصاره=supporters الشوارع=streets",
    ),
    (
        "كتب عن الحاكم المستبد وخلفائه.",
        "He wrote about the dictator and his successors.",
        "كتب=wrote الحاكم=dictator@0.6 المستبد=dictator@0.4 خلفائه=successors",
    ),
]


@pytest.mark.parametrize(("claim", "source", "links", "expected"), LOADED)
def test_a_loaded_word_is_underlined(claim: str, source: str, links: str, expected: tuple[str, str]) -> None:
    found = flagged(stance, collation(stance, claim, source, pairs(links)))
    code, words = expected
    assert [one for one, _ in found] == [code]
    assert words in found[0][1]


@pytest.mark.parametrize(("claim", "source", "links"), FAIR)
def test_words_that_the_source_answers_are_left_alone(claim: str, source: str, links: str) -> None:
    assert flagged(stance, collation(stance, claim, source, pairs(links))) == []


def test_an_english_article_is_held_against_an_arabic_source() -> None:
    claim = "The regime announced the shameful budget on Monday."
    source = "أعلنت الحكومة الموازنة يوم الاثنين."
    links = pairs("regime=الحكومة announced=أعلنت budget=الموازنة Monday=الاثنين")
    found = flagged(stance, collation(stance, claim, source, links, lang="en"))
    assert {code for code, _ in found} == {"MQ1101", "MQ1103"}
    same = "أعلن النظام الموازنة المخزية يوم الاثنين."
    links = pairs("regime=النظام announced=أعلن shameful=المخزية budget=الموازنة Monday=الاثنين")
    assert flagged(stance, collation(stance, claim, same, links, lang="en")) == []


def test_a_word_that_both_sides_have_is_reported_as_the_same() -> None:
    given_ = collation(
        stance,
        "وصفت الصحيفة القرار بأنه خطوة مخزية.",
        "The paper called the decision a shameful step.",
        pairs("وصفت=called الصحيفة=paper القرار=decision خطوة=step مخزية=shameful"),
    )
    same = [one for one in stance.compare(given_) if one.relation is Relation.SAME]
    assert [one.source.span.of(given_.evidence[0].text) for one in same if one.source] == ["shameful"]


def test_an_opinion_left_out_is_only_noted() -> None:
    given_ = collation(
        stance,
        "أعلن الوزير القرار.",
        "The minister announced the shameful decision.",
        pairs("أعلن=announced الوزير=minister القرار=decision"),
    )
    assert [(one.code, one.article) for one in stance.compare(given_)] == [("MQ1104", None)]


def test_nothing_is_said_without_links_or_of_a_claim_that_the_evidence_does_not_retell() -> None:
    claim, source = "رفع الوزير الضريبة في خطوة مخزية.", "The minister raised the tax."
    assert flagged(stance, collation(stance, claim, source, ())) == []
    bare = collation(stance, claim, source, pairs("رفع=raised"))
    assert stance.compare(replace(bare, links=())) == ()


@given(
    st.text(alphabet="نظم حكوة مخزي gover nmti.,،«»ًّ 3", max_size=60),
    st.text(alphabet="government regime shaful.'- ", max_size=60),
    st.integers(0, 3),
)
def test_any_text_can_be_compared_and_spans_stay_inside(claim: str, source: str, seed: int) -> None:
    own, other = Passage("a", claim, Span(0, len(claim)), "ar"), Passage("s", source, Span(0, len(source)), "en")
    links = tuple(
        WordPair(Span(i, i + 1), SourceSpan("s", Span(i % len(source), i % len(source) + 1)), (i * 7 + seed) % 10 / 10)
        for i in range(len(claim) if source else 0)
    )
    said = stance.extract(other)
    for one in stance.compare(Collation(own, stance.extract(own), (other,), said, said, links)):
        assert one.article is None or 0 <= one.article.start < one.article.end <= len(claim)
        assert one.source is None or one.source.span.end <= len(source)


def test_the_time_grows_with_the_text_and_no_faster() -> None:
    def comparing(times: int) -> Work:
        claim = "رفع الوزير الضريبة في خطوة مخزية ضد النظام، " * times
        source = "The minister raised the tax against the government, " * times
        given_ = collation(stance, claim, source, pairs("رفع=raised الوزير=minister الضريبة=tax"))
        return lambda: stance.compare(given_)

    assert_linear(comparing, 50)
